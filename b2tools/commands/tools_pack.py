# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools-pack`: publish a version of the tools."""
from pathlib import Path

import click

from b2tools import options


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--area", type=click.Path(file_okay=False, path_type=Path), envvar="B2_DOWNLOAD_AREA", show_envvar=True,
              help="The download area [default: the site's own].")
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), envvar="B2_SIGNING_KEY", show_envvar=True,
              help="Key that signs [default: the site's own].")
@options.site_option
@options.cache_option
@options.dry_run_option
@options.verbose_option
def command(source: Path, area: Path | None, key: Path | None, site, cache: Path, dry_run: bool) -> None:
    """Publish the tools from SOURCE, a wheel or a checkout, in the download area, for b2install-tools of all users.

    The wheel is reproducible; everything that it needs is pinned with its hashes. A published version never changes.

    Example: b2tools-pack dist/b2tools-1.1.0-py3-none-any.whl --area /srv/download --key ~/keys/release
    """
    import os

    from b2tools.places import installations
    from b2tools.tooling import toolpublication
    area, key = area or site.top / "download", key or site.top / "server" / "keys" / "signing"
    if dry_run:
        click.echo(f"Would publish {source} in {area}, signed with {key}.")
        return
    entry = toolpublication.publish(source, area, key, installations.Means(cache, os.environ))
    click.echo(f"The tools {entry.name} are published in {area} ({entry.file}, SHA-256 {entry.sha256}).")
