# SPDX-License-Identifier: LGPL-3.0-or-later
"""Locks between processes: the second one waits and can say for whom."""
from __future__ import annotations

import errno
import fcntl
import os
import re
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from b2tools import errors, files, permissions

PAUSE = 0.1
HOLDER = re.compile(r"process (?P<pid>\d+) of (?P<user>.*) on (?P<host>\S+) since (?P<since>.*)")


@contextmanager
def exclusive(path: Path, waiting: Callable[[str], None] = lambda holder: None, shared: bool = False) -> Iterator[int]:
    """Hold the lock file `path`; `waiting` is called once with process, user, host and time of the holder if another has it.

    The kernel frees the lock when its process ends, however it ends, so a stale file never blocks. The body gets the open
    file: a child that inherits it holds the lock as well, also when it outlives its parent. A `shared` lock is for the whole
    group of its folder. Raises `LockUnusable`.
    """
    handle = _open(path, shared)
    try:
        _acquire(handle, path, waiting)
        with files.explained(path):
            _write_holder(handle)
        try:
            yield handle
        finally:
            # whatever daemon a program has left behind must not hold it any longer
            fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


@contextmanager
def together(path: Path, waiting: Callable[[str], None] = lambda holder: None, shared: bool = False) -> Iterator[int | None]:
    """Hold the lock file `path` together with others, against everybody who wants it alone; otherwise like `exclusive`.

    None where this user can neither write nor read it.
    """
    try:
        handle, own = _open(path, shared), True
    except (errors.NotWritable, errors.LockUnusable):
        handle, own = _readable(path), False
    if handle is None:
        yield None
        return
    try:
        _acquire(handle, path, waiting, fcntl.LOCK_SH)
        if own:
            with files.explained(path):
                _write_holder(handle)
        try:
            yield handle
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


@contextmanager
def attempt(path: Path, shared: bool = False) -> Iterator[bool]:
    """Hold the lock file `path` if nobody else has it, without waiting; the body gets whether it is held."""
    handle = _open(path, shared)
    try:
        held = _try(handle, path)
        try:
            yield held
        finally:
            if held:
                fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


def _open(path: Path, shared: bool) -> int:
    with files.explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            if path.is_symlink() or path.exists() and not path.is_file():
                advice = "Somebody has put it there: remove it."
                raise errors.LockUnusable(path=path, reason="it is a link or no file", advice=advice)
            with permissions.open_to_all(shared):
                return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o664)
        except PermissionError:
            if not path.exists():
                raise
            owner = permissions.user_name(path.stat().st_uid)
            advice = f"Ask {owner} to remove it when no install runs, or to let a group install (group in site.toml)."
            raise errors.LockUnusable(path=path, reason=f"it belongs to {owner}", advice=advice) from None


def _readable(path: Path) -> int | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    return None


def _try(handle: int, path: Path, how: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EINVAL):
            raise
        advice = "Mount it with a lock service, or install on another file system."
        reason = f"its file system has no locks ({error.strerror})"
        raise errors.LockUnusable(path=path, reason=reason, advice=advice) from None
    return True


def _acquire(handle: int, path: Path, waiting: Callable[[str], None], how: int = fcntl.LOCK_EX) -> None:
    told, tries = False, 0
    while not _try(handle, path, how):
        # who has just taken it may not have written yet who it is
        if not told and (os.fstat(handle).st_size or tries > 5):
            waiting(_holder(handle))
            told = True
        tries += 1
        time.sleep(PAUSE)


def _write_holder(handle: int) -> None:
    # never empty in between, for those who look at it just now
    os.ftruncate(handle, os.pwrite(handle, _self().encode(), 0))


def _self() -> str:
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    return f"process {os.getpid()} of {permissions.user_name(os.getuid())} on {socket.gethostname()} since {since}"


def _holder(handle: int) -> str:
    """Who holds a lock: the process that took it or, if that has ended, the program that it left behind."""
    text = os.pread(handle, 300, 0).decode("utf-8", "replace")
    found = HOLDER.fullmatch(text)
    if found and found["host"] == socket.gethostname() and not Path("/proc", found["pid"]).exists():
        left = _users_of(os.fstat(handle))
        return f"{left} left behind by {text}" if left else text
    return text or "another process"


def _users_of(file: os.stat_result) -> str:
    """The programs, as far as we may see them, that have a file open; empty if none is seen."""
    seen = []
    for place in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if place.parts[2] != str(os.getpid()) and os.path.samestat(place.stat(), file):
                seen.append(f"{(place.parents[1] / 'comm').read_text().strip()} (process {place.parts[2]})")
        except OSError:
            continue
    return " and ".join(dict.fromkeys(seen))
