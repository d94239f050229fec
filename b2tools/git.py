# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door to git's plumbing: names as bytes-safe text, a clean environment, full ref names."""
from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import process


def memory(content: bytes) -> io.BufferedRandom:
    """An open file without a name that holds `content`, for programs that read while they are read from."""
    file = open(os.memfd_create("input"), "w+b")
    file.write(content)
    file.seek(0)
    return file


@dataclass(frozen=True)
class Git:
    """One repository; `folder` is its work tree or its git directory."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def offline(self) -> Git:
        """The same repository without its way to the network: what a partial clone lacks makes commands fail."""
        apart = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
        return Git(self.folder, {**self.environment, **apart}) if self.environment else self

    def present(self, oids: Iterable[str]) -> set[str]:
        """Which of some objects are here; in a partial clone others may be at the server only."""
        words = ("rev-list", "--objects", "--no-walk", "--ignore-missing", "--missing=print", "--stdin")
        listed = self.run(*words, stdin="".join(f"{oid}\n" for oid in sorted(set(oids))).encode()).text
        return {line.split(" ")[0] for line in listed.splitlines()}

    def run(self, *words: str, stdin: bytes | None = None, check: bool = True, timeout: float | None = None) -> process.Result:
        """Run `git WORDS` in the folder; raises `ProgramFailed` unless `check` is off."""
        return process.run(["git", *words], cwd=self.folder, env=self.environment or None, stdin=stdin, check=check,
                           timeout=timeout, purpose="working with repositories")

    def line(self, *words: str) -> str:
        """Standard output of a command that prints one line, without its line end."""
        return self.run(*words).text.removesuffix("\n")

    def names(self, *words: str, check: bool = True) -> list[str]:
        """Standard output of a command that prints NUL-separated names (`-z`), undecodable bytes as surrogates."""
        return [os.fsdecode(name) for name in self.run(*words, check=check).stdout.split(b"\0") if name]

    def resolve(self, name: str) -> str | None:
        """Object id of a full ref name or revision, None if there is none."""
        found = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{}}", check=False)
        return found.text.strip() or None

    def start(self, *words: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start `git WORDS` whose standard output is read while it runs; whoever starts it ends it."""
        return process.start(["git", *words], cwd=self.folder, env=self.environment or None, stdin=stdin,
                             purpose="working with repositories")

    def stream(self, *words: str, stdin: bytes = b"", separator: bytes = b"\0") -> Iterator[bytes]:
        """Pieces of the standard output while they come; git ends when the reader stops. Raises `ProgramFailed` at the end."""
        with memory(stdin) as given:
            child = self.start(*words, stdin=given.fileno())
        try:
            rest = b""
            while block := child.stdout.read1(1 << 16):
                *pieces, rest = (rest + block).split(separator)
                yield from pieces
            if rest:
                yield rest
            if child.wait():
                raise process.failure(["git", *words], process.Result(child.returncode, b"", b""), self.folder)
        finally:
            child.stdout.close()
            child.kill()
            child.wait()
