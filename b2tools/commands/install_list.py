# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-list: what is installed."""
from __future__ import annotations

import click

from b2tools.options import json_option, site_option, verbose_option
from b2tools.sites import Site


@click.command()
@click.option("--all-platforms", is_flag=True, envvar="B2_ALL_PLATFORMS", show_envvar=True, help="Of all platforms at the site.")
@site_option
@json_option
@verbose_option
def command(site: Site, all_platforms: bool, as_json: bool) -> None:
    """List the installed externals, releases and data sets with their sizes, what they were made from and how many use them.

    With --json also their receipts and the releases, working copies and analyses that use them.

    Example: b2install-list --json
    """
    import json

    from b2tools.upkeep import inventory
    found = [entry for home in (site.homes if all_platforms else [site.home]) for entry in inventory.entries(home)]
    found += inventory.data_sets(site)
    if as_json:
        click.echo(json.dumps([entry.as_data() for entry in found], indent=1))
    else:
        click.echo(inventory.table(found) if found else f"Nothing is installed in {site.home}.")
