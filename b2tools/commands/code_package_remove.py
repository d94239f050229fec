# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-package-remove`: fewer packages in a working copy."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, verbose_option


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PACKAGE...")
@dry_run_option
@verbose_option
def command(names: tuple[str, ...], dry_run: bool) -> None:
    """Take packages out of the working copy around the current folder, unless work would be lost.

    Example: b2code-package-remove generators
    """
    import os

    from b2tools.workingcopies import checkouts
    for name in checkouts.remove(checkouts.find(Path.cwd(), os.environ), names, Path.cwd(), dry_run):
        click.echo(f"{name}: {'would be removed' if dry_run else 'removed'} (b2code-package-add brings it back)")
