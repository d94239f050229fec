# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2install-hooks`: the git hooks of a working copy."""
import click

from b2tools.options import verbose_option


@click.command()
@verbose_option
def command() -> None:
    """Install or renew the git hooks of the repository around the current folder; hooks that are there are kept and run as well.

    Example: b2install-hooks
    """
    import os
    import sys
    from pathlib import Path

    from b2tools.workingcopies import checkouts, clienthooks
    done = clienthooks.install(checkouts.repository(Path.cwd(), os.environ), sys.executable)
    yours = f" They run yours as well: {', '.join(done.chained)}." if done.chained else ""
    click.echo(f"The hooks are in {done.folder}.{yours}")
