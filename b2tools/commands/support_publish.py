# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2support-publish`: sign and publish the support policy."""
from pathlib import Path

import click

from b2tools import options


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", type=click.Path(file_okay=False, path_type=Path), envvar="B2_DOWNLOAD_AREA", show_envvar=True,
              help="The download area [default: the site's own].")
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), envvar="B2_SIGNING_KEY", show_envvar=True,
              help="Key that signs [default: the site's own].")
@options.site_option
@options.dry_run_option
@options.verbose_option
def command(file: Path, area: Path | None, key: Path | None, site, dry_run: bool) -> None:
    """Check the support policy in FILE (support.toml), sign it and put it into the download area; all its mistakes are listed.

    Example: b2support-publish support.toml --area /srv/download --key ~/keys/release
    """
    from b2tools.publishing import support
    area, key = area or site.top / "download", key or site.top / "server" / "keys" / "signing"
    policy = support.parse(file.read_bytes(), file) if dry_run else support.publish(file, area, key)
    done = "would be published" if dry_run else "is published"
    click.echo(f"The policy of {policy.issued} with {len(policy.entries)} releases {done} in {area}.")
