# SPDX-License-Identifier: LGPL-3.0-or-later
"""A place where a folder is made before it gets its name, gone afterwards; also what killed calls have left."""
from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, ExitStack, suppress
from pathlib import Path

from b2tools import errors, files, guardians, locks

PREFIX = ".b2code-create-"
LOCK = "lock"
PATIENCE = 1.0


@contextmanager
def place(folder: Path) -> Iterator[Path]:
    """A folder for what will be renamed to `folder`: inside of it if it is there, else beside it.

    `folder` must not exist or be empty. Folders above it that had to be made go again if nothing came of it.
    Raises `FolderInUse`, `NotWritable`, `DiskFull`.
    """
    missing = [above for above in folder.parents if not os.path.lexists(above)]
    home = folder if folder.is_dir() else folder.parent
    try:
        with files.explained(folder):
            _make(home)
            sweep(home, PATIENCE if home == folder else 0)
            if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
                raise errors.FolderInUse(folder=folder)
            stage = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
        try:
            with ExitStack() as held:
                # a file system without locks does not need to know who is at work
                with suppress(errors.LockUnusable):
                    held.enter_context(guardians.guarding(held.enter_context(locks.exclusive(stage / LOCK))))
                yield stage
        finally:
            files.remove(stage)
    finally:
        for above in missing:
            with suppress(OSError):
                above.rmdir()


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise errors.NotWritable(path=home, reason="it is a file") from None


def sweep(home: Path, patience: float = 0) -> None:
    """Remove the stages in a folder whose process has ended before it could do so itself, with the programs that it ran."""
    for entry in os.scandir(home):
        lock = Path(entry.path, LOCK)
        if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False) and lock.is_file():
            end = time.monotonic() + patience
            while not _removed(Path(entry.path), lock) and time.monotonic() < end:
                time.sleep(0.05)


def _removed(stage: Path, lock: Path) -> bool:
    with suppress(errors.B2Error, OSError), locks.attempt(lock) as ended:
        if ended:
            files.remove(stage)
    return not stage.exists()


def move(source: Path, folder: Path) -> None:
    """Rename into place. A folder that exists (it may be the current one) is filled, the git directory last, or left as it was."""
    if not folder.is_dir():
        os.rename(source, folder)
        return
    moved = []
    try:
        for name in sorted(os.listdir(source), key=lambda name: name == ".git"):
            os.rename(source / name, folder / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            os.rename(folder / name, source / name)
        raise
