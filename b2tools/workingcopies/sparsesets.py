# SPDX-License-Identifier: LGPL-3.0-or-later
"""The sparse set of a working copy: which folders git keeps on disk, and how git reads and writes their names."""
from __future__ import annotations

import os
import re
from dataclasses import dataclass

from b2tools.git import Git

ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
SIGNS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
PLAIN = re.compile(rb"[\w./+-]+", re.ASCII)


@dataclass(frozen=True)
class SparseSet:
    """The folders that a sparse checkout names, as paths; None if everything is checked out. `cone` is git's own mode."""

    folders: frozenset[str] | None
    cone: bool = True

    @property
    def packages(self) -> set[str] | None:
        """The top-level folders that are there at least in part."""
        return None if self.folders is None else {name.partition("/")[0] for name in self.folders}

    def has(self, name: str) -> bool:
        """Whether the whole folder is there."""
        return self.folders is None or name in self.folders


def read(copy: Git) -> SparseSet:
    """The sparse set of a working copy as git has it."""
    listed = copy.run("sparse-checkout", "list", check=False)
    if listed.returncode:
        return SparseSet(None)
    folders = frozenset(os.fsdecode(unquoted(line)) for line in listed.stdout.split(b"\n") if line)
    return SparseSet(folders, not any(name.startswith(("/", "!")) for name in folders))


def quoted(name: str) -> bytes:
    """A name as git reads it from a list of lines."""
    content = os.fsencode(name)
    if PLAIN.fullmatch(content):
        return content
    return b'"' + b"".join(bytes((byte,)) if PLAIN.fullmatch(bytes((byte,))) else b"\\%03o" % byte for byte in content) + b'"'


def unquoted(line: bytes) -> bytes:
    """A name in a list of lines as git writes it."""
    if len(line) < 2 or not (line.startswith(b'"') and line.endswith(b'"')):
        return line
    return ESCAPED.sub(lambda found: bytes((int(found[1], 8),)) if len(found[1]) == 3 else SIGNS.get(found[1], found[1]),
                       line[1:-1])
