# SPDX-License-Identifier: LGPL-3.0-or-later
"""The set-up of the current shell: whether it is still what b2setup made, and still of something that is installed."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from b2tools.doctor import Finding, Patient
from b2tools.places import receipts

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def look(patient: Patient) -> Iterator[Finding]:
    """Variables that were changed since, entries of lists that are gone, a release that is no longer there."""
    environ = patient.environ
    again = f"b2setup {environ['BELLE2_RELEASE']}" if environ.get("BELLE2_RELEASE", "head") != "head" else "b2setup"
    if not environ.get("B2SETS"):
        if environ.get("BELLE2_RELEASE") or environ.get("BELLE2_EXTERNALS_VERSION"):
            yield Finding("Variables like BELLE2_RELEASE are set, but not by b2setup: nothing can undo them.",
                          "Start a new shell without them, or set up with b2setup.", again)
        return
    for name in filter(NAME.fullmatch, environ["B2SETS"].split()):
        own = environ.get(f"B2N{name}")
        if own is not None and environ.get(name) != own:
            yield Finding(f"{name} was changed since the set-up: it is {environ.get(name)!r} instead of {own!r}.",
                          "Set up again, or leave it if you meant it.", f"{again}")
    for name in filter(NAME.fullmatch, environ.get("B2LISTS", "").split()):
        now = environ.get(name, "").split(":")
        gone = [entry for entry in environ.get(f"B2N{name}", "").split(":") if entry and entry not in now]
        if gone:
            yield Finding(f"{name} lost {', '.join(gone)} since the set-up.", "Set up again.", again)
    yield from _place(patient, again)


def _place(patient: Patient, again: str) -> Iterator[Finding]:
    for name, mark in (("BELLE2_RELEASE_DIR", receipts.NAME), ("BELLE2_EXTERNALS_DIR", receipts.NAME), ("BELLE2_LOCAL_DIR", "")):
        folder = patient.environ.get(name)
        if folder and not (Path(folder) / mark).exists():
            yield Finding(f"{name} is {folder}, which is no longer there.",
                          "Undo the set-up, then set up something that is there.", "b2setup --undo")
    top = patient.environ.get("VO_BELLE2_SW_DIR")
    tools = patient.environ.get("BELLE2_TOOLS")
    if top and tools and not Path(tools).resolve().is_relative_to(Path(top).resolve()):
        yield Finding(f"VO_BELLE2_SW_DIR is {top}, but the tools that are set up are those in {tools}.",
                      "Set up again from one of the two.", again)
