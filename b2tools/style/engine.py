# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a style engine is: a module of this folder named like its settings in templates/style/NAME.toml."""
from __future__ import annotations

import functools
import importlib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from b2tools import resources

GIVEN_UP = "time-limit"


@dataclass(frozen=True, order=True)
class Finding:
    """One place that is not in order; lines and columns count from 1, undecodable bytes of `file` are surrogates.

    A finding about several lines names the last of them as well.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    last: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.rule} {self.message}"

    @property
    def lines(self) -> range:
        """The lines that it is about."""
        return range(self.line, (self.last or self.line) + 1)


@dataclass(frozen=True)
class Source:
    """A file to judge: its name and its text with `\\n` line ends and no byte-order mark."""

    file: str
    text: str


class Engine(Protocol):
    """Judges and mends many files at once; `settings` is the content of the engine's data file."""

    def check(self, sources: Sequence[Source], settings: Mapping[str, Any]) -> list[Finding]:
        """Everything that is not in order."""

    def fix(self, sources: Sequence[Source], settings: Mapping[str, Any]) -> list[str]:
        """The mended texts, in the order of the sources; what cannot be mended stays."""

    def same(self, one: str, other: str) -> bool:
        """Whether two texts mean the same: some of the mended lines are taken only if they do."""


@functools.cache
def known() -> dict[str, dict[str, Any]]:
    """Settings of every engine by name: the folder templates/style is the registry."""
    folder = resources.folder("templates") / "style"
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))}


@functools.cache
def _names_by_suffix() -> dict[str, str]:
    return {suffix: name for name, settings in known().items() for suffix in settings["suffixes"]}


def name_for(file: str) -> str | None:
    """Name of the engine that judges a file of this name, None if no engine does."""
    return _names_by_suffix().get(os.path.splitext(file)[1])


def load(name: str) -> Engine:
    """The engine of that name, imported when it is needed."""
    return importlib.import_module(f"b2tools.style.{name}")
