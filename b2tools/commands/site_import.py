# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2site-import`: sources from a folder to the software repository's main."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import dry_run_option, site_option, verbose_option


@click.command("site-import")
@click.argument("source", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--tag", envvar="B2_IMPORT_TAG", show_envvar=True, metavar="RELEASE|auto",
              help="Tag main as this release; auto: the next patch version if main differs from the newest release.")
@click.option("--account", default="librarian", envvar="B2_IMPORT_ACCOUNT",
              show_envvar=True, show_default=True, help="Account that pushes.")
@site_option
@dry_run_option
@verbose_option
def command(source: Path | None, tag: str | None, account: str, site, dry_run: bool) -> None:
    """Bring SOURCE (default: the sources that came with the tools) to main, on top of what landed there meanwhile.

    Prints the release with --tag, else the commit.

    Example: b2site-import --tag release-01-00-00 ~/b2/framework
    """
    import os

    from b2tools import resources
    from b2tools.server import softwareimport
    done = softwareimport.bring(site, source or resources.folder("framework"), os.environ, account, tag, dry_run)
    moves = "would become" if dry_run else "is now"
    click.echo(f"main {moves if done.moved else 'stays at'} {done.commit}", err=True)
    click.echo(done.tag or done.commit)
