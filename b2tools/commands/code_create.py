# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-create`: a working copy of the software."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, json_option, site_option, user_option, verbose_option


@click.command()
@click.option("--light", is_flag=True, envvar="B2_LIGHT", show_envvar=True, help="The packages listed in .light.")
@click.option("--packages", default="", envvar="B2_PACKAGES", show_envvar=True, metavar="A,B", help="Only these packages.")
@click.option("--exclude", envvar="BELLE2_EXCLUDE_PACKAGES", show_envvar=True, metavar="A,B", help="Packages to leave out.")
@click.option("--on", "central", envvar="BELLE2_RELEASE", show_envvar=True, metavar="RELEASE",
              help="Central release below named packages of main; default: the newest one installed.")
@site_option
@user_option
@dry_run_option
@json_option
@verbose_option
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("release", required=False)
def command(light, packages, exclude, central, site, user, dry_run, as_json, folder, release) -> None:
    """Make a working copy in DIR: main with all packages, or with RELEASE only named packages on top of that central release.

    Example: b2code-create --packages framework mycode
    """
    import os
    import sys

    from b2tools import console, reports
    from b2tools.workingcopies import checkouts
    excluded = checkouts.words(exclude) if exclude is not None else site.exclude_packages
    wish = checkouts.Wish(release, checkouts.words(packages), light, excluded)
    with console.Bars() as bars:
        made = checkouts.create(site, folder, wish, user=user, python=sys.executable, environ=os.environ,
                                set_up=central, dry_run=dry_run, report=bars)
    click.echo(reports.as_json(made) if as_json else reports.created(made, dry_run))
