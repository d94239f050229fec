# SPDX-License-Identifier: LGPL-3.0-or-later
"""Writes the server's records: one change at a time, whole or not at all."""
from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from b2tools import locks
from b2tools.access.records import PUBLISHED, REF, Records, of
from b2tools.git import Git
from b2tools.objects import Objects

LOCK = "b2-records.lock"


def change(git: Git, account: str, message: str, compute: Callable[[Records], Mapping[str, object]], wait: bool = True) -> bool:
    """Write what `compute` makes of the present records: a JSON value per path, None removes; `git` is the bare repository.

    What `compute` raises leaves everything as it was. Without `wait`, False if somebody else is changing something just now.
    """
    lock = Path(git.folder, LOCK)
    with locks.exclusive(lock) if wait else locks.attempt(lock) as held, Objects(git) as objects:
        if not held:
            return False
        present = of(git, objects)
        changes = {path: value for path, value in compute(present).items() if present.read(path) != value}
        if changes:
            git.run("fast-import", "--quiet", "--done", stdin=_stream(present.commit, account, message, changes))
            _publish(git, account)
    return True


def _publish(git: Git, account: str) -> None:
    """Give clients the present records; after a kill just before, the next change does."""
    people = {f"GIT_{role}_{what}": account for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    named = Git(git.folder, {**git.environment, **people}) if git.environment else git
    copy = named.line("commit-tree", f"{REF}^{{tree}}", "-m", "Approvals, statuses and requests that the server keeps")
    git.run("update-ref", PUBLISHED, copy)


def _stream(before: str | None, account: str, message: str, changes: Mapping[str, object]) -> bytes:
    text = message.encode()
    parts = [f"commit {REF}\ncommitter {account} <{account}> {int(time.time())} +0000\ndata {len(text)}\n".encode(), text, b"\n"]
    if before:
        parts.append(f"from {before}\n".encode())
    for path, value in sorted(changes.items()):
        if value is None:
            parts.append(f"D {path}\n".encode())
        else:
            data = (json.dumps(value, indent=1, sort_keys=True) + "\n").encode()
            parts += [f"M 100644 inline {path}\ndata {len(data)}\n".encode(), data, b"\n"]
    return b"".join([*parts, b"done\n"])
