# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-status`: what continuous integration found out."""
from __future__ import annotations

import click

from b2tools.options import json_option, site_option, user_option, verbose_option


@click.command("code-status")
@click.argument("tree")
@click.argument("action", type=click.Choice(["show", "set"]), default="show")
@click.argument("check", required=False)
@click.argument("state", required=False, type=click.Choice(["passed", "failed", "running"]))
@click.option("--url", default="", envvar="B2_STATUS_URL", show_envvar=True, help="Page with more about it.")
@site_option
@user_option
@json_option
@verbose_option
def command(tree: str, action: str, check: str | None, state: str | None, url: str, site, user: str, as_json: bool) -> int:
    """Show what continuous integration says of TREE (a tree, or a commit of this working copy), or set a CHECK as a CI account.

    Showing exits with 1 unless something is known and everything has passed.

    Example: b2code-status HEAD set unit-tests passed
    """
    import os
    from pathlib import Path

    from b2tools import reports, reviews
    if (action == "set") != bool(state):
        raise click.UsageError("Write TREE [show [CHECK]] or TREE set CHECK passed|failed|running.")
    server = reviews.Server(site, user, os.environ, Path.cwd())
    found = server.statuses(reviews.tree(tree, Path.cwd(), os.environ), check, state, url)
    found = [one for one in found if check in (None, one["check"])]
    click.echo(reports.as_json(found) if as_json else reviews.statuses(found))
    return 0 if action == "set" or found and all(one["state"] == "passed" for one in found) else 1
