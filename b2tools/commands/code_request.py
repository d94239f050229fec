# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-request`: merge requests on the server."""
from __future__ import annotations

import click

from b2tools.options import json_option, site_option, user_option, verbose_option, yes_option


def _server(function):
    for option in (verbose_option, json_option, user_option, site_option):
        function = option(function)
    return function


class OpenUnlessSaid(click.Group):
    """Without the name of a subcommand, a request is opened."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        said = args[:1] and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if said else ["open", *args])


@click.group("code-request", cls=OpenUnlessSaid)
def command() -> None:
    """Merge requests: wishes that a branch be merged into main or a release branch, decided by the push policy.

    Without the name of a subcommand, a request for a branch is opened.

    Example: b2code-request feature/better-tracks -m "Fit tracks twice"
    """


@command.command("open")
@click.argument("branch", required=False)
@click.option("--against", default="main", envvar="B2_CHECK_AGAINST", show_envvar=True, show_default=True, metavar="TARGET",
              help="The branch that it should be merged into.")
@click.option("-m", "message", envvar="B2_REQUEST_MESSAGE", show_envvar=True, metavar="TEXT",
              help="Title, and description from the second line on [default: the message of the last commit].")
@_server
def open_new(branch: str | None, against: str, message: str | None, site, user: str, as_json: bool) -> None:
    """Ask that BRANCH (default: the present one), as it is on the server, be merged.

    Example: b2code-request open feature/better-tracks -m "Fit tracks twice"
    """
    import os
    from pathlib import Path

    from b2tools import reports, reviews
    made = reviews.open_request(reviews.Server(site, user, os.environ, Path.cwd()), Path.cwd(), branch, against, message)
    click.echo(reports.as_json(made) if as_json else
               f"Merge request {made['number']} is open: {made['branch']} into {made['target']}. "
               f"Show it with: b2code-request show {made['number']}")


@command.command("list")
@click.option("--all", "everything", is_flag=True, envvar="B2_REQUEST_ALL", show_envvar=True, help="Also those that have ended.")
@_server
def listing(everything: bool, site, user: str, as_json: bool) -> None:
    """List the open merge requests.

    Example: b2code-request list --all
    """
    import os
    from pathlib import Path

    from b2tools import reports, reviews
    known = reviews.Server(site, user, os.environ, Path.cwd()).request("list")
    found = [one for one in known if everything or one["state"] == "open"]
    click.echo(reports.as_json(found) if as_json else reviews.requests(found))


@command.command("show")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--patch", "-p", is_flag=True, envvar="B2_REQUEST_PATCH", show_envvar=True, help="With all changed lines.")
@_server
def show(number: int, patch: bool, site, user: str, as_json: bool) -> None:
    """Show what a merge request changes, which packages it affects, who has approved, what CI says, and what is missing.

    Example: b2code-request show 7 --patch
    """
    import os
    from pathlib import Path

    from b2tools import reports, reviews
    found = reviews.Server(site, user, os.environ, Path.cwd()).request("patch" if patch else "show", str(number))
    click.echo(reports.as_json(found) if as_json else reviews.request(found))


@command.command("approve")
@click.argument("number", type=click.IntRange(min=1))
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@yes_option
@_server
def approve(number: int, packages: tuple[str, ...], yes: bool, site, user: str, as_json: bool) -> None:
    """Approve what a merge request changes in PACKAGEs (default: all whose librarian you are; . is the repository itself).

    Example: b2code-request approve 7 tracking
    """
    import os
    from pathlib import Path

    from b2tools import reports, reviews
    server = reviews.Server(site, user, os.environ, Path.cwd())
    seen = reviews.mergeable(server.request("show", str(number)))
    if not yes:
        click.confirm(f"{reviews.request(seen)}\nApprove this?", abort=True, err=True)
    done = server.request("approve", str(number), seen["commit"], seen["mark"], *packages)
    click.echo(reports.as_json(done) if as_json else f"You approved {', '.join(done['approved'])} of merge request {number}.")


@command.command("merge")
@click.argument("number", type=click.IntRange(min=1))
@yes_option
@_server
def merge(number: int, yes: bool, site, user: str, as_json: bool) -> None:
    """Merge a request on the server, if all holds that the policy demands.

    Example: b2code-request merge 7
    """
    import os
    from pathlib import Path

    from b2tools import reports, reviews
    server = reviews.Server(site, user, os.environ, Path.cwd())
    seen = reviews.mergeable(server.request("show", str(number)))
    if not yes:
        click.confirm(f"{reviews.request(seen)}\nMerge this?", abort=True, err=True)
    done = server.request("merge", str(number), seen["commit"])
    click.echo(reports.as_json(done) if as_json else f"Merge request {number} is in {done['target']}: {done['merge']}.")


@command.command("close")
@click.argument("number", type=click.IntRange(min=1))
@_server
def close(number: int, site, user: str, as_json: bool) -> None:
    """End a merge request without merging; who opened it may, and librarians of the repository.

    Example: b2code-request close 7
    """
    import os
    from pathlib import Path

    from b2tools import reports, reviews
    done = reviews.Server(site, user, os.environ, Path.cwd()).request("close", str(number))
    click.echo(reports.as_json(done) if as_json else f"Merge request {number} is closed.")
