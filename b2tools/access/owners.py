# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who owns a path: the nearest `.librarians` at or above it in a given tree, with the `.authors` beside it."""
from __future__ import annotations

from dataclasses import dataclass, field

from b2tools.access import names
from b2tools.access.accounts import NAME
from b2tools.objects import FILE, FOLDER, Objects

LIBRARIANS, AUTHORS = ".librarians", ".authors"
LIMIT = 64 << 10
# Belongs to the librarians of the repository wherever it lies: it decides what builds, checkouts and releases make of all the rest.
# `.imported` frees all files below it from the demands on style.
OF_THE_REPOSITORY = (".gitattributes", ".gitmodules", ".imported")


@dataclass(frozen=True)
class OwnerList:
    """The librarians and authors of one folder; the folder is empty for the repository itself."""

    folder: str
    librarians: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """The folder as people say it."""
        return self.folder or "the repository itself"


def parse(content: bytes) -> tuple[frozenset[str], list[str]]:
    """The account names in a list, and its mistakes with line numbers; CRLF, BOM, blanks and `#` comments are fine."""
    text = content.decode("utf-8-sig", "replace")
    names, mistakes = set(), []
    # only what every editor shows as a new line is one: other signs would hide a name in a comment
    for number, line in enumerate(text.split("\n"), 1):
        name = line.partition("#")[0].strip()
        if name and NAME.fullmatch(name):
            names.add(name)
        elif name:
            mistakes.append(f"line {number}: {name!r} is no account name (a-z 0-9 . _ -)")
    if len(content) > LIMIT:
        return frozenset(), [f"it is longer than {LIMIT >> 10} KiB"]
    return frozenset(names), mistakes


@dataclass
class Owners:
    """Owner lists of one tree; without a tree nobody owns anything."""

    objects: Objects
    tree: str | None
    _known: dict[str, OwnerList | None] = field(default_factory=dict)

    def of(self, path: str) -> OwnerList:
        """The list that governs a path, which need not exist in this tree."""
        folders, name = path.split("/")[:-1], path.rpartition("/")[2]
        # a checkout may not tell capitals apart
        if names.key(name) in OF_THE_REPOSITORY or folders[:1] == ["site_scons"]:
            folders = []
        for depth in range(len(folders), -1, -1):
            found = self.at("/".join(folders[:depth]))
            if found:
                return found
        return OwnerList("")

    def at(self, folder: str) -> OwnerList | None:
        """The list in exactly that folder, None if there is no regular file `.librarians`."""
        if folder not in self._known:
            self._known[folder] = self._read(folder)
        return self._known[folder]

    def _read(self, folder: str) -> OwnerList | None:
        place = self.objects.find(self.tree, folder) if self.tree else None
        if place is None or place.mode != FOLDER:
            return None
        inside = self.objects.entries(place.id)
        names = {}
        for name in (LIBRARIANS, AUTHORS):
            entry = inside.get(name)
            regular = entry is not None and entry.mode == FILE
            names[name] = parse(self.objects.read(entry.id, "blob"))[0] if regular else None
        if names[LIBRARIANS] is None:
            return None
        return OwnerList(folder, names[LIBRARIANS], names[AUTHORS] or frozenset())
