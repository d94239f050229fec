# SPDX-License-Identifier: LGPL-3.0-or-later
"""Members of archives, judged and written below one folder: what leaves it, stands in the way or is too much is refused."""
from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from typing import NoReturn

from b2tools import errors

Place = Callable[[str], str | None]
# Linux: NAME_MAX, and PATH_MAX with room for the folder
COMPONENT = 255
LENGTH = 3000
LAST_TIME = 1 << 33


@dataclass(frozen=True)
class Limits:
    """How much an archive may bring: members, bytes; if it is not known how many bytes it should have, `ratio` times its own size,
    but always `floor`, never more than `ceiling`."""

    count: int = 250_000
    size: int | None = None
    ratio: int = 100
    floor: int = 1 << 28
    ceiling: int = 1 << 36

    def of(self, archive_size: int) -> int:
        """Bytes that an archive of that size may bring."""
        return self.size if self.size is not None else min(self.ceiling, max(self.floor, self.ratio * archive_size))


def everything(member: str) -> str | None:
    """Every member goes to the place its name says."""
    return member


def wrong_link(place: str, to: str) -> str | None:
    """Why a symbolic link at `place` to `to` is not made, None if it may be."""
    inside = os.path.normpath(os.path.join(os.path.dirname(place), to))
    if not to or to.startswith("/") or inside == ".." or inside.startswith("../"):
        return f"is a link to {to}, outside of the folder"
    if not to.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in to) or "\n" in to:
        return "is a link to a name that is not UTF-8 or has a line end"
    if ".." in dropwhile("..".__eq__, (part for part in to.split("/") if part not in ("", "."))):
        return f"is a link to {to}, which goes down and up again"
    return None


