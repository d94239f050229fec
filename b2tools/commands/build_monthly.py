# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2build-monthly`: the monthly build by agreement."""
from __future__ import annotations

import click

from b2tools.options import json_option, site_option, user_option, verbose_option


@click.group("build-monthly")
def command() -> None:
    """The monthly build, made of what all packages have agreed on by their tags.

    Example: b2build-monthly status
    """


@command.command("status")
@click.argument("candidate", default="refs/heads/main", metavar="[COMMIT]")
@site_option
@user_option
@json_option
@verbose_option
def status(candidate: str, site, user: str, as_json: bool) -> None:
    """Show every package with its latest tag, whether it agrees with COMMIT (default: head of main), and who is missing.

    Example: b2build-monthly status --json
    """
    import json
    import os
    from dataclasses import asdict

    from b2tools.builds import monthly
    with monthly.mirror(site, user, os.environ) as git:
        found = monthly.status(git, candidate)
    click.echo(json.dumps(asdict(found) | {"agreed": found.agreed}, indent=2) if as_json else monthly.table(found))
