# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-approve`: a librarian's approval."""
from __future__ import annotations

import click

from b2tools.options import json_option, site_option, user_option, verbose_option, yes_option


@click.command("code-approve")
@click.argument("branch")
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@click.option("--against", default="main", envvar="B2_CHECK_AGAINST", show_envvar=True, show_default=True, metavar="TARGET",
              help="The branch that it should land on.")
@click.option("--commit", envvar="B2_APPROVE_COMMIT", show_envvar=True, help="Approve only if BRANCH is at this commit.")
@yes_option
@site_option
@user_option
@json_option
@verbose_option
def command(branch: str, packages: tuple[str, ...], against: str, commit: str | None, yes: bool, site, user: str,
            as_json: bool) -> None:
    """Approve what BRANCH, as the server has it, changes in PACKAGEs.

    Without PACKAGE: in all whose librarian you are; . is the repository itself. The approval holds for exactly this content,
    wherever it is rebased or squashed to.

    Example: b2code-approve feature/better-tracks tracking
    """
    import os
    from pathlib import Path

    from b2tools import reports, reviews
    server = reviews.Server(site, user, os.environ, Path.cwd())
    seen = server.look(branch, against)
    if not as_json:
        click.echo(f"{reviews.difference(seen)}\nLines: git fetch origin {branch} && git diff origin/{against}...{seen['commit']}")
    if not yes:
        what = ", ".join(packages) or "what you are a librarian of"
        click.confirm(f"Approve {what} at {commit or seen['commit']}?", abort=True, err=True)
    wanted = seen["commit"] if not commit or len(commit) > 6 and seen["commit"].startswith(commit) else commit
    done = server.approve(branch, against, wanted, seen["mark"], packages)
    click.echo(reports.as_json(done) if as_json else f"You approved {', '.join(done['approved'])} of {branch}.")
