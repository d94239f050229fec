# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2server-override`: something lands past the policy."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools import options


@click.command("server-override")
@click.argument("ref")
@click.argument("commit", required=False)
@click.option("--reason", required=True, envvar="B2_OVERRIDE_REASON", show_envvar=True, help="Why; it is recorded and sent.")
@click.option("--account", envvar="B2_OVERRIDE_ACCOUNT", show_envvar=True, default=options.login_name, show_default="login name",
              help="The account that the policy is asked for.")
@click.option("--repository", default="software", envvar="B2_OVERRIDE_REPOSITORY", show_envvar=True, show_default=True,
              help="Name of the repository.")
@click.option("--delete", is_flag=True, envvar="B2_OVERRIDE_DELETE", show_envvar=True, help="Delete REF instead of moving it.")
@click.option("--no-mail", is_flag=True, envvar="B2_OVERRIDE_NO_MAIL", show_envvar=True, help="Tell nobody by mail.")
@options.server_option
@options.dry_run_option
@options.yes_option
def command(ref: str, commit: str | None, delete: bool, no_mail: bool, server: Path, dry_run: bool, yes: bool, **wish) -> None:
    """Move REF to COMMIT past the policy, or delete it; the reason is recorded and sent to the librarians whom it concerns.

    COMMIT is in the repository already, pushed to a feature branch for instance: an id, a branch or a full ref name.

    Example: b2server-override main feature/hotfix --account ann --reason "The only librarian is away until May"
    """
    import os

    from b2tools.server import gitserver, override
    if delete == bool(commit):
        raise click.UsageError("Give either a COMMIT or --delete.")
    wanted = override.Wish(ref, commit, mail=not (no_mail or dry_run), **wish)
    plan = override.plan(gitserver.require(server), wanted, os.environ)
    click.echo(f"{plan.text}\nTold by mail: {', '.join(plan.addresses) if not no_mail and plan.addresses else 'nobody'}")
    if dry_run:
        return
    if not yes:
        click.confirm("Do it?", abort=True)
    override.carry_out(plan, os.environ)
    click.echo(f"{plan.update.ref} is changed.")
