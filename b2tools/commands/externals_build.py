# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2externals-build: build the third-party software from source, for the release manager."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, jobs_option, manifest_argument, site_option, verbose_option, with_option
from b2tools.sites import Site


@click.command()
@manifest_argument
@click.option("--option", "options", default="opt,debug", show_default=True,
              type=click.Choice(["opt,debug", "opt", "debug"]), envvar="B2_EXTERNALS_OPTIONS", show_envvar=True,
              help="Options to build.")
@with_option
@click.option("--only", multiple=True, metavar="PACKAGE", envvar="B2_ONLY", show_envvar=True,
              help="Build only this package and what it requires (several times if you like); nothing is put together.")
@click.option("--to", "area", type=click.Path(file_okay=False, path_type=Path), envvar="B2_BUILD_AREA", show_envvar=True,
              help="Where to build; what is finished there is used again [default: .build in the site's folder].")
@click.option("--pack", is_flag=True, envvar="B2_PACK", show_envvar=True, help="Make the binary archive as well, in the area.")
@click.option("--publish", type=click.Path(file_okay=False, path_type=Path), envvar="B2_DOWNLOAD_AREA", show_envvar=True,
              metavar="FOLDER", help="Make the binary archive in this download area and list it in its signed index.")
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), envvar="B2_SIGNING_KEY", show_envvar=True,
              help="Key that signs [default: the site's own].")
@site_option
@cache_option
@jobs_option
@dry_run_option
@verbose_option
def command(version: str, options: str, optional: tuple[str, ...], only: tuple[str, ...], area: Path | None, pack: bool,
            publish: Path | None, key: Path | None, site: Site, cache: Path, jobs: int, dry_run: bool) -> None:
    """Build externals VERSION (or a manifest file) from source in an area of its own, and make the archive for all users.

    Interrupted or failed, it goes on with what is not finished. Each package has a log in the area.

    Example: b2externals-build v01-01-00 --option opt,debug -j 8 --publish /srv/download
    """
    import os

    from b2tools import console
    from b2tools.places import installations
    from b2tools.thirdparty import externalbuilds
    area = (area or site.home / ".build").absolute()
    order = externalbuilds.Order(version, options, optional, only, area, site, pack, publish, key)
    with console.Bars() as bars:
        means = installations.Means(cache, os.environ, jobs, bars, console.waiting(version, "building"), proxies=site.proxies)
        for line in order.plan(means) if dry_run else order.carry_out(means):
            click.echo(line)
