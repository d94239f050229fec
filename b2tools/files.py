# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files written whole or not at all, and what else the tools do to files."""
from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from b2tools import errors


# what a system says that does not let us write: rights, broken disks, limits of size, servers that are gone, planted links
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EIO, errno.EFBIG, errno.ESTALE, errno.ELOOP)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals while writing `path` into `DiskFull` and `NotWritable`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise errors.DiskFull(path=path) from error
        if error.errno in REFUSED:
            raise errors.NotWritable(path=path, reason=error.strerror) from error
        raise


def write(path: Path, content: str | bytes, mode: int = 0o644, durable: bool = True) -> None:
    """Write a file atomically: readers see the old content or the new one, if `durable` also after a power cut."""
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".tmp")
        try:
            with open(handle, "wb") as file:
                file.write(data)
                os.fchmod(file.fileno(), mode)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        if durable:
            sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """SHA-256 of a file's content as lower-case hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(path: Path) -> None:
    """Remove a file, link or whole folder (read-only folders inside as well); nothing there is fine."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return

    def make_writable(function, name, info):
        os.chmod(os.path.dirname(name), 0o700)
        if os.path.isdir(name) and not os.path.islink(name):
            os.chmod(name, 0o700)
        function(name)

    shutil.rmtree(path, onerror=make_writable)


def vanish(path: Path) -> None:
    """Remove a folder so that it is never half there under its name after a kill; also what such a kill left."""
    gone = path.with_name(f".{path.name}.gone")
    remove(gone)
    if path.is_dir() and not path.is_symlink():
        os.rename(path, gone)
        remove(gone)


def exchange(one: Path, other: Path) -> bool:
    """Let two names of one file system change places in one step; False where the system cannot do it."""
    import ctypes
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    here, both = -100, 2
    if rename(here, os.fsencode(one), here, os.fsencode(other), both) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def link(target: Path | str, place: Path) -> None:
    """Make `place` a symbolic link to `target`, replacing an older link atomically."""
    with explained(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(f".{place.name}.{os.getpid()}.tmp")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        os.replace(fresh, place)


def refuse_apostrophe(path: Path) -> None:
    """Refuse a folder whose path holds an apostrophe, where ROOT's start-up crashes."""
    if "'" in str(path.absolute()):
        raise errors.BadPath(path=str(path), reason="its path holds an apostrophe, and ROOT crashes at start-up in such a folder",
                             advice="Choose a folder without it (blanks, umlauts and double quotes work).")
