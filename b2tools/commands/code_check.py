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
@click.option("--offline", is_flag=True, envvar="B2_OFFLINE", show_envvar=True, help="Ask no server, use what was fetched last.")
@user_option
@json_option
@verbose_option
def command(against: str, revision: str, offline: bool, user: str, as_json: bool) -> int:
    """Say what the server would say if you pushed now: each requirement, whether it holds, and who could approve.

    The server is asked who you are, where the branch is, and for roles, approvals and statuses. Exits with 1 if the push would be
    refused.

    Example: b2code-check --against main
    """
    import os
    from pathlib import Path

    from b2tools.access import check
    from b2tools.workingcopies import checkouts
    said = click.get_current_context().get_parameter_source("user") is click.core.ParameterSource.COMMANDLINE
    users = user if said else (user,)
    decision = check.dry_run(checkouts.repository(Path.cwd(), os.environ), users, against, revision, online=not offline)
    click.echo(decision.json() if as_json else decision.text())
    return 0 if decision.allowed else 1
