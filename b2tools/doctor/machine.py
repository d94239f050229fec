# SPDX-License-Identifier: LGPL-3.0-or-later
"""The machine: whether its system is known, and whether what is installed was made for it."""
from __future__ import annotations

import sys
from collections.abc import Iterator

from b2tools import errors
from b2tools.doctor import Finding, Patient
from b2tools.places import installations


def look(patient: Patient) -> Iterator[Finding]:
    """An unknown system, platforms that the site lacks, externals for another architecture or Python."""
    site = patient.site
    try:
        tag = site.platform
    except errors.UnknownPlatform as error:
        yield Finding(str(error), "Name the nearest known platform with BELLE2_PLATFORM.")
        return
    several = site.top / "platforms"
    if several.is_dir() and not (several / tag).is_dir():
        there = ", ".join(sorted(place.name for place in several.iterdir() if place.is_dir())) or "none"
        yield Finding(f"The site has folders for several platforms ({there}), but none for {tag}.",
                      f"Install for this one (b2install-externals --platform {tag}), or name a near one with BELLE2_PLATFORM.")
    for place in installations.installed(site.externals):
        yield from _externals(place)


def _externals(place: installations.Installation) -> Iterator[Finding]:
    own = installations.arch()
    found = sorted(one.name for one in place.final.glob("Linux_*") if one.is_dir())
    if found and own not in found:
        yield Finding(f"The externals {place.name} are made for {', '.join(found)}, but this machine is {own}.",
                      f"Install them in a folder of this machine's platform (b2install-externals {place.name} --platform ...).")
    try:
        receipt = place.receipt()
    except errors.BadReceipt:
        return
    made = ".".join(receipt.inputs.get("python", "").split(".")[:2]) if receipt else ""
    series = f"{sys.version_info.major}.{sys.version_info.minor}"
    if made and made != series:
        yield Finding(f"The externals {place.name} are made for Python {made}, but the tools run with {series}.",
                      f"Run b2install-tools with Python {made} (for instance: python{made} -m venv), or install other externals.")
