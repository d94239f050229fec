# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools init`: the line for a shell's start-up file."""
from pathlib import Path

import click

from b2tools import options


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "ksh", "dash", "sh", "tcsh", "csh", "fish"]))
@click.option("--add", is_flag=True, envvar="B2_ADD", show_envvar=True, help="Put it into the shell's start-up file, once.")
@options.site_option
@options.verbose_option
def command(shell: str, add: bool, site) -> None:
    """Print the one line that makes b2setup known in each new SHELL.

    Example: b2tools init bash --add
    """
    from b2tools.tooling import launchers
    if add:
        file, changed = launchers.add_init_line(site, shell, Path.home())
        click.echo(f"{file} {'has the line now' if changed else 'had the line already'}.")
        return
    click.echo(launchers.init_line(site, shell))
