# SPDX-License-Identifier: LGPL-3.0-or-later
"""What differs between two trees, path by path, without guessing renames.

The trees are walked here because `git diff-tree -r` gathers everything before it prints the first line: a dozen small
tree objects that expand to billions of paths would take all memory before any limit could be looked at.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from b2tools import errors
from b2tools.objects import Entry, FOLDER, Objects

NOTHING = Entry("000000", "")


@dataclass(frozen=True, slots=True)
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
        return self.old_mode == NOTHING.mode

    @property
    def removed(self) -> bool:
        """Whether the path is gone."""
        return self.new_mode == NOTHING.mode


def between(objects: Objects, old: str | None, new: str, paths: int, depth: int) -> tuple[Difference, ...]:
    """All differences between two trees (`old` None: everything is new).

    Raises `TooMuch` above that many paths, or for a path below more than `depth` folders.
    """
    found = []
    for number, one in enumerate(_walk(objects, Entry(FOLDER, old) if old else NOTHING, Entry(FOLDER, new), "", depth)):
        if number >= paths:
            raise errors.TooMuch(what=f"more than {paths} changed paths", limit=paths)
        if one is not None:
            found.append(one)
    return tuple(found)


def _walk(objects: Objects, old: Entry, new: Entry, prefix: str, depth: int) -> Iterator[Difference | None]:
    """Every changed file, and None for each folder below which there may be one: folders of folders count as well."""
    if prefix.count("/") > depth:
        raise errors.TooMuch(what=f"a path below more than {depth} folders", limit=depth)
    before = objects.entries(old.id) if old.mode == FOLDER else {}
    after = objects.entries(new.id) if new.mode == FOLDER else {}
    for name in before.keys() | after.keys():
        first, second = before.get(name, NOTHING), after.get(name, NOTHING)
        if first == second:
            continue
        path = prefix + name
        one, two = (NOTHING if entry.mode == FOLDER else entry for entry in (first, second))
        if one != two:
            yield Difference(path, one.mode, two.mode, one.id, two.id)
        if FOLDER in (first.mode, second.mode):
            yield None
            yield from _walk(objects, first, second, f"{path}/", depth)
