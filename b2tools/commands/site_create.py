# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2site-create`: a complete site on one machine."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import dry_run_option


@click.command("site-create")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="local", envvar="B2_SITE_NAME", show_envvar=True, show_default=True, help="Name of the site.")
@dry_run_option
def command(folder: Path, name: str, dry_run: bool) -> None:
    """Make a complete site in FOLDER: git server with accounts and hooks, signing key, download area, site.toml.

    Can be repeated: what is there stays, what is missing is made.

    Example: b2site-create ~/mysite --name mysite
    """
    import os
    import sys

    from b2tools.server import siteserver
    if dry_run:
        click.echo("\n".join(f"would make {part}" for part in siteserver.lacking(folder)) or f"The site {folder} lacks nothing.")
        return
    changed = siteserver.create(folder, name, sys.executable, os.environ)
    click.echo(f"The site {folder} is complete." if changed else f"The site {folder} was complete already; nothing was changed.")
