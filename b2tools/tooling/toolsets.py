# SPDX-License-Identifier: LGPL-3.0-or-later
"""Versions of the tools side by side: `versions/VERSION` in the tools folder, and the link `current` that one rename switches."""
from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from b2tools import errors, files, locks, permissions, process
from b2tools.places import receipts
from b2tools.versions import ToolsVersion

VERSIONS = "versions"
CURRENT = "current"
# What stays at one place for ever, as start-up files of users and the environment of releases name it.
FIXED = ("bin", "setup", "b2setup.fish", "b2setup")
# From linux/fcntl.h and linux/fs.h.
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def place(tools: Path, version: str) -> Path:
    """Folder of one version."""
    return tools / VERSIONS / str(ToolsVersion.parse(version))


def installed(tools: Path) -> list[str]:
    """The versions that are there as a whole, oldest first."""
    folder = tools / VERSIONS
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    found = [ToolsVersion.parse(name) for name in names if ToolsVersion.matches(name) and (folder / name / receipts.NAME).is_file()]
    return [str(version) for version in sorted(found)]


def current(tools: Path) -> str | None:
    """The version that `current` leads to, None if it leads nowhere."""
    link = tools / CURRENT
    name = os.path.basename(os.readlink(link)) if link.is_symlink() else ""
    return name if ToolsVersion.matches(name) and link.is_dir() else None


def switch(tools: Path, version: str, allow_downgrade: bool = False) -> str | None:
    """Let `current` lead to an installed version by one rename, and return the version before.

    Shells and commands that run go on with theirs. Raises `ToolsDowngrade` for an older one unless allowed, `NoSuchTools`.
    """
    before = current(tools)
    if version not in installed(tools):
        raise errors.NoSuchTools(version=version, where=f"in {tools / VERSIONS}", near=errors.near(version, installed(tools)))
    refuse_downgrade(before, version, allow_downgrade)
    if before != version:
        files.link(f"{VERSIONS}/{version}", tools / CURRENT)
    _settle(tools)
    return before


def refuse_downgrade(before: str | None, version: str, allowed: bool) -> None:
    """Raise `ToolsDowngrade` for a version that is older than the one before, unless it is allowed."""
    if before and not allowed and ToolsVersion.parse(version) < ToolsVersion.parse(before):
        raise errors.ToolsDowngrade(version=version, current=before)


@contextmanager
def staged(tools: Path, version: str, waiting: Callable[[str], None] = lambda holder: None) -> Iterator[Path]:
    """A folder to make a version in, under a lock; when the body ends well it is put in its place with one rename.

    What the body raises leaves everything as it was; a version that is there already is replaced in the same moment.
    """
    final = place(tools, version)
    staging = final.with_name(f".{final.name}.staging")
    group = permissions.group_of(final.parent)
    with files.explained(final.parent):
        permissions.make_folder(final.parent, group)
    with ExitStack() as stack:
        stack.enter_context(locks.exclusive(final.with_name(f".{final.name}.lock"), waiting, shared=group is not None))
        stack.enter_context(permissions.open_to_all(group is not None))
        with files.explained(staging):
            files.remove(staging)
            staging.mkdir()
        try:
            yield staging
            if receipts.read(staging) is None:
                raise ValueError(f"{staging} has no receipt")
            with files.explained(staging):
                permissions.settle(staging, group)
            process.run(["sync", "-f", staging], purpose="writing files durably")
            replace(staging, final)
        finally:
            files.remove(staging)


def replace(fresh: Path, place: Path) -> None:
    """Put a file, link or folder in the place of another, at once where the file system can exchange two names; `fresh` is gone."""
    with files.explained(place):
        if not os.path.lexists(place):
            os.rename(fresh, place)
        elif _exchange(fresh, place):
            files.remove(fresh)
        else:
            old = place.with_name(f".{place.name}.old")
            files.remove(old)
            os.rename(place, old)
            os.rename(fresh, place)
            files.remove(old)
        files.sync_folder(place.parent)


def _exchange(one: Path, other: Path) -> bool:
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0


def _settle(tools: Path) -> None:
    """Make the fixed links; an older site has files and folders there."""
    for name in FIXED:
        place, target = tools / name, f"{CURRENT}/{name}"
        if place.is_symlink() and os.readlink(place) == target:
            continue
        if place.is_dir() and not place.is_symlink():
            _keep_foreign(place)
        fresh = tools / f".{name}.{os.getpid()}.tmp"
        with files.explained(place):
            files.remove(fresh)
            fresh.symlink_to(target)
        replace(fresh, place)


def _keep_foreign(folder: Path) -> None:
    """Put aside what somebody added to a folder of an older site that is going to be replaced."""
    foreign = [file for file in folder.iterdir() if folder.name == "bin" and not file.name.startswith(("b2", "."))]
    for file in foreign:
        aside = folder.with_name(f"{folder.name}.old") / file.name
        aside.parent.mkdir(exist_ok=True)
        os.rename(file, aside)
