# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2install-tools`: the tools of a site, several versions side by side."""
from __future__ import annotations

import sys
from pathlib import Path

import click

from b2tools import options
from b2tools.cli import command_names, family_tree


@click.command()
@click.argument("version", required=False)
@click.option("--list", "listed", is_flag=True, envvar="B2_LIST", show_envvar=True,
              help="List the installed versions and what could be had.")
@click.option("--no-switch", is_flag=True, envvar="B2_NO_SWITCH", show_envvar=True,
              help="Install beside the present version, which stays.")
@click.option("--allow-downgrade", is_flag=True, envvar="B2_ALLOW_DOWNGRADE", show_envvar=True,
              help="Take older tools than the present ones.")
@options.site_option
@options.cache_option
@options.jobs_option
@options.json_option
@options.dry_run_option
@options.verbose_option
def command(version: str | None, listed: bool, no_switch: bool, allow_downgrade: bool, site, cache: Path, jobs: int, as_json: bool,
            dry_run: bool) -> None:
    """Install VERSION of the tools from the download area and switch to it; without it, the tools that run, for their interpreter.

    Shells and commands of the version before go on; it stays installed, and `b2install-tools VERSION --allow-downgrade` goes back.

    Example: b2install-tools 1.1.0
    """
    if listed:
        click.echo(_listed(site, cache, as_json))
        return
    if version is None and not dry_run:
        from b2tools.tooling import completions, launchers
        launchers.install(site.tools, Path(sys.executable), command_names(), completions.texts(family_tree()), switch=not no_switch,
                          allow_downgrade=allow_downgrade)
    elif not dry_run:
        _fetch(version, site, cache, jobs, not no_switch, allow_downgrade)
    click.echo(f"source {site.tools / 'b2setup'}")


def _listed(site, cache: Path, as_json: bool) -> str:
    import json
    import os

    from b2tools.places import installations
    from b2tools.tooling import toolpacks
    rows = toolpacks.table(site, installations.Means(cache, os.environ))
    return json.dumps(rows) if as_json else "\n".join(f"{row['version']:10} {row['state']}" for row
                                                      in rows) or "No tools are installed."


def _fetch(version: str, site, cache: Path, jobs: int, switch: bool, allow_downgrade: bool) -> None:
    import os

    from b2tools import console
    from b2tools.places import installations
    from b2tools.tooling import toolpacks
    with console.Bars() as bars:
        means = installations.Means(cache, os.environ, jobs, bars, console.waiting(f"tools {version}"), proxies=site.proxies)
        made = toolpacks.install(site, version, means, switch=switch, allow_downgrade=allow_downgrade)
    click.echo(f"The tools {version} {'are' if made else 'were'} installed in {site.tools / 'versions' / version}.")
