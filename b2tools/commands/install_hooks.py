# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2install-hooks`: the git hooks of a working copy."""
import click

from b2tools.options import dry_run_option, verbose_option


@click.command()
@click.option("--remove", is_flag=True, envvar="B2_HOOKS_REMOVE", show_envvar=True, help="Take ours away, put yours back.")
@dry_run_option
@verbose_option
def command(remove: bool, dry_run: bool) -> None:
    """Install or renew the git hooks of the repository around the current folder; hooks that are there are kept and run as well.

    Example: b2install-hooks
    """
    import os
    import sys
    from pathlib import Path

    from b2tools import reports
    from b2tools.workingcopies import checkouts, clienthooks
    git = checkouts.repository(Path.cwd(), os.environ)
    done = clienthooks.remove(git, dry_run) if remove else clienthooks.install(git, sys.executable, dry_run=dry_run)
    click.echo(reports.hooks(done, dry_run))
