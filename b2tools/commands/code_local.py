# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-local`: a working copy that needs no central release."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, json_option, site_option, verbose_option


@click.command()
@click.option("--exclude", envvar="BELLE2_EXCLUDE_PACKAGES", show_envvar=True, metavar="A,B",
              help="Packages to leave out if they are not there; default: those of the site.")
@site_option
@dry_run_option
@json_option
@verbose_option
def command(exclude: str | None, site, dry_run: bool, as_json: bool) -> None:
    """Make the working copy around the current folder a complete one: all packages of its revision, no central release below it.

    Example: b2code-local --dry-run
    """
    import os

    from b2tools import reports
    from b2tools.workingcopies import checkouts, completion
    excluded = checkouts.words(exclude) if exclude is not None else site.exclude_packages
    done = completion.complete(checkouts.find(Path.cwd(), os.environ), site.home, excluded, dry_run)
    click.echo(reports.as_json(done) if as_json else reports.completed(done, dry_run))
