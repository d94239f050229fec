# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2execute`: a command in a release."""
import os

import click

from b2tools import options


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("-x", "--command", "program", default="basf2", show_default=True, envvar="B2_EXECUTE", show_envvar=True,
              help="The program to start.")
@options.site_option
@options.user_option
@click.argument("release")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(program: str, site, user: str, release: str, arguments: tuple[str, ...]) -> None:
    """Run a command in RELEASE (a name, or the folder of a working copy) without changing the shell; its exit code is returned.

    Example: b2execute -x python3 release-01-00-00 script.py --my-option "two words"
    """
    from b2tools import process
    from b2tools.environments import setups
    env = setups.complete(site, setups.named(site, release))
    environ = env.applied(setups.undone(os.environ), site.top, user, site.home)
    found = process.which(program, "running it in the release", path=environ["PATH"])
    process.become(found, [program, *arguments], environ)
