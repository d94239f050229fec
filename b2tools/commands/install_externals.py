# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-externals: install a version of the third-party software."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, jobs_option, site_option, verbose_option
from b2tools.sites import Site


@click.command()
@click.argument("version", required=False)
@site_option
@cache_option
@jobs_option
@dry_run_option
@verbose_option
def command(version: str | None, site: Site, cache: Path, jobs: int, dry_run: bool) -> None:
    """Install a VERSION of the externals, the third-party software; without a version list the available ones.

    Each file is checked against its SHA-256. An interrupted install is continued by the next one.

    Example: b2install-externals v01-00-00
    """
    import os

    from b2tools import console, externals, installations, manifests, resources
    if version is None:
        for name, there in externals.versions(site.top, resources.folder("externals")).items():
            click.echo(f"{name}{'  installed' if there else ''}")
        return
    manifest = manifests.find(resources.folder("externals"), version)
    if dry_run:
        click.echo(externals.plan(site.top, manifest, cache))
        return
    with console.Bars() as bars:
        means = installations.Means(cache, os.environ, jobs, bars, console.waiting(version))
        receipt = externals.install(site.top, manifest, means)
    click.echo(f"Externals {version} are installed in {site.externals / version} ({receipt.files.count} files).")
