# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2release-pack: make the binary archive of an installed version and put it into the signed index."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, json_option, site_option, verbose_option
from b2tools.sites import Site

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("version", required=False)
@click.option("--area", type=FOLDER, envvar="B2_DOWNLOAD_AREA", show_envvar=True,
              help="The download area [default: the site's first download address that is a folder].")
@click.option("--key", type=FILE, envvar="B2_SIGNING_KEY", show_envvar=True, help="Key that signs [default: the site's own].")
@click.option("--renew", is_flag=True, envvar="B2_RENEW", show_envvar=True,
              help="Without VERSION: only issue the index again, so that it does not expire.")
@site_option
@cache_option
@dry_run_option
@json_option
@verbose_option
def command(version: str | None, area: Path | None, key: Path | None, renew: bool, site: Site, cache: Path, dry_run: bool,
            as_json: bool) -> None:
    """Pack an installed release or externals VERSION into reproducible archives, sign their manifest and put them into the index.

    Everything is in its place before the index, which comes last, names it. Only a key that the site accepts is taken.

    Example: b2release-pack release-01-00-00
    """
    import os

    from b2tools import console
    from b2tools.places.installations import Means
    from b2tools.upkeep import publication
    if (version is None) != renew:
        raise click.UsageError("Say either VERSION or --renew.")
    with console.Bars() as bars:
        means = Means(cache, os.environ, progress=bars)
        done = publication.publish(site, version, area, key, means, dry_run)
    click.echo(done.as_json() if as_json else str(done))
