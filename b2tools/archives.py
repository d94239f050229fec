# SPDX-License-Identifier: LGPL-3.0-or-later
"""Unpack archives (zip and wheel, tar, Debian package) and refuse members that could do harm."""
from __future__ import annotations

import calendar
import errno
import io
import itertools
import lzma
import os
import re
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from b2tools import errors, files

Place = Callable[[str], str | None]
# what the readers of archives raise on damaged ones
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, RuntimeError, ValueError)
# what the system says to members that stand in each other's way or have impossible names
ODD_NAMES = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)


def everything(member: str) -> str | None:
    """Every member goes to the place its name says."""
    return member


def unpack(archive: Path, folder: Path, place: Place = everything, name: str | None = None) -> None:
    """Unpack an archive below `folder`.

    `place` maps a member's name to its path below the folder, or to None if it is left out. `name` tells the archive's kind if the
    file itself lies under another name (a download cache). Raises `UnsafeArchive`, `BadArchive`, `DiskFull`.
    """
    name = name or archive.name
    with files.explained(folder):
        try:
            if name.endswith((".whl", ".zip")):
                _unzip(archive, folder, place, name)
            elif name.endswith(".deb"):
                with _debian_data(archive, name) as stream:
                    _untar(stream, folder, place, name)
            else:
                with open(archive, "rb") as stream:
                    _untar(stream, folder, place, name)
        except DAMAGED as error:
            raise errors.BadArchive(archive=name, reason=str(error) or type(error).__name__) from error
        except OSError as error:
            if error.errno is not None and error.errno not in ODD_NAMES:
                raise
            reason = f"{error.strerror}: {error.filename2 or error.filename}" if error.errno else str(error)
            raise errors.BadArchive(archive=name, reason=reason) from error


def _checked(member: str, archive: str) -> PurePosixPath:
    path = PurePosixPath(member)
    if path.is_absolute() or "\0" in member:
        raise errors.UnsafeArchive(archive=archive, member=member, reason="has an absolute name")
    if ".." in path.parts:
        raise errors.UnsafeArchive(archive=archive, member=member, reason="leads out of the folder")
    return path


def _below(folder: Path, member: str, place: Place, archive: str) -> Path | None:
    """Where a member goes; its folders are made, and none of them may be a link."""
    target = place(str(_checked(member, archive)))
    if target is None:
        return None
    path = folder / _checked(target, archive)
    for parent in path.relative_to(folder).parents:
        if (folder / parent).is_symlink():
            raise errors.UnsafeArchive(archive=archive, member=member, reason="would be written through a link")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _link(folder: Path, path: Path, target: str, member: str, archive: str) -> None:
    """Make a link that stays in the folder, also if its way leads over links that are there or come later."""
    inside = os.path.normpath(os.path.join(path.parent.relative_to(folder), target))
    if not target or os.path.isabs(target) or inside == ".." or inside.startswith("../"):
        raise errors.UnsafeArchive(archive=archive, member=member, reason=f"is a link to {target}, outside of the folder")
    if ".." in itertools.dropwhile("..".__eq__, PurePosixPath(target).parts):
        raise errors.UnsafeArchive(archive=archive, member=member, reason=f"is a link to {target}, which goes down and up again")
    path.symlink_to(target)


def _unzip(archive: Path, folder: Path, place: Place, name: str) -> None:
    with zipfile.ZipFile(archive) as bundle:
        for info in bundle.infolist():
            mode = info.external_attr >> 16
            path = None if info.is_dir() else _below(folder, info.filename, place, name)
            if path is None:
                continue
            if stat.S_ISLNK(mode):
                target = os.fsdecode(bundle.read(info))
                _link(folder, path, target, info.filename, name)
                continue
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                raise errors.UnsafeArchive(archive=name, member=info.filename, reason="is a device or another special file")
            with bundle.open(info) as source:
                _write(path, source, mode, calendar.timegm((*info.date_time, 0, 0, 0)), info.filename, name)


def _untar(stream: io.BufferedIOBase, folder: Path, place: Place, name: str) -> None:
    with tarfile.open(fileobj=stream, mode="r:*") as bundle:
        for info in bundle:
            path = None if info.isdir() else _below(folder, info.name, place, name)
            if path is None:
                continue
            if info.issym():
                _link(folder, path, info.linkname, info.name, name)
            elif info.islnk():
                first = _below(folder, info.linkname, place, name)
                if first is None or first.is_symlink() or not first.is_file():
                    reason = f"is a hard link to {info.linkname}, not seen before"
                    raise errors.UnsafeArchive(archive=name, member=info.name, reason=reason)
                os.link(first, path)
            elif info.isreg():
                with bundle.extractfile(info) as source:
                    _write(path, source, info.mode, int(info.mtime), info.name, name)
            else:
                raise errors.UnsafeArchive(archive=name, member=info.name, reason="is a device or another special file")


def _write(path: Path, source: io.BufferedIOBase, mode: int, modified: int, member: str, archive: str) -> None:
    """Write one file; a set-uid or set-gid one is refused, of the other rights only whether it may be executed counts."""
    if mode & (stat.S_ISUID | stat.S_ISGID):
        raise errors.UnsafeArchive(archive=archive, member=member, reason="has the set-uid or set-gid right")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o755 if mode & 0o111 else 0o644)
    except FileExistsError:
        raise errors.UnsafeArchive(archive=archive, member=member, reason="is there twice") from None
    with open(handle, "wb") as file:
        shutil.copyfileobj(source, file, 1 << 18)
    os.utime(path, (modified, modified))


@contextmanager
def _debian_data(archive: Path, name: str) -> Iterator[io.BufferedIOBase]:
    """The data archive inside a Debian package (format of ar: deb(5))."""
    with open(archive, "rb") as stream:
        if stream.read(8) != b"!<arch>\n":
            raise errors.BadArchive(archive=name, reason="it is not a Debian package")
        while len(header := stream.read(60)) == 60:
            if not re.fullmatch(rb"\d+ *", header[48:58]):
                raise errors.BadArchive(archive=name, reason="the size of one of its parts is no number")
            size = int(header[48:58])
            if header.startswith(b"data.tar"):
                yield io.BytesIO(stream.read(size))
                return
            stream.seek(size + size % 2, os.SEEK_CUR)
    raise errors.BadArchive(archive=name, reason="it holds no data.tar")