class Folder:
    """What an archive brings below one folder. Memory: two numbers for each member, never its name."""

    def __init__(self, folder: Path, place: Place, archive: str, limits: Limits, archive_size: int) -> None:
        self._top = os.fspath(folder)
        self._place = None if place is everything else place
        self._archive = archive
        self._limits = limits
        self._most = self._left = limits.of(archive_size)
        self.count = 0
        # of names only their numbers are kept; a number that two share could at worst refuse an archive
        self._folders: set[int] = set()
        self._seen: set[int] = set()

    @property
    def size(self) -> int:
        """Bytes written until now."""
        return self._most - self._left

    def refuse(self, member: str, reason: str) -> NoReturn:
        """Refuse the whole archive because of one member."""
        raise errors.UnsafeArchive(archive=self._archive, member=member, reason=reason)

    def target(self, member: str) -> str | None:
        """Where a member goes, relative to the folder, or None; its name is judged, and it counts."""
        self._count(member)
        clean = self._clean(member)
        if self._place is not None and clean:
            placed = self._place(clean)
            clean = placed and self._clean(placed)
        return clean or None

    def _count(self, member: str) -> None:
        self.count += 1
        if self.count > self._limits.count:
            self.refuse(member, f"is one more than the {self._limits.count} that an archive may have")

    def _clean(self, name: str) -> str:
        if name.startswith("/"):
            self.refuse(name, "has an absolute name")
        if not name.isprintable():
            if any("\ud800" <= letter <= "\udfff" for letter in name):
                self.refuse(name, "has a name that is not UTF-8")
            if any(unicodedata.category(letter) == "Cc" for letter in name):
                self.refuse(name, "has control characters in its name")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if ".." in parts:
            self.refuse(name, "leads out of the folder")
        longest = max(map(len, parts), default=0)
        if longest > COMPONENT // 4 and max(len(part.encode()) for part in parts) > COMPONENT or len(name) > LENGTH:
            self.refuse(name[:60] + "...", "has too long a name")
        return "/".join(parts)

    def file(self, member: str, target: str, mode: int, modified: int, size: int, content: Iterable[bytes]) -> None:
        """Write a file of `size` bytes. A set-uid or set-gid one is refused; of the other rights only that to execute counts."""
        if mode & (stat.S_ISUID | stat.S_ISGID):
            self.refuse(member, "has the set-uid or set-gid right")
        self.reserve(member, size)
        path = self._prepared(member, target)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            self.refuse(member, "is there twice")
        try:
            for piece in content:
                size -= len(piece)
                if size < 0:
                    self.refuse(member, "has more content than it says")
                while len(piece := piece[os.write(handle, piece):]):
                    pass
            # the umask of whoever unpacks does not matter
            os.fchmod(handle, 0o755 if mode & 0o111 else 0o644)
            os.utime(handle, (seconds := min(max(modified, 0), LAST_TIME), seconds))
        finally:
            os.close(handle)
        if size:
            self.refuse(member, "has less content than it says")

    def folder(self, member: str, target: str) -> None:
        """Make a folder; its rights are not taken over."""
        if hash(target) not in self._folders:
            self._parent(member, target)
            # it counts as a member already
            self.count -= 1

    def link(self, member: str, target: str, to: str) -> None:
        """Make a symbolic link that stays in the folder, also if its way leads over links that are there or come later."""
        reason = wrong_link(target, to)
        if reason:
            self.refuse(member, reason)
        self._make(member, lambda path: os.symlink(to, path), self._prepared(member, target))

    def outer_link(self, member: str, to: Path) -> None:
        """Make a symbolic link that we want, out of the folder; its own name is judged like any other."""
        target = self.target(member) or self.refuse(member, "has no name")
        self._make(member, lambda path: os.symlink(to, path), self._prepared(member, target))

    def hard_link(self, member: str, target: str, to: str) -> None:
        """Make another name for a file that this archive brought before."""
        first = self._clean(to)
        if self._place is not None and first:
            first = self._place(first) or ""
        path = f"{self._top}/{first}"
        parent = first.rpartition("/")[0]
        if not first or hash(parent) not in self._folders or self.key(first) not in self._seen or not _is_file(path):
            self.refuse(member, f"is a hard link to {to}, not seen before")
        self._make(member, lambda place: os.link(path, place, follow_symlinks=False), self._prepared(member, target))

    def _make(self, member: str, make: Callable[[str], None], path: str) -> None:
        try:
            make(path)
        except FileExistsError:
            self.refuse(member, "is there twice")

    def reserve(self, member: str, size: int) -> None:
        """Count the bytes of a member, also of one that is left out."""
        if size > self._left:
            self.refuse(member, f"brings the archive over the {self._most} bytes that it may have when it is unpacked")
        self._left -= size

    def _prepared(self, member: str, target: str) -> str:
        """Path of a new member; no other has its name, also for a file system that ignores case or the way letters are composed."""
        parent = target.rpartition("/")[0]
        if hash(parent) not in self._folders:
            self._parent(member, parent)
        path = f"{self._top}/{target}"
        self._register(member, target, path)
        return path

    def _register(self, member: str, target: str, path: str, is_folder: bool = False) -> None:
        key = self.key(target)
        if key in self._seen:
            there = not is_folder and os.path.lexists(path)
            self.refuse(member, "is there twice" if there else "differs from another one only in case or composition of letters")
        self._seen.add(key)

    @staticmethod
    def key(target: str) -> int:
        """A number that two names share if a file system could take them for the same."""
        if target.isascii():
            return hash(target.lower())
        return hash(unicodedata.normalize("NFC", unicodedata.normalize("NFC", target).casefold()))

    def _parent(self, member: str, folder: str) -> None:
        """Make a folder and those above it; none of them may be a link or file. Each new one counts as a member."""
        if not self._folders:
            os.makedirs(self._top, exist_ok=True)
            self._folders.add(hash(""))
        end = 0
        while end < len(folder):
            end = folder.find("/", end + 1)
            end = len(folder) if end < 0 else end
            part = folder[:end]
            if hash(part) not in self._folders:
                self._count(member)
                self._make_folder(member, part)
                self._folders.add(hash(part))

    def _make_folder(self, member: str, folder: str) -> None:
        path = f"{self._top}/{folder}"
        try:
            os.mkdir(path, 0o755)
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                self.refuse(member, "would be written through a link" if os.path.islink(path) else "is below a file")
        else:
            os.chmod(path, 0o755)
        self._register(member, folder, path, is_folder=True)


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False
