# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2venv`: a virtual environment on top of a release."""
from pathlib import Path

import click

from b2tools import options


@click.command()
@click.option("-n", "--name", "place", type=click.Path(path_type=Path), default="venv", show_default=True, envvar="B2_VENV",
              show_envvar=True,
              help="Folder of the environment.")
@options.site_option
@options.user_option
@options.dry_run_option
@options.verbose_option
@click.argument("release")
def command(place: Path, site, user: str, dry_run: bool, release: str) -> None:
    """Make a virtual environment on top of RELEASE; what is installed in it wins over the release's packages.

    Activating it sets up the release if nothing is set up; `deactivate` takes both back.

    Example: b2venv -n myenv release-01-00-00
    """
    import os

    from b2tools.environments import setups, virtualenvs
    if dry_run:
        setups.named(site, release)
        click.echo(f"Would make {place} on top of {release}.")
        return
    made = virtualenvs.create(site, release, place, os.environ, user)
    click.echo(f"source {made}/bin/activate\ncsh, tcsh: source {made}/bin/activate.csh; fish: source {made}/bin/activate.fish",
               nl=True)
