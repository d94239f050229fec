# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-check`: the push policy as a dry run."""
from __future__ import annotations

import click

from b2tools.options import json_option, user_option, verbose_option


@click.command("code-check")
@click.option("--against", default="main", envvar="B2_CHECK_AGAINST", show_envvar=True, show_default=True, metavar="BRANCH",
              help="The branch that you want to push to.")
@click.option("--revision", default="HEAD", envvar="B2_CHECK_REVISION", show_envvar=True,
              show_default=True, help="The commit that you want to push.")
@click.option("--offline", is_flag=True, envvar="B2_OFFLINE", show_envvar=True, help="Ask no server for approvals and roles.")
@user_option
@json_option
@verbose_option
def command(against: str, revision: str, offline: bool, user: str, as_json: bool) -> int:
    """Say what the server would say if you pushed now: each requirement, whether it holds, and who could approve.

    Exits with 1 if the push would be refused.

    Example: b2code-check --against main
    """
    import os
    from pathlib import Path

    from b2tools.access import check
    from b2tools.git import Git
    from b2tools.workingcopies import checkouts
    decision = check.dry_run(Git(Path.cwd(), checkouts.environment(os.environ)), user, against, revision, online=not offline)
    click.echo(decision.json() if as_json else decision.text())
    return 0 if decision.allowed else 1
