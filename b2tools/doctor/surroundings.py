# SPDX-License-Identifier: LGPL-3.0-or-later
"""The user's own environment: what he had before any set-up and what disturbs one, and the encoding."""
from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping

from b2tools.doctor import Finding, Patient
from b2tools.environments import setups

STEERING = {"PYTHONPATH": "Python takes modules from there before its own and the release's",
            "PYTHONHOME": "Python looks for its own library there",
            "LD_LIBRARY_PATH": "programs of the system load libraries from there",
            "LD_PRELOAD": "each program loads it", "ROOTSYS": "ROOT of another installation is mixed in",
            "CONDA_PREFIX": "compilers and libraries of conda come before those of the system and the externals"}
LISTS = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "MANPATH")


def look(patient: Patient) -> Iterator[Finding]:
    """Variables that steer programs past the release, entries that mean the current folder, and a locale without UTF-8."""
    own = setups.undone(patient.environ)
    for name, why in STEERING.items():
        if own.get(name):
            mend = "conda deactivate" if name == "CONDA_PREFIX" else f"unset {name}"
            yield Finding(f"{name} is {own[name]!r}: {why}.",
                          "Unset it before the set-up, also in your start-up files, unless you know why.", mend)
    for name in LISTS:
        yield from _entries(name, own)
    yield from _other_tools(patient)
    place = next((own[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if own.get(name)), "")
    if "utf8" not in place.lower().replace("-", ""):
        yield Finding(f"The locale is {place or 'C'!r}, which is not a UTF-8 one: letters beyond ASCII in names and texts come "
                      f"out wrong.",
                      "Set a UTF-8 locale in your start-up files.", "export LC_ALL=C.UTF-8")


def _entries(name: str, own: Mapping[str, str]) -> Iterator[Finding]:
    entries = own.get(name, "").split(":") if own.get(name) else []
    odd = [entry for entry in entries if not entry.startswith("/") and not (name == "MANPATH" and not entry)]
    if odd:
        kept = ":".join(entry for entry in entries if entry not in odd)
        shown = ", ".join(repr(entry) for entry in odd)
        yield Finding(f"{name} holds {shown}, which means the current folder or one below it: anybody's files there are used.",
                      "Take it out.", f"export {name}={shlex.quote(kept)}")


def _other_tools(patient: Patient) -> Iterator[Finding]:
    own = os.path.realpath(patient.site.tools)
    for folder in patient.environ.get("PATH", "").split(":"):
        found = os.path.join(folder, "b2tools")
        if folder.startswith("/") and os.access(found, os.X_OK):
            if not os.path.realpath(folder).startswith(own) and os.path.isdir(os.path.join(own, "bin")):
                yield Finding(f"{found} comes first on PATH and is not of this site ({patient.site.tools}).",
                              f"Source {patient.site.tools / 'b2setup'} after the other tools, or leave those out.")
            return
