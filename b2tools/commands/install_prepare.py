# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-prepare: the system packages that a purpose needs."""
from __future__ import annotations

import click

from b2tools.options import dry_run_option, verbose_option, yes_option

PURPOSES = ("tools", "light", "basf2", "build", "externals", "all")


@click.command()
@click.argument("purpose", type=click.Choice(PURPOSES), default="all")
@click.option("--check", is_flag=True, envvar="B2_PREPARE_CHECK", show_envvar=True, help="Say nothing, only end with 0 or 1.")
@yes_option
@dry_run_option
@verbose_option
def command(purpose: str, check: bool, yes: bool, dry_run: bool) -> int:
    """Install the system packages that are missing for a purpose, after asking; ends with 1 if any stays missing.

    Who is not root gets the line that installs them.

    Example: b2install-prepare basf2
    """
    import os

    from b2tools import platforms
    from b2tools.places import prerequisites
    system = prerequisites.read(str(platforms.read()))
    missing = system.missing(purpose)
    if not check:
        click.echo(prerequisites.told(system, purpose, missing, sudo=os.geteuid() != 0))
    if not missing or check or dry_run or os.geteuid() != 0:
        return 1 if missing else 0
    if not yes:
        click.confirm("Install them now (--yes says so without asking)?", abort=True)
    system.install(missing, os.environ, click.echo)
    return 1 if system.missing(purpose) else 0
