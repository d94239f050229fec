# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-verify: compare an installation with its receipt."""
from __future__ import annotations

import click

from b2tools.options import json_option, site_option, verbose_option
from b2tools.sites import Site


@click.command()
@click.argument("name")
@site_option
@json_option
@verbose_option
def command(name: str, site: Site, as_json: bool) -> int:
    """Hash every file of an installed release, externals version or data set NAME again; exit code 1 if anything differs
    from the receipt.

    Example: b2install-verify v01-00-00
    """
    import json

    from b2tools import console
    from b2tools.upkeep import inventory
    with console.Bars() as bars:
        place, findings = inventory.verify(site, name, bars)
    if as_json:
        click.echo(json.dumps({"name": name, "folder": str(place), "findings": findings}))
    else:
        click.echo("\n".join(findings) or f"{place} is as it was installed.")
    return 1 if findings else 0
