# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which files a style command means, and which lines of them: those named, the tracked ones below a folder, or what is new."""
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from b2tools import style
from b2tools.git import Git

# what only some calls need is imported there: a repeated check of named files takes little more than its start


def style_files(named: Sequence[Path], folder: Path, environ: Mapping[str, str], untracked: bool = False) -> list[str]:
    """Files to judge: named files as they are, for named folders (or `folder` if nothing is named) the tracked files below.

    With `untracked`, also the files below that git neither tracks nor ignores.
    """
    chosen: list[str] = []
    for place in named or [folder]:
        chosen += _below(place, environ, folder, untracked) if place.is_dir() and not place.is_symlink() else [os.fspath(place)]
    return [name for name in dict.fromkeys(chosen) if style.handles(name)]


def style_lines(named: Sequence[Path], folder: Path, environ: Mapping[str, str], changed: bool,
                since: str | None) -> tuple[list[str], style.Lines | None]:
    """Files to judge, and which lines of them if only what is `changed`, or new `since` a revision, counts."""
    if not changed and since is None:
        return style_files(named, folder, environ), None
    from b2tools.workingcopies import changedlines
    names = style_files(named, folder, environ, untracked=True)
    lines = changedlines.find(names, folder, environ, since)
    return list(lines), lines


def _below(place: Path, environ: Mapping[str, str], folder: Path, untracked: bool) -> list[str]:
    from b2tools.workingcopies import checkouts
    copy = checkouts.repository(place, environ)
    kinds = ("--cached", "--others", "--exclude-standard") if untracked else ("--cached",)
    names = Git(place, copy.environment).names("ls-files", "-z", *kinds, "--", ".")
    prefix = "" if place == folder else place
    return [os.path.join(prefix, name) for name in names if os.path.lexists(place / name)]
