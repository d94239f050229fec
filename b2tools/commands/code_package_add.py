# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-package-add`: more packages in a working copy."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, site_option, verbose_option


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PACKAGE...")
@click.option("--dependents", "with_dependents", is_flag=True, envvar="B2_DEPENDENTS", show_envvar=True,
              help="Also packages of the central release that must be compiled again when headers of these change.")
@site_option
@dry_run_option
@verbose_option
def command(names, with_dependents, site, dry_run) -> None:
    """Check out more packages in the working copy around the current folder.

    Example: b2code-package-add --dependents mdst
    """
    import os

    from b2tools import reports
    from b2tools.workingcopies import checkouts, dependents
    if with_dependents:
        all_added = dependents.add(site, checkouts.find(Path.cwd(), os.environ), names, dry_run)
        click.echo(reports.packages_added(names, all_added, dry_run))
        return
    added = checkouts.add(checkouts.find(Path.cwd(), os.environ), names, dry_run)
    for name in names:
        click.echo(f"{name}: {'would be added' if dry_run else 'added'}" if name in added else f"{name}: was there before")
