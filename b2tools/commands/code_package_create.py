# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-package-create`: a new package."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, user_option, verbose_option


@click.command()
@click.argument("name")
@user_option
@dry_run_option
@verbose_option
def command(name: str, user: str, dry_run: bool) -> None:
    """Make the package NAME in the working copy around the current folder; it builds, and you are its librarian.

    Example: b2code-package-create mypackage
    """
    import os

    from b2tools.workingcopies import checkouts, skeletons
    for file in skeletons.create_package(checkouts.find(Path.cwd(), os.environ), name, user, dry_run):
        click.echo(file)
