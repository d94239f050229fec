# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a complete build by SCons left: everything that it looked at, and the graph of what is made from what (docs: formats)."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from b2tools import files

VERSION = 1
SEEN, PLAN, DIRECT, LOCK = "seen.json", "plan.json", "direct.json", "lock"
# below build/SUBDIR
FOLDER = ".record"


@dataclass
class Seen:
    """Everything that the last build looked at. A note of a file is [mtime, ctime, size, inode, digest], times in nanoseconds,
    with the telling lines of sources behind it (what they include, their modules); zeros in place of facts ask for a new digest.

    `dirty` names products that a failed or stopped build still owes.
    """

    algorithm: str
    options: Mapping[str, Any]
    variables: Mapping[str, str]
    programs: Mapping[str, list | None]
    set: Mapping[str, str]
    suffixes: tuple[str, ...]
    folders: Mapping[str, list]
    definitions: dict[str, list]
    sources: dict[str, list]
    products: dict[str, list]
    dirty: list[str]


@dataclass(frozen=True)
class Target:
    """Files that commands make together, from others; the line that is shown, and SCons' signature of the commands."""

    made: tuple[str, ...]
    uses: tuple[str, ...]
    run: tuple[str, ...]
    say: str
    action: str


@dataclass(frozen=True)
class Plan:
    """All targets of a build, with who makes and who uses each file."""

    targets: tuple[Target, ...]
    maker: Mapping[str, Target] = field(repr=False)
    users: Mapping[str, list[Target]] = field(repr=False)


def seen(folder: Path) -> Seen | None:
    """What the last build in `build/SUBDIR` saw; None if nothing of this version is there."""
    found = _read(folder / SEEN)
    if found is None or set(found) != {"version", *Seen.__dataclass_fields__}:
        return None
    found.pop("version")
    return Seen(**{**found, "suffixes": tuple(found["suffixes"])})


def plan(folder: Path) -> Plan | None:
    """The graph of the last build in its folder; None if nothing of this version is there."""
    found = _read(folder / PLAN)
    if found is None:
        return None
    try:
        names = found["names"]
        targets = tuple(Target(tuple(names[one] for one in entry["out"]), tuple(names[one] for one in entry["in"]),
                               tuple(entry["run"]), entry["say"], entry["action"]) for entry in found["targets"])
    except (LookupError, TypeError):
        return None
    users: dict[str, list[Target]] = {}
    for target in targets:
        for name in target.uses:
            users.setdefault(name, []).append(target)
    return Plan(targets, {name: target for target in targets for name in target.made}, users)


def write_seen(folder: Path, state: Seen) -> None:
    """Keep what this build saw for the next one."""
    content = {"version": VERSION, **vars(state)}
    files.write(folder / SEEN, json.dumps(content, separators=(",", ":")))


def runs(folder: Path) -> list[dict[str, Any]]:
    """What was built without SCons since it ran last."""
    found = _read(folder / DIRECT)
    return found["runs"] if found else []


def write_runs(folder: Path, algorithm: str, found: list[dict[str, Any]]) -> None:
    """Tell SCons, when it runs again, what was built without it."""
    files.write(folder / DIRECT, json.dumps({"version": VERSION, "algorithm": algorithm, "runs": found}, separators=(",", ":")))


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("version") == VERSION else None
