# SPDX-License-Identifier: LGPL-3.0-or-later
"""What differs between two trees, path by path, without guessing renames."""
from __future__ import annotations

from dataclasses import dataclass

from b2tools import errors
from b2tools.git import Git
from b2tools.objects import decode


@dataclass(frozen=True)
class Difference:
    """One path with mode and object id before and after; a mode of zeros means that it is not there."""

    path: str
    old_mode: str
    new_mode: str
    old_id: str
    new_id: str

    @property
    def added(self) -> bool:
        """Whether the path is new."""
        return not self.old_mode.strip("0")

    @property
    def removed(self) -> bool:
        """Whether the path is gone."""
        return not self.new_mode.strip("0")


def between(git: Git, old: str | None, new: str, paths: int, depth: int) -> tuple[Difference, ...]:
    """All differences between two trees (`old` None: everything is new).

    Raises `TooMuch` above that many paths, or for a path below more than `depth` folders.
    """
    old = old or git.line("hash-object", "-t", "tree", "/dev/null")
    found = []
    pieces = git.stream("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, new)
    for piece in pieces:
        old_mode, new_mode, old_id, new_id, _ = piece[1:].decode("ascii").split(" ")
        path = next(pieces)
        if len(found) >= paths:
            pieces.close()
            raise errors.TooMuch(what=f"more than {paths} changed paths", limit=paths)
        if path.count(b"/") > depth:
            pieces.close()
            raise errors.TooMuch(what=f"a path below more than {depth} folders", limit=depth)
        found.append(Difference(decode(path), old_mode, new_mode, old_id, new_id))
    return tuple(found)
