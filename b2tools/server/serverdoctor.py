# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is wrong with a central server and how to mend it: files, repositories, and pushes that are really made."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from b2tools import errors, permissions
from b2tools.access import accounts, analyses, repositories
from b2tools.access.serverfiles import ACCOUNTS
from b2tools.doctor import Finding
from b2tools.server import canaries, filechecks, repositorychecks

# gitolite's own settings, which it protects itself
GITOLITE = "gitolite-admin.git"


def examine(server: Path, python: str, environ: Mapping[str, str],
            tell: Callable[[str], object] = lambda what: None) -> list[Finding]:
    """All findings about a server, each with its group; `python` is used where the server names none. Raises `NoServer`."""
    server = server.absolute()
    if not (server / "git").is_dir() and not (server / ACCOUNTS).is_file():
        raise errors.NoServer(path=server, reason=f"it has neither {ACCOUNTS} nor git/")
    return list(_findings(server, python, environ, tell))


def _findings(server: Path, python: str, environ: Mapping[str, str], tell: Callable[[str], object]) -> Iterator[Finding]:
    own = repositorychecks.interpreter(server / "bin" / "shell") or python
    tell("files")
    yield from _grouped("server", filechecks.look(server, own))
    if why := repositorychecks.starts(own, environ):
        yield Finding(f"The interpreter {own} cannot decide about pushes: {why}", "Make the server again with tools that work.",
                      filechecks.mending(server), "server")
    everybody = _accounts(server)
    # what a killed run left is no repository of anybody
    places = [place for place in repositories.below(server / "git")
              if not (place / canaries.MARK).exists() and place.name != GITOLITE]
    if server / "git/software.git" not in places:
        yield Finding(f"There is no repository {server / 'git/software.git'}.", "Make it.", filechecks.mending(server),
                      "repositories")
    for place in places:
        tell(analyses.relative(server, place))
        yield from _grouped("repositories", repositorychecks.look(server, place, everybody, own, environ))
    yield from _grouped("pushes", _pushes(server, places, everybody, own, environ, tell))


def _pushes(server: Path, places: list[Path], everybody: accounts.Accounts | None, python: str,
            environ: Mapping[str, str], tell: Callable[[str], object]) -> Iterator[Finding]:
    owner = server.stat().st_uid
    if owner != os.geteuid():
        user = permissions.user_name(owner)
        yield Finding(f"No push was tried: the server belongs to {user}, and could not change the files that "
                      f"{permissions.user_name(os.geteuid())} would leave there.", "Ask as that user.",
                      f"sudo -u {user} b2server-doctor")
        return
    if not everybody or not everybody.by_name:
        yield Finding("No push was tried: without accounts nobody can push.", f"Mend {server / ACCOUNTS}.")
        return
    try:
        with canaries.client(server, min(everybody.by_name), environ) as canary:
            for place in places:
                tell(f"a push to {analyses.relative(server, place)}")
                yield from canaries.probe(canary, place)
            tell("pushes to a scratch repository")
            yield from canaries.rehearse(canary, python)
    except errors.BadServerFile as error:
        yield Finding(f"No push was tried: {error}", f"Mend {error.facts['path']}.")


def _accounts(server: Path) -> accounts.Accounts | None:
    try:
        return accounts.read(server / ACCOUNTS)
    except errors.BadServerFile:
        # told among the files
        return None


def _grouped(group: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    for one in findings:
        yield replace(one, group=group)
