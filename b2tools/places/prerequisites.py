# SPDX-License-Identifier: LGPL-3.0-or-later
"""System packages that a purpose needs, from one table per operating system in templates/systems, and how they are installed."""
from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from b2tools import config, errors, process, resources

ALL = "all"
FORMAT = 1
SCHEMA: config.Schema = {
    "format!": int, "system!": str, "extends": str, "query": [str], "installed": str, "steps": [[str]],
    "note": [str], "replace": {"*": [str]}, "purpose": {"*": {"includes": [str], "packages!": [str]}},
    "repository": {"*": {"packages!": [str], "steps": [[str]], "note": str}}}
PLACE = "PACKAGES"


@dataclass(frozen=True)
class Repository:
    """A source of packages that has to be switched on first: its packages, the commands that do it, what to know about it."""

    packages: frozenset[str]
    steps: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True)
class System:
    """What one operating system calls its packages, how to ask for them and how to install them.

    `steps` are commands; the word PACKAGES in one of them stands for the packages' names."""

    name: str
    query: tuple[str, ...]
    installed: str
    steps: tuple[tuple[str, ...], ...]
    purposes: Mapping[str, tuple[str, ...]]
    repositories: Mapping[str, Repository]
    notes: tuple[str, ...] = ()

    def packages(self, purpose: str) -> tuple[str, ...]:
        """The packages that a purpose needs, sorted; `all` is every purpose."""
        names = self.purposes.values() if purpose == ALL else [self.purposes[purpose]]
        return tuple(sorted({package for packages in names for package in packages}))

    def missing(self, purpose: str) -> tuple[str, ...]:
        """Those that are not installed here; raises `ProgramMissing` where the system's own program is not there."""
        listed = process.run(self.query, purpose="asking for installed packages").text.splitlines()
        there = {match["name"] for line in listed if (match := re.search(self.installed, line))}
        return tuple(package for package in self.packages(purpose) if package not in there)

    def commands(self, packages: Sequence[str]) -> list[tuple[str, ...]]:
        """The commands that install packages, with those before them that switch on what they come from."""
        needed = [one for one in self.repositories.values() if one.packages & set(packages)]
        before = [step for one in needed for step in one.steps]
        own = [tuple(word for part in step for word in (packages if part == PLACE else [part])) for step in self.steps]
        return before + own

    def line(self, packages: Sequence[str], sudo: bool = False) -> str:
        """The same as a line for a shell."""
        return " && ".join(("sudo " if sudo else "") + shlex.join(command) for command in self.commands(packages))

    def advice(self, packages: Sequence[str]) -> list[str]:
        """What to know before these packages are installed."""
        return [*self.notes, *(one.note for one in self.repositories.values() if one.note and one.packages & set(packages))]

    def install(self, packages: Sequence[str], environ: Mapping[str, str], tell: Callable[[str], None]) -> None:
        """Install packages, as root; raises `ProgramFailed` with the end of what the system's program said."""
        environment = dict(environ) | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        for command in self.commands(packages):
            tell(f"$ {shlex.join(command)}")
            process.run(command, env=environment, purpose="installing system packages", on_line=tell)


def told(system: System, purpose: str, missing: Sequence[str], sudo: bool) -> str:
    """What is missing for a purpose and the line that installs it."""
    if not missing:
        return f"Nothing is missing for {purpose} on {system.name}."
    return "\n".join([f"Missing for {purpose} on {system.name}: {', '.join(missing)}", *system.advice(missing),
                      f"Install with: {system.line(missing, sudo)}"])


def systems() -> dict[str, Path]:
    """The tables that are shipped, by the system's name."""
    return {path.stem.replace("-", " "): path for path in sorted((resources.folder("templates") / "systems").glob("*.toml"))}


def read(name: str) -> System:
    """The table of a system; raises `UnknownSystem`, `BadConfig`."""
    if name not in systems():
        raise errors.UnknownSystem(system=name, known=", ".join(systems()))
    data = _data(name, ())
    purposes = data["purpose"]

    def collect(purpose: str) -> set[str]:
        found = {name for package in purposes[purpose]["packages"] for name in data["replace"].get(package, [package])}
        return found.union(*(collect(other) for other in purposes[purpose].get("includes", [])))

    repositories = {key: Repository(frozenset(one["packages"]), _steps(one.get("steps", [])), one.get("note", ""))
                    for key, one in data["repository"].items()}
    return System(name, tuple(data["query"]), data["installed"], _steps(data["steps"]),
                  {purpose: tuple(sorted(collect(purpose))) for purpose in purposes}, repositories, tuple(data["note"]))


def _steps(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words) for words in lists)


def _data(name: str, seen: tuple[str, ...]) -> dict[str, Any]:
    """A table over the one that it extends: its own purposes, repositories and other names of packages win."""
    document = config.read(systems()[name], SCHEMA)
    own = document.data
    base = own.get("extends")
    wrong = []
    if own["format"] != FORMAT:
        wrong.append((("format",), f"format is {own['format']}, but these tools know format {FORMAT}"))
    if own["system"] != name:
        wrong.append((("system",), f"system is {own['system']!r}, but the file's name says {name!r}"))
    if base is not None and (base not in systems() or base in seen):
        wrong.append((("extends",), f"{base!r} cannot be extended. {errors.near(base, set(systems()) - {name})}"))
    if base is None:
        wrong += [((), f"{key} is missing") for key in ("query", "installed", "steps", "purpose") if key not in own]
    document.refuse(wrong)
    below = _data(base, (*seen, name)) if base else {}
    tables = {key: {**below.get(key, {}), **own.get(key, {})} for key in ("replace", "purpose", "repository")}
    return below | {"note": []} | own | tables
