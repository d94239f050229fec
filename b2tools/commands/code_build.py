# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-build`: the fast way to build."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, jobs_option


@click.command(context_settings={"ignore_unknown_options": True})
@jobs_option
@click.option("--keep-going", "-k", is_flag=True, envvar="B2_KEEP_GOING", show_envvar=True, help="Go on after a failure.")
@click.option("--verbose", "-v", is_flag=True, envvar="B2_VERBOSE", show_envvar=True, help="Print the whole commands.")
@dry_run_option
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[SCONS OPTION OR TARGET]...")
def command(words: tuple[str, ...], jobs: int, keep_going: bool, verbose: bool, dry_run: bool) -> int:
    """Build the working copy or analysis around the current folder, like `scons`, but without it where its record still holds.

    Example: b2code-build -j 4
    """
    import os

    from b2tools import process
    from b2tools.building import builds
    top, order = builds.top_of(Path.cwd()), builds.Order(jobs, keep_going, dry_run, verbose, words)
    done = builds.build(top, order, os.environ, lambda text: click.echo(text))
    if isinstance(done, int):
        return done
    click.echo(f"SCons decides: {done}.")
    process.become(*builds.scons(top, order, os.environ), os.environ)
