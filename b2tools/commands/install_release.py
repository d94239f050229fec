# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-release: install a release of the software."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, jobs_option, site_option, user_option, verbose_option
from b2tools.sites import Site


@click.command()
@click.argument("version", required=False)
@site_option
@user_option
@cache_option
@jobs_option
@dry_run_option
@verbose_option
def command(version: str | None, site: Site, user: str, cache: Path, jobs: int, dry_run: bool) -> None:
    """Install a release VERSION from the site's git server at its signed tag; without a version list the available ones.

    Its externals must be installed. An interrupted install is continued by the next one.

    Example: b2install-release release-01-00-00 -j 2
    """
    import os

    from b2tools import console, installations, releases
    if version is None:
        there = {one.name for one in installations.installed(site.releases)}
        for name in releases.available(site, user, os.environ):
            click.echo(f"{name}{'  installed' if name in there else ''}")
        return
    order = releases.Order(site, version, user)
    if dry_run:
        click.echo(releases.plan(order))
        return
    with console.Bars() as bars:
        releases.install(order, installations.Means(cache, os.environ, jobs, bars, console.waiting(version)))
    click.echo(f"{version} is installed in {site.releases / version}.")
