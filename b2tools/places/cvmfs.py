# SPDX-License-Identifier: LGPL-3.0-or-later
"""Catalogue hints for CernVM-FS: each installed version gets a catalogue of its own, so that a client loads only what it uses."""
from __future__ import annotations

from pathlib import Path

from b2tools import files

NAME = ".cvmfsdirtab"
# a `*` of this file matches no slash; lines with ! take back what others said
HINTS = """# A catalogue for each installed version; read by the publisher of the file system (docs: installation).
/tools/versions/*
/externals/*
/externals/*/*/*
/releases/*
/platforms/*
/platforms/*/externals/*
/platforms/*/externals/*/*/*
/platforms/*/releases/*
! /externals/.*
! /releases/.*
! /tools/versions/.*
! /platforms/*/externals/.*
! /platforms/*/releases/.*
"""


def write_hints(top: Path) -> None:
    """Write the hints at the top of a site, unless it has some: those of its manager stay."""
    place = top / NAME
    if not place.exists():
        files.write(place, HINTS)
