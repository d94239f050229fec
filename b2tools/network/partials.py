# SPDX-License-Identifier: LGPL-3.0-or-later
"""A download that is not whole yet: written by one process at a time, kept after an interruption so that the next goes on."""
from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import pwd
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from b2tools import files

READ = 1 << 20


@contextmanager
def claimed(path: Path, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock file `path`, which is gone afterwards; `waiting` is called again and again with the holder's name.

    A killed holder leaves a file that nobody holds, which the next one takes.
    """
    with files.explained(path):
        handle = _claim(path, waiting)
        os.ftruncate(handle, 0)
        os.pwrite(handle, _self().encode(), 0)
    try:
        yield
    finally:
        # still held: whoever opened this file before sees that its name is gone, and starts again
        path.unlink(missing_ok=True)
        os.close(handle)


def _claim(path: Path, waiting: Callable[[str], None]) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o664)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                return handle
        except BlockingIOError:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace") or "another process"
            os.close(handle)
            waiting(holder)
            time.sleep(0.1)
            continue
        except FileNotFoundError:
            pass
        except OSError as error:
            # a file system without locks: the SHA-256 at the end protects as well, only less cheaply
            if error.errno not in (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP):
                raise
            return handle
        os.close(handle)


def _self() -> str:
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = str(os.getuid())
    return f"process {os.getpid()} of {user} on {socket.gethostname()}"


class Partial:
    """The bytes that have come so far, with their SHA-256; `resumed` if they did not come in one piece."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        self._start()
        while chunk := os.pread(self._handle, READ, self.size):
            self._hash.update(chunk)
            self.size += len(chunk)
        self.resumed = self.size > 0

    def __enter__(self) -> Partial:
        return self

    def __exit__(self, kind: type | None, error: object, trace: object) -> None:
        """Keep what is worth going on with; a full disk is not filled with what is not whole."""
        os.close(self._handle)
        if not self.size or isinstance(error, OSError):
            self.path.unlink(missing_ok=True)

    def _start(self) -> None:
        self._hash = hashlib.sha256()
        self.size = 0
        self.resumed = False

    def write(self, chunk: bytes) -> None:
        """Add bytes at the end."""
        rest = memoryview(chunk)
        while rest:
            rest = rest[os.write(self._handle, rest):]
        self._hash.update(chunk)
        self.size += len(chunk)

    def restart(self) -> None:
        """Forget everything."""
        os.ftruncate(self._handle, 0)
        self._start()

    def sha256(self) -> str:
        """SHA-256 of what is there."""
        return self._hash.hexdigest()

    def finish(self, target: Path) -> Path:
        """Make it durable under its final name."""
        os.fsync(self._handle)
        os.replace(self.path, target)
        return target
