# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-release: install a release of the software."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import cache_option, dry_run_option, jobs_option, json_option, site_option, user_option, verbose_option
from b2tools.sites import Site


@click.command()
@click.argument("version", required=False)
@click.option("--binary", "source", flag_value="binary", help="Only unpack an archive of the signed index; never build.")
@click.option("--source", "source", flag_value="source", help="Build from the signed tag, even if there is an archive.")
@click.option("--debug", is_flag=True, envvar="B2_DEBUG_FILES", show_envvar=True, help="With debug files (in .debug folders).")
@click.option("--allow-downgrade", is_flag=True, envvar="B2_ALLOW_DOWNGRADE", show_envvar=True,
              help="Take an index that is older than the last one seen.")
@click.option("--time-limit", type=click.FloatRange(min=1), default=21600, show_default=True, envvar="B2_TIME_LIMIT",
              show_envvar=True, metavar="SECONDS", help="How long a build may take.")
@site_option
@user_option
@cache_option
@jobs_option
@json_option
@dry_run_option
@verbose_option
def command(version: str | None, site: Site, user: str, cache: Path, jobs: int, as_json: bool, dry_run: bool,
            **choices: object) -> None:
    """Install a release VERSION: the signed archive for this platform, else built from its signed tag at the site's server.

    Without VERSION it lists the available ones. The externals of the release must be installed. An interrupted install is
    continued by the next one. Debug files are left out unless --debug asks for them.

    Example: b2install-release release-01-00-00 -j 2
    """
    from b2tools.installing import releaseorders
    if version is None:
        click.echo(_listing(site, user, cache, as_json))
        return
    order = releaseorders.Order(site, version, user, **choices | {"source": choices["source"] or ""})
    click.echo(releaseorders.done(order, dry_run) if releaseorders.is_current(order) else _changed(order, cache, jobs, dry_run))


def _listing(site: Site, user: str, cache: Path, as_json: bool) -> str:
    import json
    import os

    from b2tools.installing import releases
    from b2tools.places import installations
    found = releases.listing(site, user, installations.Means(cache, os.environ, proxies=site.proxies))
    if as_json:
        return json.dumps([{"version": name, "installed": there} for name, there in found.items()], indent=4)
    return "\n".join(f"{name}  installed" if there else name for name, there in found.items())


def _changed(order, cache: Path, jobs: int, dry_run: bool) -> str:
    import os

    from b2tools import console
    from b2tools.installing import releaseorders, releases
    from b2tools.places import installations
    if dry_run:
        return releases.plan(order)
    with console.Bars() as bars:
        means = installations.Means(cache, os.environ, jobs, bars, console.waiting(order.name), proxies=order.site.proxies)
        releases.install(order, means)
    return releaseorders.done(order)
