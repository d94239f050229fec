# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools init`: the line for a shell's start-up file."""
import click

from b2tools import options


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "ksh", "dash", "sh", "tcsh", "csh", "fish"]))
@options.site_option
@options.verbose_option
def command(shell: str, site) -> None:
    """Print the one line that makes b2setup known in each new SHELL.

    Example: b2tools init bash >> ~/.bashrc
    """
    from b2tools import launchers
    click.echo(launchers.init_line(site, shell))
