# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tools: versions, the present one, links, launchers and their interpreter, set-up files as new as the site file."""
from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from b2tools import errors, process
from b2tools.doctor import Finding, Patient
from b2tools.places import receipts
from b2tools.tooling import toolsets

SECONDS = 60


def look(patient: Patient) -> Iterator[Finding]:
    """What keeps the tools of the site from working."""
    site = patient.site
    again = patient.tools("install-tools", "--top", site.top)
    if not site.top.is_dir():
        return
    if toolsets.current(site.tools) is None:
        there = ", ".join(toolsets.installed(site.tools)) or "none"
        yield Finding(f"{site.tools / toolsets.CURRENT} leads to no version of the tools (installed: {there}).",
                      "Install the tools.", again)
        return
    for name in toolsets.FIXED:
        place = site.tools / name
        if not place.is_symlink() or os.readlink(place) != f"{toolsets.CURRENT}/{name}" or not place.exists():
            yield Finding(f"{place} does not lead to the present tools.", "Install the tools again.", again)
    yield from _versions(patient)
    yield from _launcher(patient, again)
    compiled = site.tools / "setup" / "site.sh"
    if compiled.is_file() and site.file.is_relative_to(site.top) and site.file.stat().st_mtime > compiled.stat().st_mtime:
        yield Finding(f"{site.file} was changed after the tools were installed: set-ups still use what it said before.",
                      "Install the tools again, which compiles it.", again)


def _versions(patient: Patient) -> Iterator[Finding]:
    for version in toolsets.installed(patient.site.tools):
        place = toolsets.place(patient.site.tools, version)
        try:
            receipts.read(place)
        except errors.BadReceipt as error:
            yield Finding(str(error), f"Install these tools again (b2install-tools {version}) after removing their folder.")


def _launcher(patient: Patient, again: str) -> Iterator[Finding]:
    launcher: Path = patient.site.tools / "bin" / "b2tools"
    try:
        done = process.run([launcher, "--version"], env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, timeout=SECONDS, check=False)
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()
        if done.returncode:
            yield Finding(f"{launcher} does not start: {said[-1] if said else 'it says nothing'} (is its interpreter gone?).",
                          "Install the tools again for an interpreter that is there.", again)
    except (errors.ProgramMissing, errors.TimedOut, PermissionError, OSError) as error:
        yield Finding(f"{launcher} does not start: {error}", "Install the tools again.", again)
