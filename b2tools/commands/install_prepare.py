# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-prepare: the system packages that a purpose needs."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import verbose_option

PURPOSES = ("tools", "light", "basf2", "build", "externals", "all")


@click.command()
@click.argument("purpose", type=click.Choice(PURPOSES), default="all")
@click.option("--check", is_flag=True, envvar="B2_PREPARE_CHECK", show_envvar=True, help="Say nothing, only end with 0 or 1.")
@verbose_option
def command(purpose: str, check: bool) -> int:
    """List the system packages that are missing for a purpose, and the line that installs them; ends with 1 if any is.

    Example: b2install-prepare basf2
    """
    from b2tools import prerequisites
    system = prerequisites.read(prerequisites.identify(Path("/etc/os-release").read_text("utf-8")))
    missing = system.missing(purpose)
    if not check and missing:
        click.echo(f"Missing for {purpose} on {system.name}: {', '.join(missing)}\nInstall with: {system.command(missing)}")
    elif not check:
        click.echo(f"Nothing is missing for {purpose} on {system.name}.")
    return 1 if missing else 0
