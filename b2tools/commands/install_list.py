# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-list: what is installed."""
from __future__ import annotations

import click

from b2tools.options import json_option, site_option, verbose_option
from b2tools.sites import Site


@click.command()
@site_option
@json_option
@verbose_option
def command(site: Site, as_json: bool) -> None:
    """List the installed externals and releases with their sizes and what they were made from.

    Example: b2install-list --json
    """
    import json
    from dataclasses import asdict

    from b2tools import inventory, space
    found = inventory.receipts_of(site)
    if as_json:
        click.echo(json.dumps([asdict(receipt) for receipt in found], indent=1))
        return
    for receipt in found:
        origin = receipt.inputs.get("commit", receipt.inputs.get("manifest", ""))[:12]
        click.echo(f"{receipt.kind:9}  {receipt.name:24}  {receipt.platform:14}  {space.text(receipt.files.size):>9}  {origin}")
