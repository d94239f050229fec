# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the server remembers beside the software: approvals, statuses, requests, published policy, as JSON files of one ref.

The ref is hidden from clients, so only the server's own words write it, and its history says who changed what when. Clients get a
copy without the history, which would otherwise fill their `git log --all`.
"""
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TypeVar

from b2tools import errors
from b2tools.git import Git
from b2tools.objects import FOLDER, Objects

FORMAT = 1
Kind = TypeVar("Kind")
REF = "refs/b2/records"
PUBLISHED = "refs/published/b2"
# what is the server's own: no push reaches it
OWN = ("refs/b2/", "refs/published/")


@dataclass(frozen=True)
class Records:
    """The records as one commit holds them; without a commit there are none."""

    objects: Objects
    commit: str | None

    def read(self, path: str) -> dict[str, object] | None:
        """The record at a path, None if there is none."""
        if self.commit is None:
            return None
        entry = self.objects.find(self.objects.tree_of(self.commit), path)
        return None if entry is None or entry.mode == FOLDER else json.loads(self.objects.read(entry.id, "blob"))

    def below(self, folder: str) -> Iterator[tuple[str, dict[str, object]]]:
        """Paths and contents of all records below a folder, sorted by path."""
        for path in self.names(folder):
            yield path, self.read(path)

    def names(self, folder: str) -> Iterator[str]:
        """Paths of all records below a folder, sorted."""
        entry = self.objects.find(self.objects.tree_of(self.commit), folder) if self.commit else None
        if entry is not None and entry.mode == FOLDER:
            for name, inside in sorted(self.objects.entries(entry.id).items()):
                yield from self.names(f"{folder}/{name}") if inside.mode == FOLDER else (f"{folder}/{name}",)


def written(value: object) -> dict[str, object]:
    """The record of a data class."""
    return {"format": FORMAT} | asdict(value)


def read(kind: type[Kind], content: dict[str, object]) -> Kind:
    """What `written` made a record of; raises `BadServerFile` for a record of another format."""
    if content.get("format") != FORMAT:
        raise errors.BadServerFile(path=REF, mistakes=f"  a record has the format {content.get('format')!r}, wanted {FORMAT}")
    return kind(**{name: value for name, value in content.items() if name != "format"})


def of(git: Git, objects: Objects) -> Records:
    """The present records of a repository, on the server or as a client fetched them last."""
    return Records(objects, git.resolve(REF))
