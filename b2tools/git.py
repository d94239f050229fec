# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door to git's plumbing: names as bytes-safe text, a clean environment, full ref names."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import process

QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


def clean(environment: Mapping[str, str], keep: tuple[str, ...] = ()) -> dict[str, str]:
    """The environment without anything that could steer git or the interpreter, except the names to keep."""
    bad = ("GIT_", "PYTHON", "LD_PRELOAD")
    kept = {name: value for name, value in environment.items() if name in keep or not name.startswith(bad)}
    return kept | {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Git:
    """One repository; `folder` is its work tree or its git directory."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, stdin: bytes | None = None, check: bool = True, timeout: float | None = None) -> process.Result:
        """Run `git WORDS` in the folder; raises `ProgramFailed` unless `check` is off."""
        return process.run(["git", *words], cwd=self.folder, env=self.environment or None, stdin=stdin, check=check, timeout=timeout,
                           purpose="working with repositories")

    def line(self, *words: str) -> str:
        """Standard output of a command that prints one line, without its line end."""
        return self.run(*words).text.removesuffix("\n")

    def names(self, *words: str) -> list[str]:
        """Standard output of a command that prints NUL-separated names (`-z`), undecodable bytes as surrogates."""
        return [os.fsdecode(name) for name in self.run(*words).stdout.split(b"\0") if name]

    def resolve(self, name: str) -> str | None:
        """Object id of a full ref name or revision, None if there is none."""
        found = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{}}", check=False)
        return found.text.strip() or None
