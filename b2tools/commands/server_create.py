# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2server-create`: a central git server."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools.options import dry_run_option, verbose_option


@click.command("server-create")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", envvar="B2_SERVER_NAME", show_envvar=True, metavar="HOST",
              help="Name of the machine for its clients [default: its own name].")
@click.option("--librarian", "librarians", multiple=True, metavar="ACCOUNT", envvar="B2_SERVER_LIBRARIANS", show_envvar=True,
              help="An account to begin with (several times if you like); the first one gets all roles.")
@click.option("--key", "keys", multiple=True, metavar="FILE", type=click.Path(path_type=Path), envvar="B2_SERVER_KEYS",
              show_envvar=True, help="Public key of that account, in the same order.")
@dry_run_option
@verbose_option
def command(folder: Path, name: str | None, librarians: tuple[str, ...], keys: tuple[Path, ...], dry_run: bool) -> None:
    """Make a central git server in FOLDER, for a machine with sshd: repositories with hooks, accounts, policy, audit log.

    Can be repeated: what is there stays, what is missing or damaged is made again.

    Example: b2server-create /srv/b2/server --librarian ann --key ann.pub
    """
    import os
    import socket
    import sys

    from b2tools.server import gitserver
    first = gitserver.first_accounts(librarians, keys)
    if dry_run:
        lacks = gitserver.lacking(folder, sys.executable, os.environ)
        click.echo("\n".join(f"would make {part}" for part in lacks) or f"The server {folder} lacks nothing.")
        return
    changed = gitserver.create(folder, first, sys.executable, os.environ)
    click.echo(f"The server {folder} {'is complete.' if changed else 'was complete already; nothing was changed.'}")
    click.echo("\n" + gitserver.instructions(folder, name or socket.gethostname()))
