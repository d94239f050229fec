# SPDX-License-Identifier: LGPL-3.0-or-later
"""What has changed since the last build: why SCons must read the SConscripts again, or which files changed within its plan.

Files are compared by content where time, size or inode differ from what was noted; a change that was made while the last build
ran, or so shortly before that the clock might not show a second one, is always compared by content.
"""
from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from b2tools.building.records import Seen

# seconds; longer than the steps of any file system's clock
SETTLED = 2.0
UNKNOWN = [0, 0, 0, 0]
# lines of a source that say more than what its own object holds: what it includes, which modules a map file names
TELLING = re.compile(rb"^(?:[ \t]*#[ \t]*(?:include|import|(?:el)?if[^\n]*\b__has_include\b)[^\n]*"
                     rb"|(?![ \t]*#)[^\n]*\bREG_MODULE\b[^\n]*)", re.M)


@dataclass
class Changes:
    """Sources whose content changed (with their new notes), products that are not what was made, notes that are merely newer."""

    sources: dict[str, list] = field(default_factory=dict)
    products: set[str] = field(default_factory=set)
    notes: dict[str, list] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """True if everything is as it was built."""
        return not self.sources and not self.products


def reasons(top: Path, state: Seen, settings: Mapping[str, object], environ: Mapping[str, str]) -> Iterator[str]:
    """Why what was recorded does not hold any more, but for the content of files."""
    for name, value in state.options.items():
        if settings.get(name, value) != value:
            yield f"the option {name} is another one"
    for name, value in state.variables.items():
        if environ.get(name, "") != value:
            yield f"the variable {name} has changed"
    for name, noted in state.programs.items():
        if _program(name, environ) != noted:
            yield f"the program {name} is another one"
    for folder, (kind, *noted) in state.folders.items():
        now = listing(os.path.join(top, folder), kind, state.suffixes)
        # what is gone of the products is made again, but what nobody made must go
        if set(now or ()) - set(noted) if kind == "products" else now != noted:
            yield f"files came or went in {folder}"


def _program(name: str, environ: Mapping[str, str]) -> list | None:
    path = shutil.which(name, path=environ.get("PATH"))
    found = facts(path) if path else None
    return [os.path.realpath(path), *found] if path and found else None


def listing(folder: str, kind: str, suffixes: tuple[str, ...]) -> list[str] | None:
    """What a build takes of a folder: names, folders with a slash, executable files with a star; None if it is gone."""
    found = []
    try:
        for entry in os.scandir(folder):
            name = entry.name
            if name.startswith((".", "#")) or name.endswith((".pyc", "~")) or name == "__pycache__":
                continue
            if entry.is_dir():
                found.append(name + "/")
            elif kind != "sources":
                found.append(name + ("*" if os.access(entry.path, os.X_OK) else ""))
            elif name.endswith(suffixes) or name == "SConscript":
                found.append(name)
    except OSError:
        return None
    return sorted(found)


def facts(path: str) -> list[int] | None:
    """What tells whether a file is still the one that was read: times, size, inode; None if there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]


def note(path: str, algorithm: str) -> list | None:
    """Facts and digest of a file as it is now; no facts if a further change could go unnoticed by them."""
    now, found = time.time(), facts(path)
    try:
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, algorithm).hexdigest()
    except OSError:
        return None
    settled = found is not None and max(found[0], found[1]) < (now - SETTLED) * 1e9
    return [*(found if settled else UNKNOWN), digest]


def compare(top: Path, state: Seen) -> Changes | str:
    """What changed in content; a sentence if it was something that says what is built."""
    found = Changes()
    for path in _suspects(top, state.definitions):
        fresh = note(os.path.join(top, path), state.algorithm)
        if fresh is None or fresh[4] != state.definitions[path][4]:
            return f"{path} has changed"
        found.notes[path] = fresh
    for path in _suspects(top, state.sources):
        noted, fresh = state.sources[path], note(f"{top}/{path}", state.algorithm)
        if fresh is None:
            return f"{path} is gone"
        if fresh[4] == noted[4]:
            found.notes[path] = [*fresh, noted[5]]
        elif _telling(os.path.join(top, path), state.suffixes) != noted[5]:
            return f"{path} includes other files or makes other modules"
        else:
            found.sources[path] = [*fresh, noted[5]]
    for path in _suspects(top, state.products):
        fresh = note(os.path.join(top, path), state.algorithm)
        if fresh is None or fresh[4] != state.products[path][4]:
            found.products.add(path)
        else:
            found.notes[path] = fresh
    found.products.update(state.dirty)
    return found


def _suspects(top: Path, noted: Mapping[str, list]) -> list[str]:
    """Files that are not the ones noted by their facts."""
    stat, before, found = os.stat, f"{top}/", []
    for path, entry in noted.items():
        try:
            now = stat(path if path[0] == "/" else before + path)
        except OSError:
            found.append(path)
            continue
        if [now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino] != entry[:4]:
            found.append(path)
    return found


def _telling(path: str, suffixes: tuple[str, ...]) -> str:
    if not path.endswith(suffixes):
        return ""
    with open(path, "rb") as file:
        return b"\n".join(TELLING.findall(file.read())).decode("utf-8", "replace")
