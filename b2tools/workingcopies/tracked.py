# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which files a style command means: those named, or the tracked ones below a folder."""
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from b2tools import style
from b2tools.git import Git
from b2tools.workingcopies import checkouts


def style_files(named: Sequence[Path], folder: Path, environ: Mapping[str, str]) -> list[str]:
    """Files to judge: named files as they are, for named folders (or `folder` if nothing is named) the tracked files below."""
    chosen: list[str] = []
    for place in named or [folder]:
        chosen += _below(place, environ, folder) if place.is_dir() and not place.is_symlink() else [os.fspath(place)]
    return [name for name in dict.fromkeys(chosen) if style.handles(name)]


def _below(place: Path, environ: Mapping[str, str], folder: Path) -> list[str]:
    copy = checkouts.repository(place, environ)
    names = Git(place, copy.environment).names("ls-files", "-z", "--cached", "--", ".")
    prefix = "" if place == folder else place
    return [os.path.join(prefix, name) for name in names if os.path.lexists(place / name)]
