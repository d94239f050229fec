# SPDX-License-Identifier: LGPL-3.0-or-later
"""Objects of a repository as they are stored: no checkout, no filters, no replacement, names of any bytes."""
from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from b2tools import errors
from b2tools.git import Git

FOLDER, FILE, PROGRAM, LINK, MODULE = "40000", "100644", "100755", "120000", "160000"
MODES = frozenset((FOLDER, FILE, PROGRAM, LINK, MODULE))
# Ids of a tree without entries, one per kind of repository (SHA-1, SHA-256).
EMPTY_FOLDERS = frozenset(("4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                           "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"))


@dataclass(frozen=True)
class Entry:
    """One line of a tree: mode (`100644`, `40000`, ...) and object id."""

    mode: str
    id: str


def decode(name: bytes) -> str:
    """A stored name as text; bytes that are not UTF-8 survive as surrogates."""
    return name.decode("utf-8", "surrogateescape")


def is_zero(identity: str) -> bool:
    """Whether an object id means "nothing", whatever its length."""
    return not identity.strip("0")


class Objects:
    """Reads objects through one `git cat-file --batch`; a context manager."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._trees: dict[str, dict[str, Entry]] = {}

    def __enter__(self) -> Objects:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._process:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.kill()
            self._process.wait()

    def _answer(self, name: str) -> tuple[str, str, bytes] | None:
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch", stdin=subprocess.PIPE)
        self._process.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
        self._process.stdin.flush()
        head = self._process.stdout.readline().decode("utf-8", "replace").split()
        if len(head) != 3:
            return None
        content = self._process.stdout.read(int(head[2]) + 1)[:-1]
        return head[0], head[1], content

    def read(self, name: str, kind: str) -> bytes:
        """Content of the object with that id; raises `ObjectMissing` if it is not there or of another kind."""
        found = self._answer(name)
        if found is None or found[1] != kind:
            raise errors.ObjectMissing(kind=kind, name=name)
        return found[2]

    def kind(self, name: str) -> str | None:
        """`blob`, `tree`, `commit` or `tag`; None if there is no such object."""
        found = self._answer(name)
        return found[1] if found else None

    def fields(self, name: str, kind: str) -> dict[str, str]:
        """The header lines of a commit or tag (`tree`, `object`, `type`, `tag`, `tagger`, ...), the first of each name."""
        head = self.read(name, kind).split(b"\n\n", 1)[0]
        lines = [decode(line).partition(" ") for line in head.split(b"\n")]
        return {key: value for key, _, value in reversed(lines)}

    def tree_of(self, commit: str) -> str:
        """Id of a commit's tree."""
        return self.fields(commit, "commit")["tree"]

    def entries(self, tree: str) -> dict[str, Entry]:
        """Names in one tree object with mode and id."""
        if tree not in self._trees:
            self._trees[tree] = dict(parse(self.read(tree, "tree"), len(tree) // 2))
        return self._trees[tree]

    def find(self, tree: str, path: str) -> Entry | None:
        """The entry at a path below a tree, None if there is none; the empty path is the tree itself."""
        entry = Entry(FOLDER, tree)
        for name in path.split("/") if path else ():
            if entry.mode != FOLDER:
                return None
            entry = self.entries(entry.id).get(name)
            if entry is None:
                return None
        return entry


def parse(content: bytes, length: int) -> Iterator[tuple[str, Entry]]:
    """The entries of a tree object whose ids are `length` bytes long, in stored order, twice if stored twice."""
    place = 0
    while place < len(content):
        blank = content.index(b" ", place)
        end = content.index(b"\0", blank)
        yield decode(content[blank + 1:end]), Entry(content[place:blank].decode(), content[end + 1:end + 1 + length].hex())
        place = end + 1 + length
