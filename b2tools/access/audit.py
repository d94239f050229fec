# SPDX-License-Identifier: LGPL-3.0-or-later
"""The audit log: one JSON line per decision, written before the decision takes effect."""
from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from b2tools.access.requirement import Decision, Requirement
from b2tools.access.state import Update

FILE = "audit.jsonl"
VERSION = 1
LONGEST, MOST = 300, 20


def record(server: Path, repository: str, updates: Sequence[Update], decision: Decision | None, **more: object) -> None:
    """Append one line; an error here must stop the push, so nothing is caught."""
    line = {"version": VERSION, "time": now(),
            "repository": repository,
            "account": decision.account if decision else None, "allowed": bool(decision and decision.allowed),
            "refs": [{"ref": cut(update.ref), "old": update.old, "new": update.new} for update in updates],
            "failing": [_failing(one) for one in decision.failing] if decision else []}
    write(server, line | more)


def _failing(one: Requirement) -> dict[str, object]:
    return {"name": one.name, "ref": cut(one.ref), "missing": [cut(who) for who in one.missing[:MOST]]}


def cut(text: str) -> str:
    """A text of a client, short enough that nobody fills the log with it."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def now() -> str:
    """The time as every line has it: UTC with milliseconds, as ISO 8601 writes it."""
    seconds, rest = divmod(time.time_ns(), 10 ** 9)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest // 10 ** 6:03d}+00:00"


def write(server: Path, line: Mapping[str, object]) -> None:
    """Append a line in one piece, so that lines of pushes at the same time never mix."""
    data = (json.dumps(line, ensure_ascii=True) + "\n").encode()
    handle = os.open(server / FILE, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            # what a full disk cut off must not spoil this line too
            data = b"\n" + data
        if os.write(handle, data) != len(data):
            raise OSError("the audit log takes no more lines")
        os.fsync(handle)
    finally:
        os.close(handle)
