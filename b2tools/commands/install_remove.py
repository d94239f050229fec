# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-remove: remove a release, externals or a data set."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, site_option, verbose_option, yes_option
from b2tools.sites import Site


@click.command()
@click.argument("name")
@click.option("--force", is_flag=True, envvar="B2_REMOVE_FORCE", show_envvar=True, help="Also what somebody needs.")
@site_option
@cache_option
@yes_option
@dry_run_option
@verbose_option
def command(name: str, site: Site, cache: Path, force: bool, yes: bool, dry_run: bool) -> None:
    """Remove an installed release, externals version or data set NAME, unless releases, working copies or analyses stand on it.

    Of a data set with several versions NAME is NAME/VERSION.

    Example: b2install-remove release-01-00-00
    """
    import os

    from b2tools import console
    from b2tools.places import installations
    from b2tools.upkeep import housekeeping, inventory
    kept = housekeeping.worth_keeping(site, installations.Means(cache, os.environ))
    place = inventory.removable(site, name, kept, force)
    if dry_run:
        click.echo(f"Would remove {place.final}.")
        return
    if not yes:
        click.confirm(f"Remove {place.final}?", abort=True)
    with place.locked(console.waiting(name)):
        inventory.removable(site, name, kept, force).remove()
    click.echo(f"{place.final} is removed.")
