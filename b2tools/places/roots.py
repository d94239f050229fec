# SPDX-License-Identifier: LGPL-3.0-or-later
"""Roots: the working copies and analyses of all users that stand on a site's installations, written down at the site.

Each is a small file of its user in `roots`, beside `externals` and `releases`, where everybody may add files and remove only
his own (like /tmp).
"""
from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from b2tools import permissions, versions
from b2tools.places import receipts

FOLDER = "roots"
FORMAT = 1
MARKS = (".release", ".analysis", ".externals")
LIMIT = 1 << 16
EVERYBODY = 0o1777


@dataclass(frozen=True)
class Root:
    """One working copy or analysis: the file that tells of it, its user, its folder and the versions that it stands on.

    `folder` is None for a file that tells nothing; then nobody knows what it uses."""

    file: Path
    user: int
    folder: Path | None
    uses: frozenset[str]
    dead: bool = False

    def __str__(self) -> str:
        return f"{self.folder or self.file} of {permissions.user_name(self.user)}"


def prepare(home: Path) -> None:
    """Make the folder of roots beside the installations if it is not there and we can, open to everybody."""
    folder = home / FOLDER
    try:
        folder.mkdir()
        folder.chmod(EVERYBODY)
    except OSError:
        # there already, or a site whose owner has to do it
        return


def register(home: Path, folder: Path) -> bool:
    """Write down that a working copy or analysis stands on the installations beside the roots; False where that cannot be done."""
    path = home / FOLDER / _name(folder)
    try:
        uses = used_by(folder)
        if not uses or path.is_symlink() or (folder / receipts.NAME).exists():
            return False
        prepare(home)
        text = json.dumps({"format": FORMAT, "folder": os.fspath(folder), "uses": sorted(uses)})
        if not path.is_file() or path.read_text("utf-8") != text:
            _replace(path, text)
    except OSError:
        # a read-only site: there nothing can be told and nothing is collected
        return False
    return True


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    with open(handle, "w", encoding="utf-8") as file:
        file.write(text)
        os.fchmod(handle, 0o644)
    os.replace(fresh, path)


def used_by(folder: Path) -> frozenset[str]:
    """The releases and externals that a working copy or analysis names; raises `OSError` for what cannot be read, and
    `FileNotFoundError` for a folder that is neither."""
    found: set[str] = set()
    marks = 0
    for mark in MARKS:
        try:
            found |= {word for word in (folder / mark).read_text("utf-8", "replace").split() if _is_version(word)}
            marks += 1
        except FileNotFoundError:
            continue
    if not marks:
        raise FileNotFoundError(errno.ENOENT, "neither a working copy nor an analysis", str(folder))
    return frozenset(found)


def all_of(home: Path) -> list[Root]:
    """All roots beside installations, with what each uses now or, if its folder cannot be read, used when it was written down."""
    folder = home / FOLDER
    if not folder.is_dir():
        return []
    return [_read(folder / name) for name in sorted(os.listdir(folder)) if not name.startswith(".")]


def forget(root: Root) -> bool:
    """Remove the file of a dead root; False if only its user or the site's owner can."""
    try:
        root.file.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _read(path: Path) -> Root:
    user = path.lstat().st_uid
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > LIMIT:
            return Root(path, user, None, frozenset())
        data = json.loads(path.read_text("utf-8"))
        folder = Path(data["folder"])
        noted = frozenset(str(one) for one in data["uses"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Root(path, user, None, frozenset())
    if not folder.is_absolute() or "\0" in str(folder):
        return Root(path, user, None, frozenset())
    if is_gone(folder, user):
        return Root(path, user, folder, noted, dead=True)
    try:
        return Root(path, user, folder, used_by(folder))
    except FileNotFoundError:
        return Root(path, user, folder, noted, dead=folder.is_dir())
    except OSError:
        return Root(path, user, folder, noted)


def is_gone(folder: Path, user: int) -> bool:
    """Whether a user has removed a folder, as far as can be proved: a file system that is not mounted, or a folder that
    nobody may look into, counts as there."""
    if not _missing(folder):
        return False
    above = next(one for one in folder.parents if not _missing(one))
    try:
        found = above.stat()
    except OSError:
        return False
    for_everybody = bool(found.st_mode & stat.S_ISVTX) and above == folder.parent
    return stat.S_ISDIR(found.st_mode) and (found.st_uid == user or for_everybody)


def _missing(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _name(folder: Path) -> str:
    return f"{os.getuid()}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]}.json"


def _is_version(word: str) -> bool:
    return any(kind.matches(word) for kind in (versions.ExternalsVersion, versions.ReleaseVersion, versions.LightVersion,
                                               versions.PrereleaseVersion, versions.BuildVersion))
