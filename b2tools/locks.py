# SPDX-License-Identifier: LGPL-3.0-or-later
"""Locks between processes: the second one waits and can say for whom."""
from __future__ import annotations

import fcntl
import getpass
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from b2tools import files


@contextmanager
def exclusive(path: Path, waiting: Callable[[str], None] = lambda holder: None) -> Iterator[int]:
    """Hold the lock file `path`; `waiting` is called once with the holder's name if somebody else has it.

    The kernel frees the lock when its process ends, however it ends, so a stale file never blocks. The body gets the open
    file: a child that inherits it holds the lock as well, also when it outlives its parent.
    """
    with files.explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    try:
        _acquire(handle, waiting)
        with files.explained(path):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()} of {_user()} on {socket.gethostname()}".encode(), 0)
        yield handle
    finally:
        os.close(handle)


def _acquire(handle: int, waiting: Callable[[str], None]) -> None:
    told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if not told:
                waiting(os.pread(handle, 200, 0).decode("utf-8", "replace") or "another process")
                told = True
            time.sleep(0.1)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
