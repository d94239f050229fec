# SPDX-License-Identifier: LGPL-3.0-or-later
"""How many paths a checkout of pushed trees would have: a dozen tree objects can expand to billions of them.

Each tree is looked at once, however often it occurs. Folders from before that lie where they lay are not read at all: a push
that only adds and changes files costs nothing here.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from b2tools.objects import FOLDER, Objects, parse


@dataclass(frozen=True, slots=True)
class Shape:
    """Of one tree object: the number of entries, and names and ids of its folders."""

    entries: int
    folders: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Size:
    """Of everything below a tree: the number of paths, files and folders, and the folders above the deepest file."""

    paths: int
    depth: int


@dataclass
class Expansion:
    """Sizes of trees; `new` are those that the push brings."""

    objects: Objects
    new: Mapping[str, Shape]
    _old: dict[str, Shape] = field(default_factory=dict)
    _sizes: dict[str, Size] = field(default_factory=dict)
    _added: dict[tuple[str, ...], Size | None] = field(default_factory=dict)

    def size(self, root: str) -> Size:
        """The whole size of a tree."""
        waiting = [root]
        while waiting:
            tree = waiting[-1]
            if tree in self._sizes:
                waiting.pop()
                continue
            shape = self._shape(tree)
            if missing := dict.fromkeys(one for _, one in shape.folders if one not in self._sizes):
                waiting += missing
            else:
                self._sizes[tree] = _sum(shape, [self._sizes[one] for _, one in shape.folders])
        return self._sizes[root]

    def added(self, root: str, bases: Sequence[str]) -> Size | None:
        """The size without the folders from before that lie where one of the trees `bases` has them.

        None if another folder from before occurs, or one of ours more than once: then only the whole size tells.
        """
        waiting = [(root, *bases)]
        while waiting:
            key = waiting[-1]
            if key in self._added:
                waiting.pop()
                continue
            shape, known = self.new[key[0]], [dict(self._shape(one).folders) for one in key[1:]]
            inside: list[tuple[str, ...]] | None = []
            for name, one in shape.folders:
                if one in self.new:
                    inside.append((one, *(base[name] for base in known if name in base)))
                elif all(base.get(name) != one for base in known):
                    inside = None
                    break
            if inside is None or any(self._added.get(one, shape) is None for one in inside):
                self._added[key] = None
            elif missing := dict.fromkeys(one for one in inside if one not in self._added):
                waiting += missing
            else:
                self._added[key] = _sum(shape, [self._added[one] for one in inside])
        found = self._added[(root, *bases)]
        return found if found and found.paths <= self._own else None

    @cached_property
    def _own(self) -> int:
        return sum(shape.entries for shape in self.new.values())

    def _shape(self, tree: str) -> Shape:
        found = self.new.get(tree) or self._old.get(tree)
        if found is None:
            found = self._old[tree] = shape_of(self.objects.read(tree, "tree"), len(tree) // 2)
        return found


def shape_of(content: bytes, length: int) -> Shape:
    """The shape of a tree object whose ids are `length` bytes long."""
    entries = list(parse(content, length))
    return Shape(len(entries), tuple((name, entry.id) for name, entry in entries if entry.mode == FOLDER))


def _sum(shape: Shape, inside: Sequence[Size]) -> Size:
    return Size(shape.entries + sum(one.paths for one in inside), max((1 + one.depth for one in inside), default=0))
