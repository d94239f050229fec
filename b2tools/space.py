# SPDX-License-Identifier: LGPL-3.0-or-later
"""Room on disk: asked for before something large is written."""
from __future__ import annotations

import shutil
from pathlib import Path

from b2tools import errors


def require(folder: Path, needed: int, what: str) -> None:
    """Raise `TooLittleSpace` unless `needed` bytes are free where `folder` is or will be."""
    place = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(place).free
    if free < needed:
        raise errors.TooLittleSpace(path=folder, free=text(free), what=what, needed=text(needed))


def text(count: int) -> str:
    """A number of bytes for people, in decimal units."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
