# SPDX-License-Identifier: LGPL-3.0-or-later
"""Rights: everybody reads the site, nobody but its owner and its group writes, the group's folders pass the group on."""
from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from b2tools import errors, permissions
from b2tools.doctor import Finding, Patient, command


def look(patient: Patient) -> Iterator[Finding]:
    """Folders of the site whose rights are too narrow or too wide."""
    site = patient.site
    group = None
    if site.group:
        try:
            group = permissions.group_of(site.home, site.group)
        except errors.BadGroup as error:
            yield Finding(str(error), f"Mend [install] group in {site.file}, or ask for the membership.")
    for place in _places(site.top, site.tools, site.externals, site.releases):
        yield from _one(place, group, site.group)


def _places(top: Path, *folders: Path) -> Iterator[Path]:
    yield top
    for folder in folders:
        if folder.is_dir():
            yield folder
            yield from (place for place in sorted(folder.iterdir()) if place.is_dir() and not place.is_symlink()
                        and place.name[0] != ".")


def _one(place: Path, group: int | None, name: str | None) -> Iterator[Finding]:
    try:
        found = os.stat(place)
    except FileNotFoundError:
        return
    if found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX:
        yield Finding(f"Everybody may write in {place}, and so change what others run.", "Take that right away.",
                      command("chmod", "o-w", place))
    if found.st_mode & 0o055 != 0o055:
        yield Finding(f"Not everybody may read {place} ({stat.filemode(found.st_mode)}), so that others cannot set up from it.",
                      "Give the right.", command("chmod", "a+rX", place))
    if group is not None and (found.st_gid != group or found.st_mode & permissions.SHARED != permissions.SHARED) \
            and place.name in ("externals", "releases"):
        yield Finding(f"The members of {name} cannot install in {place}.", "Give it to the group.",
                      f"{command('chgrp', name, place)} && {command('chmod', 'g+ws', place)}")
