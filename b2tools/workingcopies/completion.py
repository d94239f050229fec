# SPDX-License-Identifier: LGPL-3.0-or-later
"""Makes a working copy that stands on a central release a complete one, which needs none."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from b2tools.git import Git
from b2tools.places import roots
from b2tools.workingcopies import checkouts, packages, selection


@dataclass(frozen=True)
class Completed:
    """The packages that came, those that stay out, and the central release that is not needed any more (None: there was none)."""

    added: tuple[str, ...]
    excluded: tuple[str, ...]
    central: str | None


def complete(copy: Git, home: Path, excluded: Iterable[str], dry_run: bool = False) -> Completed:
    """Check out all packages of the present revision but the `excluded` ones, and only then say `head` in `.release`.

    What is interrupted goes on with the next call. `home` is where the site keeps its roots.
    Raises `NotCone`, `FilesInTheWay`, `IgnoredWouldGo`, `CannotFetch` before anything changes.
    """
    now = selection.changeable(copy)
    missing = [name for name in packages.in_revision(copy) if not now.has(name)]
    left_out = tuple(name for name in missing if name in set(excluded))
    added = tuple(name for name in missing if name not in left_out)
    below = central(copy)
    if dry_run:
        selection.refuse_files_in_the_way(copy, added)
    else:
        selection.everything(copy, left_out)
        checkouts.prepare(copy, checkouts.HEAD)
        roots.register(home, copy.folder)
    return Completed(added, left_out, below)


def central(copy: Git) -> str | None:
    """The central release that a working copy stands on, None if it is complete."""
    file = copy.folder / ".release"
    words = file.read_text("utf-8", "replace").split() if file.is_file() else []
    return words[0] if words and words[0] != checkouts.HEAD else None
