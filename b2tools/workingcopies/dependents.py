# SPDX-License-Identifier: LGPL-3.0-or-later
"""Dependents of a package: which others of the central release must be compiled again when its headers change.

The central release tells it by the index that its build wrote, `lib/ARCH/OPTION/packages.json` (docs: formats).
"""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import errors
from b2tools.environments import environment, setups
from b2tools.git import Git
from b2tools.sites import Site
from b2tools.workingcopies import checkouts, packages

VERSION = 1
INDEX = "packages.json"
HEADERS = (".h", ".hpp", ".icc")


@dataclass(frozen=True)
class Added:
    """Packages that came; for each dependent those whose headers reach it; dependents that the revision does not have; the central
    release that tells, None if everything was checked out before."""

    fresh: tuple[str, ...]
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    central: str | None = None


def add(site: Site, copy: Git, names: Sequence[str], dry_run: bool = False) -> Added:
    """Check out packages and their dependents; raises `UnknownPackage`, `NoCentralRelease`, `NotInstalled`, `NoIndex` before
    anything changes."""
    checkouts.add(copy, names, dry_run=True)
    if packages.sparse_set(copy) is None:
        return Added(())
    central = below(copy)
    why = find(read(site, central), names, differing(copy, central))
    known = {*packages.in_revision(copy), *packages.on_disk(copy.folder)}
    missing = tuple(name for name in why if name not in known)
    wanted = list(dict.fromkeys((*names, *(name for name in why if name in known))))
    return Added(checkouts.add(copy, wanted, dry_run), why, missing, central)


def below(copy: Git) -> str:
    """The central release that a working copy stands on; raises `NoCentralRelease`."""
    file = copy.folder / ".release"
    found = setups.central(file.read_text("utf-8", "replace").split()) if file.is_file() else None
    if found is None:
        raise errors.NoCentralRelease(folder=copy.folder)
    return found


def read(site: Site, central: str) -> dict[str, set[str]]:
    """For each package of a central release those whose headers reach its objects; raises `NotInstalled`, `NoIndex`.

    What is included does not depend on the build option, so the indexes of all of them count together.
    """
    folder = site.releases / central
    if "/" in central or not folder.is_dir():
        raise environment.not_installed("release", central, site.releases)
    files = sorted(folder.glob(f"lib/{environment.arch()}/*/{INDEX}"))
    if not files:
        raise errors.NoIndex(release=central, file=folder / "lib" / environment.arch() / "OPTION" / INDEX, reason="is not there")
    found: dict[str, set[str]] = {}
    for file in files:
        for name, included in _parse(file, central).items():
            found.setdefault(name, set()).update(included)
    return found


def _parse(file: Path, central: str) -> dict[str, list[str]]:
    try:
        content = json.loads(file.read_bytes())
        version = content["version"]
        if version == VERSION:
            return {name: [str(one) for one in entry["includes"]] for name, entry in content["packages"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise errors.NoIndex(release=central, file=file, reason="cannot be read, or is damaged") from None
    raise errors.NoIndex(release=central, file=file, reason=f"has the version {version!r}, while these tools know {VERSION}")


def differing(copy: Git, central: str) -> set[str] | None:
    """Packages whose headers in the working copy are not those of the central release; None if its tag is not here."""
    tag = copy.resolve(f"refs/tags/{central}")
    if tag is None:
        return None
    changed = copy.names("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", tag, "--")
    return {name.partition("/")[0] for name in changed if name.endswith(HEADERS)}


def find(index: Mapping[str, set[str]], names: Sequence[str], changed: set[str] | None) -> dict[str, tuple[str, ...]]:
    """For each dependent of packages the reasons, sorted. A dependent whose own headers differ from the central release's (None:
    that is not known) brings its dependents, too."""
    why: dict[str, tuple[str, ...]] = {}
    waiting = list(dict.fromkeys(names))
    for package in waiting:
        for user in sorted(user for user, included in index.items() if package in included):
            if user not in names:
                why[user] = (*why.get(user, ()), package)
            if user not in waiting and (changed is None or user in changed):
                waiting.append(user)
    return dict(sorted(why.items()))
