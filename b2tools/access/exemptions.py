# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files that may be larger than others: the list `.large-files` at the top of main, a path pattern and a size per line."""
from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from b2tools.access.differences import Difference
from b2tools.access.requirement import Requirement
from b2tools.objects import FILE, Objects

LIST = ".large-files"
SIZE = re.compile(r"([1-9][0-9]{0,14})(B|KiB|MiB)?", re.ASCII)
UNITS = {None: 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20}
LIMIT = 64 << 10
# places of one file; a few folders inside each other many times over could give it billions
PLACES = 1000


@dataclass(frozen=True)
class Exemption:
    """Files that match may have that many bytes; `*` and `?` stand for anything but a slash."""

    pattern: str
    bytes: int

    def holds(self, path: str) -> bool:
        """Whether a path matches."""
        names, patterns = path.split("/"), self.pattern.split("/")
        return len(names) == len(patterns) and all(map(fnmatch.fnmatchcase, names, patterns))


def parse(content: bytes) -> tuple[tuple[Exemption, ...], list[str]]:
    """The exemptions of a list, and its mistakes with line numbers; CRLF, BOM, blanks and `#` comments are fine."""
    if len(content) > LIMIT:
        return (), [f"it is longer than {LIMIT >> 10} KiB"]
    found, mistakes = [], []
    for number, line in enumerate(content.decode("utf-8-sig", "replace").split("\n"), 1):
        words = line.partition("#")[0].rsplit(None, 1)
        pattern, match = words[0].strip() if words else "", SIZE.fullmatch(words[-1]) if len(words) == 2 else None
        if match and not {"", ".", ".."} & set(pattern.split("/")):
            found.append(Exemption(pattern, int(match[1]) * UNITS[match[2]]))
        elif words:
            mistakes.append(f"line {number}: {line.strip()!r} is not a path inside the repository and a size, "
                            "as data/field.root 5MiB")
    return tuple(found), mistakes


def of(objects: Objects, tree: str | None) -> tuple[Exemption, ...]:
    """The exemptions that the list in a tree gives; none without a regular file of that name."""
    entry = objects.find(tree, LIST) if tree else None
    return parse(objects.read(entry.id, "blob"))[0] if entry is not None and entry.mode == FILE else ()


def allowed(path: str, exemptions: Iterable[Exemption]) -> int:
    """How many bytes the file at a path may have by its exemptions, 0 if there is none for it."""
    return max((one.bytes for one in exemptions if one.holds(path)), default=0)


def places(blob: str, trees: Iterable[str], roots: set[str], objects: Objects, depth: int) -> Iterator[str]:
    """Every path at which a new file lies in new commits (`roots` are their trees), some cut off above more than `depth` names.

    `git rev-list` names one path only, also for a folder that lies in several places. What holds a new file is new itself.
    """
    above: dict[str, list[tuple[str, str]]] = {}
    for tree in trees:
        for name, entry in objects.entries(tree).items():
            above.setdefault(entry.id, []).append((tree, name))
    todo = [(blob, "")]
    while todo:
        identity, path = todo.pop()
        for tree, name in above.get(identity, ()):
            longer = f"{name}/{path}" if path else name
            if tree in roots or longer.count("/") > depth:
                yield longer
            if longer.count("/") <= depth:
                todo.append((tree, longer))


def exempted(blob: str, size: int, exemptions: Sequence[Exemption], found: Iterable[str]) -> bool:
    """Whether a file may be so large at each of the places found for it."""
    number = 0
    for number, path in enumerate(found, 1):
        if number > PLACES or allowed(path, exemptions) < size:
            return False
    return number > 0


def requirements(ref: str, differences: Sequence[Difference], objects: Objects) -> list[Requirement]:
    """A changed list is a regular file without mistakes."""
    result = []
    for one in differences:
        if one.path == LIST and not one.removed:
            mistakes = parse(objects.read(one.new_id, "blob"))[1] if one.new_mode == FILE else \
                [f"must be a regular file (mode {FILE}), but has mode {one.new_mode}"]
            sentence = f"{LIST}: {'; '.join(mistakes)}. Mend the list." if mistakes else f"{LIST} is a good list."
            result.append(Requirement("large-files", ref, not mistakes, sentence, tuple(mistakes[:20])))
    return result
