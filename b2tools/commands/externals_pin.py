# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2externals-pin: write versions, hashes and requirements into an externals manifest."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import dry_run_option, verbose_option


@click.command()
@click.argument("manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fresh", is_flag=True, envvar="B2_PIN_FRESH", show_envvar=True, help="Take the newest versions, not those named.")
@dry_run_option
@verbose_option
def command(manifest: Path, fresh: bool, dry_run: bool) -> None:
    """Pin every file of an externals MANIFEST: versions, SHA-256, sizes, licences and the packages that they need.

    Example: b2tools externals-pin externals/v01-00-00.toml
    """
    import sys

    from b2tools import files
    from b2tools.thirdparty import pins
    text = pins.pin(manifest, sys.executable, fresh)
    if dry_run:
        click.echo(text, nl=False)
    else:
        files.write(manifest, text)
