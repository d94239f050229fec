# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2server-accounts`: who may use a central server."""
from __future__ import annotations

from pathlib import Path

import click

from b2tools import options

FILE = click.Path(path_type=Path)


@click.group("server-accounts")
def command() -> None:
    """Who may use a central server: accounts with roles and public keys, and physics groups.

    Example: b2server-accounts list
    """


def _told(changed: bool, server: Path) -> None:
    where = server / "accounts.toml"
    click.echo(f"{where} is changed, and the lines for sshd are those of the accounts." if changed else f"{where} was so already.")


@command.command("list")
@options.server_option
@options.json_option
def list_(server: Path, as_json: bool) -> None:
    """Show all accounts with address, roles, groups and the fingerprints of their keys.

    Example: b2server-accounts list --json
    """
    import json
    from dataclasses import asdict

    from b2tools.server import accountfile, gitserver
    found = accountfile.listed(gitserver.existing(server))
    click.echo(json.dumps([asdict(one) for one in found], indent=1) if as_json else accountfile.table(found))


@command.command("add")
@click.argument("name")
@click.option("--email", required=True, envvar="B2_ACCOUNT_EMAIL", show_envvar=True, help="Where mail for the account goes.")
@click.option("--role", "roles", multiple=True, envvar="B2_ACCOUNT_ROLES", show_envvar=True,
              help="A role (several times if you like); every account is a member without one.")
@click.option("--key", "keys", multiple=True, required=True, type=FILE, envvar="B2_ACCOUNT_KEYS", show_envvar=True, metavar="FILE",
              help="A public key (several times if you like).")
@options.server_option
def add(name: str, email: str, roles: tuple[str, ...], keys: tuple[Path, ...], server: Path) -> None:
    """Add the account NAME.

    Example: b2server-accounts add ann --email ann@example.org --role release-manager --key ann.pub
    """
    from b2tools.server import accountfile, gitserver
    accountfile.add(gitserver.require(server), name, email, roles, keys)
    _told(True, server)


@command.command("change")
@click.argument("name")
@click.option("--email", envvar="B2_ACCOUNT_EMAIL", show_envvar=True, help="Where mail for the account goes from now on.")
@click.option("--add-role", "add_roles", multiple=True, metavar="ROLE", envvar="B2_ADD_ROLES", show_envvar=True, help="A new role.")
@click.option("--remove-role", "remove_roles", multiple=True, metavar="ROLE", envvar="B2_REMOVE_ROLES", show_envvar=True,
              help="A role to take away.")
@click.option("--add-key", "add_keys", multiple=True, type=FILE, metavar="FILE", envvar="B2_ADD_KEYS", show_envvar=True,
              help="A new public key.")
@click.option("--remove-key", "remove_keys", multiple=True, metavar="FILE|SHA256:...", envvar="B2_REMOVE_KEYS", show_envvar=True,
              help="A key to take away, by its file or fingerprint.")
@options.server_option
def change(name: str, server: Path, **wish) -> None:
    """Change address, roles or keys of the account NAME; each option can be given several times.

    Example: b2server-accounts change ann --add-key new.pub --remove-key SHA256:...
    """
    from b2tools.server import accountfile, gitserver
    _told(accountfile.change(gitserver.require(server), name, accountfile.Wish(**wish)), server)


@command.command("remove")
@click.argument("name")
@click.option("--force", is_flag=True, envvar="B2_FORCE", show_envvar=True, help="Also the only librarian of something.")
@options.server_option
def remove(name: str, force: bool, server: Path) -> None:
    """Remove the account NAME, also from its groups; what it did stays.

    Example: b2server-accounts remove ann
    """
    import os

    from b2tools.server import accountfile, gitserver
    accountfile.remove(gitserver.require(server), name, os.environ, force)
    _told(True, server)


@command.command("group")
@click.argument("name")
@click.option("--add", multiple=True, metavar="ACCOUNT", envvar="B2_ADD_MEMBERS", show_envvar=True, help="A new member.")
@click.option("--remove", multiple=True, metavar="ACCOUNT", envvar="B2_REMOVE_MEMBERS", show_envvar=True,
              help="A member that leaves.")
@options.server_option
def group(name: str, add: tuple[str, ...], remove: tuple[str, ...], server: Path) -> None:
    """Change who is in the physics group NAME, which is made if it is not there.

    Example: b2server-accounts group charm --add ann --add bert
    """
    from b2tools.server import accountfile, gitserver
    _told(accountfile.group(gitserver.require(server), name, add, remove), server)


@command.command("refresh")
@options.server_option
def refresh(server: Path) -> None:
    """Write the lines for sshd anew, after accounts.toml was edited by hand or the server was moved.

    Example: b2server-accounts refresh
    """
    from b2tools.server import gitserver
    changed = gitserver.refresh(gitserver.require(server))
    click.echo(f"{server / 'authorized_keys'} {'is written anew' if changed else 'was in order already'}.")
