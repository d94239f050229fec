# SPDX-License-Identifier: LGPL-3.0-or-later
"""Keep a build inside its own room: in namespaces where the kernel allows them, else by looking at its surroundings after it.

In namespaces (root, or user namespaces) the build sees the room at one place, the same on every machine, and whatever it writes
elsewhere is caught in memory and told. Without them the finished products, the download cache and other watched folders are
compared before and after: this finds a stray file, but cannot undo it, and sees nothing outside of these folders.
"""
from __future__ import annotations

import functools
import json
import os
import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import process, resources

PLACE = Path("/b2tools-build")
REFUSED = 125
MARK = "B2_BUILD_ROOM"
Look = Mapping[str, tuple[int, ...]]


@functools.cache
def possible(python: str) -> bool:
    """Whether this machine lets a build be confined in namespaces."""
    with tempfile.TemporaryDirectory(prefix="b2tools-confine-") as folder:
        done = process.run(_command(python, Path(folder), (), ".", ["true"]), check=False, purpose="confining builds", timeout=60)
    return done.returncode == 0


@dataclass(frozen=True)
class Cell:
    """One room and how its commands are kept in it; `watched` are folders to compare if namespaces are not possible."""

    room: Path
    python: str
    confined: bool
    watched: Sequence[Path] = ()
    closed: Sequence[str] = ()
    mark: str = field(default_factory=lambda: f"{MARK}={uuid.uuid4().hex}")

    @property
    def place(self) -> Path:
        """Where the commands see the room."""
        return PLACE if self.confined else self.room

    def run(self, command: Sequence[str], folder: str, env: Mapping[str, str], timeout: float,
            on_line: Callable[[str], None]) -> tuple[process.Result, list[str]]:
        """Run a command in a folder of the room; its result, and what it wrote outside of the room. Raises `TimedOut`."""
        if self.confined:
            result = process.run(_command(self.python, self.room, self.closed, folder, command), env=env, check=False,
                                 timeout=timeout, on_line=on_line, mark=self.mark)
            findings = _findings(self.room)
            stray = json.loads(findings.read_bytes()) if findings.is_file() else []
            findings.unlink(missing_ok=True)
            return result, stray
        before = {folder: look(folder) for folder in self.watched}
        result = process.run(command, cwd=self.room / folder, env=env, check=False, timeout=timeout, on_line=on_line,
                             mark=self.mark)
        return result, [path for folder in self.watched for path in differences(before[folder], look(folder))]


def _findings(room: Path) -> Path:
    return room / ".findings"


def _command(python: str, room: Path, closed: Sequence[str], folder: str, command: Sequence[str]) -> list[str]:
    script = resources.folder("templates") / "build" / "confine.py"
    options = [word for one in closed for word in ("-r", one)]
    return [python, "-I", str(script), str(room), str(PLACE), str(_findings(room)), "-w", folder, *options, "--", *command]


def look(folder: Path) -> Look:
    """What can be seen of every file below a folder without reading it."""
    found: dict[str, tuple[int, ...]] = {}
    for place, folders, names in os.walk(folder):
        for name in names + [one for one in folders if os.path.islink(os.path.join(place, one))]:
            path = os.path.join(place, name)
            try:
                status = os.lstat(path)
            except FileNotFoundError:
                continue
            # the time of the inode changes with each new link to it, so only what a writer changes is compared
            found[path] = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode)
    return found


def differences(before: Look, after: Look) -> list[str]:
    """Paths that came, went or changed."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
