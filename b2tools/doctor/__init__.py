# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is wrong with an installation and how to mend it: each module of this folder is a group of checks."""
from __future__ import annotations

import importlib
import pkgutil
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from b2tools import errors, sites
from b2tools.places.installations import Means
from b2tools.sites import Site


@dataclass(frozen=True)
class Finding:
    """One thing that is not in order: what, what to do, and the command that does it if there is one."""

    what: str
    mend: str
    command: str = ""
    group: str = ""


@dataclass(frozen=True)
class Patient:
    """What is examined: a site, and the environment that somebody works in."""

    site: Site
    means: Means
    home: Path | None

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment of who asks."""
        return self.means.environ

    def tools(self, *words: object) -> str:
        """A command of the tools that works also where the launchers are broken."""
        return command(self.means.python, "-I", "-m", "b2tools", *words)


class Group(Protocol):
    """A group of checks: a module with a docstring and this function."""

    def look(self, patient: Patient) -> Iterable[Finding]:
        """What is not in order."""


def command(*words: object) -> str:
    """Words quoted for sh."""
    return shlex.join(map(str, words))


def groups() -> dict[str, Group]:
    """All groups of checks by name: the folder is the registry."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}


def examine(environ: Mapping[str, str], home: Path | None, means: Means, names: Iterable[str] = ()) -> list[Finding]:
    """All findings, of some groups if named; a site file with mistakes is one that hides the others."""
    try:
        patient = Patient(sites.find(environ, home), means, home)
    except (errors.BadConfig, errors.UnknownPlatform) as error:
        return [Finding(str(error), "Mend the file, then ask again; nothing else was looked at.", group="site")]
    return list(_findings(patient, set(names)))


def _findings(patient: Patient, names: set[str]) -> Iterator[Finding]:
    for name, group in groups().items():
        if not names or name in names:
            for found in group.look(patient):
                yield Finding(found.what, found.mend, found.command, name)
