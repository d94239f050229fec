# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2install-tools`: the tools' launchers and set-up files for a site."""
import sys
from pathlib import Path

import click

from b2tools import options
from b2tools.cli import command_names


@click.command()
@options.site_option
@options.dry_run_option
@options.verbose_option
def command(site, dry_run: bool) -> None:
    """Write b2setup, b2setup.fish and one launcher per command into the site's tools folder, for the interpreter that runs this.

    Example: b2install-tools --top ~/belle2
    """
    from b2tools import launchers
    if not dry_run:
        launchers.install(site.tools, Path(sys.executable), command_names())
    click.echo(f"source {site.tools / 'b2setup'}")
