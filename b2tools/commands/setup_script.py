# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2tools setup-script`: the file to source."""
import click

from b2tools import options


@click.command()
@click.option("--shell", default="bash", envvar="SHELL", show_envvar=True, help="The shell that will source it.")
@options.site_option
@options.verbose_option
def command(shell: str, site) -> None:
    """Print the file that a shell sources to set up the software.

    Example: source "$(b2tools setup-script)"
    """
    from b2tools.tooling import launchers
    click.echo(launchers.setup_script(site, shell.rpartition("/")[2]))
