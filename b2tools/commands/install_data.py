# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-data: install data sets."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, jobs_option, json_option, site_option, user_option, verbose_option
from b2tools.sites import Site


@click.command()
@click.argument("name", required=False)
@click.argument("version", required=False)
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), envvar="B2_DATA_FOLDER", show_envvar=True,
              help="Put it in this folder, as NAME/VERSION, instead of the site's data folder.")
@click.option("--allow-downgrade", is_flag=True, envvar="B2_ALLOW_DOWNGRADE", show_envvar=True,
              help="Accept a list that is older than the last one.")
@site_option
@user_option
@cache_option
@jobs_option
@json_option
@dry_run_option
@verbose_option
def command(name: str | None, version: str | None, to: Path | None, allow_downgrade: bool, site: Site, user: str, cache: Path,
            jobs: int, as_json: bool, dry_run: bool) -> None:
    """Install the data set NAME (validation, examples, starterkit, ...), in its newest VERSION; without a name list them.

    The list is signed, each file is checked against its SHA-256, and an interrupted install is continued by the next one.

    Example: b2install-data examples
    """
    import os

    from b2tools import console
    from b2tools.data import datalists, datasets
    from b2tools.places import installations
    with console.Bars() as bars:
        means = installations.Means(cache, os.environ, jobs, bars, console.waiting(name or ""), proxies=site.proxies)
        listed, age = datalists.current(site, means, allow_downgrade)
        if name is None:
            rows = datasets.table(site, listed, to and to.absolute())
            return click.echo(datasets.as_json(rows, age) if as_json else datasets.text(rows, age))
        order = datasets.Order(site, datalists.find(listed, site, name, version), user, to and to.absolute())
        if dry_run:
            return click.echo(datasets.plan(order, cache))
        receipt = datasets.install(order, means)
    said = f"{receipt.name} is installed in {order.place.final} ({receipt.files.count} files)."
    click.echo(datasets.as_json(datasets.table(site, [order.data], order.to), age) if as_json else said)
