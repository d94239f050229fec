# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which repository a client means by a name, and whether it may be written at all."""
from __future__ import annotations

import os
import re
from pathlib import Path

from b2tools import errors

REPOSITORY = re.compile(r"/*((?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*?)(?:\.git)?/*", re.ASCII)
LONGEST = 200
HOOK = Path("hooks/pre-receive")
# what our hook says of itself, and that of gitolite
OURS = b"Decides about a push"


def repository(server: Path, name: str, writes: bool) -> Path:
    """The repository of that name; one that is written must have its hook, since git would accept everything without it."""
    match = REPOSITORY.fullmatch(name)
    place = server / "git" / f"{match[1]}.git" if match and ".." not in name and len(name) <= LONGEST and \
        not any(part.endswith(".git") for part in match[1].split("/")) else None
    if place is None or not (place / "HEAD").is_file():
        raise errors.NoRepository(name=match[1] if place else name[:LONGEST], near=_near(place) if place else "")
    # a hook that a full disk left empty would say yes to everything
    if writes and not (os.access(place / HOOK, os.X_OK) and OURS in (place / HOOK).read_bytes()):
        raise errors.BadServerFile(path=place / HOOK, mistakes="  it is missing, not executable or not the policy's hook")
    return place


def _near(place: Path) -> str:
    """The repositories that lie where a missing one was looked for; every member may read them all."""
    return errors.near(place.stem, [one.stem for one in place.parent.glob("*.git")]) if place.parent.is_dir() else ""
