# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-history`: join the history from before the software came into its repository."""
from pathlib import Path

import click

from b2tools.options import dry_run_option, json_option, site_option, user_option, verbose_option


@click.command()
@click.argument("url", required=False)
@click.option("--at", metavar="COMMIT", envvar="B2_HISTORY_AT", show_envvar=True,
              help="The commit of the older history that ours follows; default: its newest one.")
@click.option("--undo", is_flag=True, envvar="B2_HISTORY_UNDO", show_envvar=True, help="Part the histories again.")
@site_option
@user_option
@dry_run_option
@json_option
@verbose_option
def command(url, at, undo, site, user, dry_run, as_json) -> None:
    """Let log and blame in the working copy around the current folder go back into an older history, that of the site or of URL.

    Only this working copy knows of it: nothing of it is pushed, and no other command looks at it.

    Example: b2code-history
    """
    import os

    from b2tools import reports
    from b2tools.workingcopies import checkouts, olderhistory
    copy = checkouts.find(Path.cwd(), os.environ)
    if undo:
        done = olderhistory.part(copy, dry_run)
    else:
        done = olderhistory.join(copy, url or site.history_url(user), at, dry_run)
    click.echo(reports.as_json(done) if as_json else reports.history(done, dry_run))
