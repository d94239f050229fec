# SPDX-License-Identifier: LGPL-3.0-or-later
"""What interrupted installs left behind and nobody is working on."""
from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from b2tools.doctor import Finding, Patient, command
from b2tools.tooling import toolsets

KINDS = {".staging": "an unfinished install", ".old": "a version that was about to be replaced or removed"}


def look(patient: Patient) -> Iterator[Finding]:
    """Staging and old folders whose lock nobody holds."""
    site = patient.site
    tops = [folder for home in site.homes for folder in (home / "externals", home / "releases")]
    for top in (*tops, site.tools / toolsets.VERSIONS):
        for place in sorted(top.iterdir()) if top.is_dir() else ():
            kind = KINDS.get(place.suffix) if place.name.startswith(".") else None
            if kind and not _held(place.with_suffix(".lock")):
                name = place.stem.removeprefix(".")
                goes_on = f"The next install of {name} goes on with it." if place.suffix == ".staging" else "Remove it."
                yield Finding(f"{place} is {kind}, and nobody is working on it.", goes_on,
                              command("rm", "-rf", "--", place))


def _held(lock: Path) -> bool:
    try:
        handle = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
