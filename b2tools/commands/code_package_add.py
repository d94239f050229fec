# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-package-add`: more packages in a working copy."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, verbose_option


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PACKAGE...")
@dry_run_option
@verbose_option
def command(names: tuple[str, ...], dry_run: bool) -> None:
    """Check out more packages in the working copy around the current folder.

    Example: b2code-package-add mdst generators
    """
    import os

    from b2tools.workingcopies import checkouts
    added = checkouts.add(checkouts.find(Path.cwd(), os.environ), names, dry_run)
    for name in names:
        click.echo(f"{name}: {'would be added' if dry_run else 'added'}" if name in added else f"{name}: was there before")
