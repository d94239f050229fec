# SPDX-License-Identifier: LGPL-3.0-or-later
"""Free space and free inodes where installs, downloads and builds are written."""
from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from b2tools import space
from b2tools.doctor import Finding, Patient

LEAST = {"the site": 2 * 10**9, "downloads": 10**9, "temporary files": 3 * 10**8}
INODES = 20_000


def look(patient: Patient) -> Iterator[Finding]:
    """Places that are nearly full."""
    places = {"the site": patient.site.home, "downloads": patient.means.cache,
              "temporary files": Path(patient.environ.get("TMPDIR") or "/tmp")}
    for what, place in places.items():
        there = next(one for one in (place, *place.absolute().parents) if one.is_dir())
        found = os.statvfs(there)
        free = found.f_bavail * found.f_frsize
        if free < LEAST[what]:
            yield Finding(f"{there} has only {space.text(free)} free for {what}; {space.text(LEAST[what])} are wanted.",
                          "Remove what nobody uses (b2install-gc shows it), or choose another place.")
        elif found.f_files and found.f_favail < INODES:
            yield Finding(f"{there} has room for {found.f_favail} more files only, for {what}.",
                          "Remove what nobody uses (b2install-gc shows it).")
