# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-module-create`: a new module."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, verbose_option


@click.command()
@click.option("--python", is_flag=True, envvar="B2_MODULE_PYTHON", show_envvar=True, help="A module in Python instead of C++.")
@click.argument("package")
@click.argument("name")
@dry_run_option
@verbose_option
def command(package: str, name: str, python: bool, dry_run: bool) -> None:
    """Make the module NAME with a test in PACKAGE of the working copy around the current folder.

    Example: b2code-module-create mypackage TrackCounter
    """
    import os

    from b2tools.workingcopies import checkouts, skeletons
    for file in skeletons.create_module(checkouts.find(Path.cwd(), os.environ), package, name, python, dry_run):
        click.echo(file)
