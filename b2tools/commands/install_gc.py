# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-gc: remove what nobody uses."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, json_option, site_option, verbose_option, yes_option
from b2tools.sites import Site


@click.command()
@click.option("--days", type=click.FloatRange(min=0), default=30, show_default=True, envvar="B2_GC_DAYS", show_envvar=True,
              help="What was installed, set up or gone on with in so many days stays.")
@click.option("--keep", multiple=True, metavar="NAME", envvar="B2_GC_KEEP", show_envvar=True,
              help="A release or externals that stay.")
@click.option("--downloads", is_flag=True, envvar="B2_GC_DOWNLOADS", show_envvar=True,
              help="Also downloaded files that are not needed.")
@click.option("--all-platforms", is_flag=True, envvar="B2_ALL_PLATFORMS", show_envvar=True, help="Of all platforms at the site.")
@site_option
@cache_option
@yes_option
@dry_run_option
@json_option
@verbose_option
def command(site: Site, cache: Path, yes: bool, dry_run: bool, as_json: bool, **choice: object) -> None:
    """Collect what no release, working copy or analysis uses, and what interrupted installs left behind.

    Recommended releases and the newest one stay, so does what is being installed. What cannot be read counts as in use.

    Example: b2install-gc --dry-run
    """
    import os

    from b2tools.places import installations
    from b2tools.upkeep import housekeeping
    kept = housekeeping.worth_keeping(site, installations.Means(cache, os.environ))
    plan = housekeeping.plan(site, cache, kept, **choice)
    nothing = not plan.items and not plan.downloads
    if dry_run or nothing or not yes:
        click.echo(housekeeping.told(plan, as_json))
    if dry_run or nothing:
        return
    if not yes:
        click.confirm("Remove all this?", abort=True, err=True)
    click.echo(housekeeping.outcome(housekeeping.carry_out(plan), as_json))
