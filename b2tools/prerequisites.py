# SPDX-License-Identifier: LGPL-3.0-or-later
"""System packages that a purpose needs, from one table per operating system in templates/systems."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import config, errors, process, resources

ALL = "all"
SCHEMA: config.Schema = {"format!": int, "system!": str, "query!": [str], "installed!": str, "install!": str,
                         "purpose!": {"*": {"includes": [str], "packages!": [str]}}}


@dataclass(frozen=True)
class System:
    """What one operating system calls its packages, how to ask for them and how to install them."""

    name: str
    query: tuple[str, ...]
    installed: str
    install: str
    purposes: Mapping[str, tuple[str, ...]]

    def packages(self, purpose: str) -> tuple[str, ...]:
        """The packages that a purpose needs, sorted; `all` is every purpose."""
        names = self.purposes.values() if purpose == ALL else [self.purposes[purpose]]
        return tuple(sorted({package for packages in names for package in packages}))

    def missing(self, purpose: str) -> tuple[str, ...]:
        """Those that are not installed here."""
        listed = process.run(self.query, purpose="asking for installed packages").text.splitlines()
        there = {match["name"] for line in listed if (match := re.search(self.installed, line))}
        return tuple(package for package in self.packages(purpose) if package not in there)

    def command(self, packages: tuple[str, ...]) -> str:
        """The line that installs packages."""
        return f"{self.install} {' '.join(packages)}"


def identify(os_release: str) -> str:
    """Name and version of an operating system from its os-release(5) file: `debian 12`, `ubuntu 2404`, `el 9`."""
    fields = dict(re.findall(r"""^(\w+)=["']?([^"'\n]*)""", os_release, re.MULTILINE))
    kinds = [fields.get("ID", "linux"), *fields.get("ID_LIKE", "").split()]
    version = fields.get("VERSION_ID", "")
    if {"rhel", "centos"} & set(kinds):
        return f"el {version.partition('.')[0]}"
    if kinds[0] == "ubuntu":
        return f"ubuntu {version.replace('.', '')}"
    return f"{kinds[0]} {version.partition('.')[0]}".strip()


def systems() -> dict[str, Path]:
    """The tables that are shipped, by the system's name."""
    return {path.stem.replace("-", " "): path for path in sorted((resources.folder("templates") / "systems").glob("*.toml"))}


def read(name: str) -> System:
    """The table of a system; raises `UnknownSystem`."""
    if name not in systems():
        raise errors.UnknownSystem(system=name, known=", ".join(systems()))
    data = config.read(systems()[name], SCHEMA).data
    purposes = data["purpose"]

    def collect(purpose: str) -> set[str]:
        found = set(purposes[purpose]["packages"])
        return found.union(*(collect(other) for other in purposes[purpose].get("includes", [])))

    return System(data["system"], tuple(data["query"]), data["installed"], data["install"],
                  {purpose: tuple(sorted(collect(purpose))) for purpose in purposes})
