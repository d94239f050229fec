# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-clean`: remove build products."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, verbose_option, yes_option


@click.command()
@click.option("-f", "--force", is_flag=True, envvar="B2_CLEAN_FORCE", show_envvar=True, help="Do not ask (the same as --yes).")
@yes_option
@dry_run_option
@verbose_option
def command(force: bool, yes: bool, dry_run: bool) -> None:
    """Remove what the build made in the working copy or analysis around the current folder; sources and your own files stay.

    Example: b2code-clean --dry-run
    """
    import os

    from b2tools.workingcopies import checkouts, finding
    copy = finding.built(Path.cwd(), os.environ)
    found = checkouts.products(copy)
    for name in found:
        click.echo(f"{name}: {'would be removed' if dry_run else 'to be removed'}")
    if found and not dry_run and (force or yes or click.confirm("Remove them?", abort=True)):
        checkouts.clean(copy, found)
