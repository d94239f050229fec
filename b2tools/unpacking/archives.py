# SPDX-License-Identifier: LGPL-3.0-or-later
"""Unpack archives (zip and wheel, tar in all compressions, Debian package) and refuse members that could do harm."""
from __future__ import annotations

import calendar
import errno
import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from b2tools import errors, files
from b2tools.unpacking import compression
from b2tools.unpacking.members import Folder, Limits, Place, everything
from b2tools.unpacking.tarstream import Members

# what the readers of archives raise on damaged ones
DAMAGED = (zipfile.BadZipFile, lzma.LZMAError, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
# what the system says to members that stand in each other's way or have impossible names
ODD_NAMES = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)
# the end of a zip archive lies within its last bytes: record of 22, comment of up to 64 kiB
ZIP_END = 22 + 0xffff
# bytes of a member's entry in a zip archive's directory, with a name of usual length
ZIP_ENTRY = 160


@dataclass(frozen=True)
class Unpacked:
    """What an archive brought: members and bytes; SHA-256 of the archive and of the tar inside if they were asked for."""

    count: int
    size: int
    sha256: str | None = None
    contents: str | None = None


def unpack(archive: Path, folder: Path, place: Place = everything, name: str | None = None, limits: Limits = Limits(),
           hashed: str = "") -> Unpacked:
    """Unpack an archive below `folder`, in one pass and with bounded memory.

    `place` maps a member's name to its path below the folder, or to None if it is left out. `name` tells the archive's kind if the
    file itself lies under another name (a download cache). With `hashed` a tar archive is hashed on the way,
    decompressed ("contents") or also as it is ("both"); what was unpacked may be used only if the hashes are right.
    Raises `UnsafeArchive`, `BadArchive`, `DiskFull`.
    """
    name = name or archive.name
    with _opened(archive, name) as stream, files.explained(folder):
        try:
            size = os.fstat(stream.fileno()).st_size
            into = Folder(folder, place, name, limits, size)
            if name.endswith((".whl", ".zip")):
                _unzip(stream, size, into, limits)
            elif name.endswith(".deb"):
                _untar(_debian_data(stream, name), into, "")
            else:
                return _untar(_Part(stream, size), into, hashed)
            return Unpacked(into.count, into.size)
        except DAMAGED as error:
            raise errors.BadArchive(archive=name, reason=str(error) or type(error).__name__) from error
        except OSError as error:
            if error.errno is not None and error.errno not in ODD_NAMES:
                raise
            reason = f"{error.strerror}: {error.filename2 or error.filename}" if error.errno else str(error)
            raise errors.BadArchive(archive=name, reason=reason) from error


def _opened(archive: Path, name: str) -> BinaryIO:
    """The file; a pipe that somebody has put there is not waited for."""
    try:
        stream = open(os.open(archive, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
        if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            return stream
        stream.close()
    except OSError as error:
        raise errors.BadArchive(archive=name, reason=error.strerror) from error
    raise errors.BadArchive(archive=name, reason="it is a device or a pipe")


def _untar(stream: BinaryIO, into: Folder, hashed: str) -> Unpacked:
    """Another thread reads, hashes and decompresses, while this one judges and writes: mostly without the interpreter's lock."""
    hashes = compression.Hashes(hashed == "both") if hashed else None
    with closing(compression.ahead(compression.chunks(stream, hashes))) as pieces:
        members = Members(pieces)
        for member in members:
            target = into.target(member.name)
            if target is None:
                into.reserve(member.name, member.size)
            elif member.kind == "file":
                into.file(member.name, target, member.mode, member.modified, member.size, members.content())
            elif member.kind == "folder":
                into.folder(member.name, target)
            elif member.kind == "link":
                into.link(member.name, target, member.target)
            elif member.kind == "hard link":
                into.hard_link(member.name, target, member.target)
            else:
                into.refuse(member.name, "is a device or another special file")
    raw, plain = (hashes.raw, hashes.plain) if hashes else (None, None)
    return Unpacked(into.count, into.size, raw and raw.hexdigest(), plain and plain.hexdigest())


def _unzip(stream: BinaryIO, size: int, into: Folder, limits: Limits) -> None:
    _refuse_large_directory(stream, size, into, limits)
    with zipfile.ZipFile(stream) as bundle:
        for info in bundle.infolist():
            mode = info.external_attr >> 16
            target = into.target(info.filename)
            if info.is_dir() or target is None:
                into.reserve(info.filename, info.file_size)
            elif stat.S_ISLNK(mode):
                into.reserve(info.filename, info.file_size)
                with bundle.open(info) as source:
                    into.link(info.filename, target, source.read(1 << 12).decode("utf-8", "surrogateescape"))
            elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                into.refuse(info.filename, "is a device or another special file")
            else:
                modified = calendar.timegm((*info.date_time, 0, 0, 0))
                with bundle.open(info) as source:
                    pieces = iter(lambda: source.read(1 << 18), b"")
                    into.file(info.filename, target, mode, modified, info.file_size, pieces)


def _refuse_large_directory(stream: BinaryIO, size: int, into: Folder, limits: Limits) -> None:
    """Python reads the whole directory of a zip archive into memory; a record at the end tells its size (APPNOTE.TXT 4.3.16)."""
    stream.seek(max(0, size - ZIP_END - 76))
    tail = stream.read()
    stream.seek(0)
    end = tail.rfind(b"PK\5\6")
    if end < 0:
        return
    length = int.from_bytes(tail[end + 12:end + 16], "little")
    wide = tail.rfind(b"PK\6\6", 0, end)
    if wide >= 0:
        length = max(length if length != 0xffffffff else 0, int.from_bytes(tail[wide + 40:wide + 48], "little"))
    if length > limits.count * ZIP_ENTRY:
        into.refuse("its directory", f"has {length} bytes, more than {limits.count} members need")


def _debian_data(stream: BinaryIO, name: str) -> BinaryIO:
    """The data archive inside a Debian package (format of ar: deb(5))."""
    if stream.read(8) != b"!<arch>\n":
        raise errors.BadArchive(archive=name, reason="it is not a Debian package")
    while len(header := stream.read(60)) == 60:
        if not re.fullmatch(rb"\d+ *", header[48:58]):
            raise errors.BadArchive(archive=name, reason="the size of one of its parts is no number")
        size = int(header[48:58])
        if header.startswith(b"data.tar"):
            return _Part(stream, size)
        stream.seek(size + size % 2, os.SEEK_CUR)
    raise errors.BadArchive(archive=name, reason="it holds no data.tar")


class _Part:
    """The next bytes of a stream as a stream, whatever somebody adds behind them meanwhile."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        try:
            data = self._stream.read(min(size, self._left))
        except OSError as error:
            raise EOFError(f"it cannot be read ({error.strerror})") from error
        self._left -= len(data)
        return data
