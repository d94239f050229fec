# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installed externals and releases: receipts that can be read, externals that releases stand on, set-up files."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from b2tools import errors
from b2tools.doctor import Finding, Patient, command
from b2tools.environments import setups, shells
from b2tools.places import receipts


def look(patient: Patient) -> Iterator[Finding]:
    """Folders that look installed and are not, and what an installed release lacks."""
    for kind, top in (("externals", patient.site.externals), ("release", patient.site.releases)):
        for place in sorted(top.iterdir()) if top.is_dir() else ():
            if place.is_dir() and not place.name.startswith("."):
                yield from _one(patient, kind, place)


def _one(patient: Patient, kind: str, place: Path) -> Iterator[Finding]:
    install = f"b2install-{kind} {place.name}"
    try:
        receipt = receipts.read(place)
    except errors.BadReceipt as error:
        yield Finding(str(error), f"Remove the folder, then say {install}.", command("rm", "-rf", "--", place))
        return
    if receipt is None:
        yield Finding(f"{place} has no receipt, so it is no installation and nothing uses it.",
                      f"Remove it if nobody needs it, then say {install}.", command("rm", "-rf", "--", place))
        return
    if receipt.kind != kind or receipt.name != place.name:
        yield Finding(f"{place} calls itself {receipt.kind} {receipt.name} in its receipt: somebody copied or renamed it.",
                      f"Remove it, then say {install}.", command("rm", "-rf", "--", place))
        return
    if kind == "release":
        yield from _release(patient, place, receipt)


def _release(patient: Patient, place: Path, receipt: receipts.Receipt) -> Iterator[Finding]:
    wanted = receipt.inputs.get("externals")
    if wanted and not (patient.site.externals / wanted / receipts.NAME).is_file():
        yield Finding(f"The release {place.name} stands on externals {wanted}, which are not installed.",
                      "Install them.", patient.tools("install-externals", "--top", patient.site.top, wanted))
    lacking = [name for name in shells.STATIC if not (place / setups.FOLDER / name).is_file()]
    if lacking:
        yield Finding(f"The release {place.name} has no compiled set-up for {', '.join(lacking)}.",
                      f"Compare it with its receipt (b2install-verify {place.name}) and install it again.")
