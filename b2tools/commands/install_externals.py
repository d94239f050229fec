# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-externals: install a version of the third-party software."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, jobs_option, json_option, site_option, verbose_option, with_option
from b2tools.sites import Site


@click.command()
@click.argument("version", required=False)
@click.option("--binary", "how", flag_value="binary", help="Only from a binary archive of the site's signed index.")
@click.option("--source", "how", flag_value="source", help="Only built from the manifest.")
@click.option("--any", "how", flag_value="any", default="any", envvar="B2_HOW", show_envvar=True, hidden=True)
@click.option("--platform", metavar="TAG", envvar="B2_PLATFORM", show_envvar=True,
              help="For another platform (debian-12, ubuntu-2404, el-9), from a binary archive.")
@click.option("--allow-downgrade", is_flag=True, envvar="B2_ALLOW_DOWNGRADE", show_envvar=True,
              help="Accept an index that is older than the last one.")
@click.option("--check", is_flag=True, envvar="B2_CHECK", show_envvar=True,
              help="Run the packages' own checks also in what comes by archive, where they ran before it was packed.")
@with_option
@site_option
@cache_option
@jobs_option
@dry_run_option
@json_option
@verbose_option
def command(version: str | None, site: Site, cache: Path, jobs: int, as_json: bool, dry_run: bool, optional: tuple[str, ...],
            **wanted: object) -> None:
    """Install a VERSION of the externals, the third-party software; without a version list the available ones.

    Taken from the signed binary archive for this platform if there is one, else built from the manifest. Each file is checked
    against its SHA-256. An interrupted install is continued by the next one.

    Example: b2install-externals v01-00-00
    """
    from b2tools import resources
    from b2tools.installing import externalsorders
    from b2tools.thirdparty.choices import Choice
    order = externalsorders.Order(site, version or "", resources.folder("externals"), choice=Choice(optional), **wanted)
    there = externalsorders.present(order)
    _show([externalsorders.done(order, there, dry_run)] if there else _changed(order, cache, jobs, dry_run), as_json)


def _changed(order, cache: Path, jobs: int, dry_run: bool) -> list:
    import os

    from b2tools import console
    from b2tools.installing import externalsorders, provision
    from b2tools.places.installations import Means
    with console.Bars() as bars:
        means = Means(cache, os.environ, jobs, bars, console.waiting(order.version or "externals"), proxies=order.site.proxies)
        if not order.version:
            return provision.available(order.site, order.folder, means)
        if dry_run:
            return [provision.plan(order, means)]
        return [externalsorders.done(order, provision.install(order, means))]


def _show(lines: list, as_json: bool) -> None:
    import json
    from dataclasses import asdict, is_dataclass
    if as_json:
        click.echo(json.dumps([asdict(line) if is_dataclass(line) else {"done": line} for line in lines], indent=1))
    else:
        click.echo("\n".join(map(str, lines)))
