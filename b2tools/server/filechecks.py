# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whether the files of a central server are in order: accounts, policy, audit log, programs, rights, room on the disk."""
from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from b2tools import errors, permissions, space
from b2tools.access import accounts, audit, repositories, settings
from b2tools.access.serverfiles import ACCOUNTS, SETTINGS
from b2tools.doctor import Finding, command
from b2tools.server import accountfacts, gitserver

LEAST, INODES = 10**9, 20_000
# as much of the audit log as holds its last lines, and how many of them are read
TAIL, LINES = 1 << 16, 20
MANY = 5


def look(server: Path, python: str) -> Iterator[Finding]:
    """Everything that is wrong outside of the repositories; `python` is the interpreter that the server was made with."""
    again = mending(server)
    yield from _accounts(server)
    yield from _policy(server)
    yield from _audit(server)
    for name, content in gitserver.programs(python).items():
        if not repositories.is_put(server / "bin" / name, content, 0o755):
            yield Finding(f"{server / 'bin' / name} is not as it was made, or cannot be run.", "Make it again.", again)
    yield from _rights(server)
    yield from _room(server)


def mending(server: Path) -> str:
    """The command that makes anew what a server lacks."""
    return command("b2server-create", server)


def _accounts(server: Path) -> Iterator[Finding]:
    try:
        everybody = accounts.read(server / ACCOUNTS)
    except errors.BadServerFile as error:
        yield Finding(str(error), f"Edit {server / ACCOUNTS}; nobody gets in until then.")
        return
    if not everybody.by_name:
        yield Finding(f"{server / ACCOUNTS} has no accounts, so nobody can use the server.", "Add one.",
                      "b2server-accounts add NAME --email ADDRESS --key FILE")
    try:
        gitserver.refuse_ambiguous(everybody)
    except errors.AccountProblem as error:
        yield Finding(str(error), "Say b2server-accounts change NAME --remove-key FILE.")
    for account in everybody.by_name.values():
        for key in account.keys:
            try:
                accountfacts.fingerprint(key)
            except errors.AccountProblem as error:
                yield Finding(f"{account.name}: {error.facts['problem']}.", f"Mend the key in {server / ACCOUNTS}.")
    if not gitserver.authorized(server):
        yield Finding(f"{server / gitserver.AUTHORIZED} is not what the accounts say: sshd lets in others.", "Write it anew.",
                      command("b2server-accounts", "refresh", "--server", server))


def _policy(server: Path) -> Iterator[Finding]:
    try:
        found = settings.read(server / SETTINGS)
    except errors.BadServerFile as error:
        yield Finding(str(error), f"Edit {server / SETTINGS}; every push is refused until then.")
        return
    if found.rules_off:
        yield Finding(f"Warning: the policy does not apply {', '.join(found.rules_off)} (rules_off in {server / SETTINGS}).",
                      "Take them out unless you know why they are there.")


def _audit(server: Path) -> Iterator[Finding]:
    file = server / audit.FILE
    try:
        found = file.lstat()
    except FileNotFoundError:
        # the first decision makes it
        return
    mine = found.st_uid == os.geteuid()
    if not stat.S_ISREG(found.st_mode) or not found.st_mode & stat.S_IWUSR or mine and not os.access(file, os.W_OK):
        yield Finding(f"{file} cannot be written, so every push is refused.", "Give the right.", command("chmod", "u+w", file))
    try:
        with open(file, "rb") as opened:
            opened.seek(max(0, found.st_size - TAIL))
            content = opened.read()
    except OSError as error:
        yield Finding(f"{file} cannot be read ({error.strerror}).", "Give the right.", command("chmod", "u+rw", file))
        return
    lines = content.split(b"\n")
    # the first of a part of the file may be cut
    bad = [line for line in lines[int(found.st_size > TAIL):-1][-LINES:] if not _is_decision(line)]
    if bad or lines[-1]:
        shown = (bad or lines)[-1][:60].decode("utf-8", "replace")
        yield Finding(f"A line near the end of {file} is no decision: {shown!r} (a full disk, or somebody wrote there).",
                      "Find out who or what wrote it; new lines are not affected.")


def _is_decision(line: bytes) -> bool:
    try:
        data = json.loads(line)
    except ValueError:
        return False
    return isinstance(data, dict) and data.get("version") == audit.VERSION and "time" in data and "repository" in data


def _rights(server: Path) -> Iterator[Finding]:
    owner = server.stat().st_uid
    wide, foreign = [], []
    for place, found in _everything(server):
        if not stat.S_ISLNK(found.st_mode) and found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            wide.append(place)
        if found.st_uid != owner:
            foreign.append(place)
    if wide:
        yield Finding(f"Others than its owner may write {_some(wide)}, and so change refs, hooks or accounts.",
                      "Take the right away.", command("chmod", "-R", "go-w", server))
    if foreign:
        user = permissions.user_name(owner)
        yield Finding(f"{_some(foreign)} belong to others than {user}, who cannot change them.", "Give them back.",
                      command("chown", "-Rh", user, server))


def _everything(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    yield str(folder), folder.lstat()
    pending = [str(folder)]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    found = entry.stat(follow_symlinks=False)
                    yield entry.path, found
                    if stat.S_ISDIR(found.st_mode):
                        pending.append(entry.path)
        except FileNotFoundError:
            # a push removes its temporary folder meanwhile
            continue


def _some(places: list[str]) -> str:
    return ", ".join(sorted(places)[:MANY]) + (f" and {len(places) - MANY} more" if len(places) > MANY else "")


def _room(server: Path) -> Iterator[Finding]:
    found = os.statvfs(server)
    free = found.f_bavail * found.f_frsize
    if free < LEAST:
        yield Finding(f"{server} has only {space.text(free)} free; {space.text(LEAST)} are wanted. A full disk refuses every push.",
                      "Make room.")
    elif found.f_files and found.f_favail < INODES:
        yield Finding(f"{server} has room for {found.f_favail} more files only.", "Make room, or let git gc pack the repositories.")
