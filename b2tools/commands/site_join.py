# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2site-join`: a site that gets its software from another one's download area."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools import options


@click.command("site-join")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--from", "urls", multiple=True, required=True, metavar="URL", envvar="BELLE2_DOWNLOAD", show_envvar=True,
              help="Download area, a URL or a folder (several times: tried in this order).")
@click.option("--signers", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=True, envvar="B2_SIGNERS",
              show_envvar=True, help="File of those whose signatures are accepted, from somebody whom you trust.")
@click.option("--name", default="local", envvar="B2_SITE_NAME", show_envvar=True, show_default=True, help="Name of the site.")
@click.option("--server", metavar="ADDRESS", envvar="B2_GIT_SERVER", show_envvar=True,
              help="The git server, like ssh://{user}@git.example.org [default: that of the shipped site].")
@click.option("--tools", "version", metavar="VERSION", envvar="B2_TOOLS_VERSION", show_envvar=True,
              help="Version of the tools [default: the newest].")
@options.cache_option
@options.jobs_option
@options.dry_run_option
@options.verbose_option
def command(folder: Path, urls: tuple[str, ...], signers: Path, name: str, server: str | None, version: str | None, cache: Path,
            jobs: int, dry_run: bool) -> None:
    """Make a site in FOLDER on a further machine, with tools from the download area of another site.

    Needs no compiler and no git server. Everything that comes is checked against the signers. Can be repeated.

    Example: b2site-join /sw --from https://download.example.org --signers allowed_signers
    """
    import os

    from b2tools import console
    from b2tools.places import installations
    from b2tools.tooling import joining
    if dry_run:
        click.echo(f"Would make a site in {folder} with tools {version or '(the newest)'} from {' '.join(urls)}.")
        return
    with console.Bars() as bars:
        means = installations.Means(cache, os.environ, jobs, bars, console.waiting(f"the site {folder}"))
        made = joining.join(joining.Wanted(folder, name, urls, signers, server), means, version)
    click.echo(f"The site {folder} has the tools {made}. Go on with:\n\n    source {folder.absolute() / 'tools/b2setup'}")
