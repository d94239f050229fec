# SPDX-License-Identifier: LGPL-3.0-or-later
"""Accounts of the server, who has which role, and which of them is pushing: the transport says so, nothing else."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import errors
from b2tools.access import serverfiles

VARIABLE = "B2_ACCOUNT"
FORMAT = 1
NAME = re.compile(r"[a-z0-9._-]+", re.ASCII)
RELEASE_MANAGER, REPOSITORY_LIBRARIAN, CONVENER = "release-manager", "repository-librarian", "analysis-tools-convener"
CI = "ci"
GROUP = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)
ROLES = (RELEASE_MANAGER, REPOSITORY_LIBRARIAN, CONVENER, CI)


@dataclass(frozen=True)
class Account:
    """Somebody who may use the server; every account is a member."""

    name: str
    email: str = ""
    roles: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accounts:
    """All accounts by name, and the members of each physics group."""

    by_name: Mapping[str, Account]
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def with_role(self, role: str) -> tuple[str, ...]:
        """Names of the accounts that have a role, sorted."""
        return tuple(sorted(name for name, account in self.by_name.items() if role in account.roles))

    def identify(self, environment: Mapping[str, str]) -> Account | None:
        """The account that the wrapper named, None if there was no wrapper or the account is unknown."""
        return self.by_name.get(environment.get(VARIABLE, ""))


def read(path: Path) -> Accounts:
    """The accounts in an `accounts.toml`; raises `BadServerFile` with all mistakes at once."""
    text, data = serverfiles.toml(path)
    lines = text.splitlines()
    mistakes = [] if data.get("format") == FORMAT else [f"  line 1: format is {data.get('format')!r}, wanted {FORMAT}"]
    for name in data.keys() - {"format", "accounts", "groups"}:
        mistakes.append(f"  line {_line(lines, name)}: {name} is not known; known are format, accounts and groups")
    found = data.get("accounts", {})
    if not isinstance(found, dict):
        found, mistakes = {}, [*mistakes, f"  line {_line(lines, 'accounts')}: accounts is not a table"]
    for name, table in found.items():
        mistakes += [f"  line {_line(lines, f'[accounts.{name}]')}: account {name}: {problem}"
                     for problem in _problems(name, table)]
    groups = data.get("groups", {})
    mistakes += [f"  line {_line(lines, start)}: {problem}" for start, problem in _problems_of_groups(groups, found)]
    if mistakes:
        raise errors.BadServerFile(path=path, mistakes="\n".join(mistakes))
    return Accounts({name: Account(name, table.get("email", ""), frozenset(table.get("roles", ())), tuple(table.get("keys", ())))
                     for name, table in found.items()}, {name: frozenset(members) for name, members in groups.items()})


def _line(lines: list[str], start: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith(start)), 1)


def _problems(name: str, table: object) -> list[str]:
    if not isinstance(table, dict):
        return ["is not a table"]
    found = [] if NAME.fullmatch(name) else ["a name is made of a-z 0-9 . _ -"]
    found += [f"{key} is not known; known are email, roles and keys" for key in table.keys() - {"email", "roles", "keys"}]
    if not isinstance(table.get("email", ""), str):
        found.append("email is not a text")
    for key in ("roles", "keys"):
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and "\n" not in one for one in value):
            found.append(f"{key} is not a list of texts")
        elif key == "roles":
            found += [f"role {role} is not known; known are {', '.join(ROLES)}" for role in value if role not in ROLES]
    return found


def _problems_of_groups(groups: object, known: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if not isinstance(groups, dict):
        yield "groups", "groups is not a table"
        return
    for name, members in groups.items():
        if not GROUP.fullmatch(name):
            yield name, f"group {name}: a name is made of a-z 0-9 _ -, begins with a letter and has at most 32 signs"
        if not isinstance(members, list) or not all(isinstance(one, str) for one in members):
            yield name, f"group {name} is not a list of accounts"
            continue
        for one in sorted(set(members) - known.keys()):
            yield name, f"group {name}: there is no account {one}. {errors.near(one, known)}"


def authorized_keys(accounts: Accounts, shell: Path) -> str:
    """Lines for an `authorized_keys` file: each key starts the wrapper for its account and can do nothing else."""
    # sshd undoes the backslash before a double quote, then the login shell undoes the single quotes
    quoted = "'" + str(shell).replace("'", "'\\''") + "'"
    escaped = quoted.replace('"', '\\"')
    return "".join(f'command="{escaped} {account.name}",restrict {key}\n' for account in accounts.by_name.values()
                   for key in account.keys)
