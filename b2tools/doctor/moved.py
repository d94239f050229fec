# SPDX-License-Identifier: LGPL-3.0-or-later
"""A site that was moved: what names its old place although set-ups and launchers do not care."""
from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from b2tools import process
from b2tools.doctor import Finding, Patient, command

CACHED = "@for"
KEY = "core.sshCommand"
LINE = re.compile(r'command="((?:[^"\\]|\\.)*)"')


def look(patient: Patient) -> Iterator[Finding]:
    """Server programs, authorized keys and known working copies with paths that lead nowhere."""
    site = patient.site
    server = site.top / "server"
    if (server / "site.lock").exists() or (server / "accounts.toml").is_file():
        yield from _server(patient, server)
    for copy in working_copies(patient):
        done = process.run(["git", "-C", copy, "config", "--local", "--get", KEY], check=False, purpose="looking at a working copy")
        program = _program(done.text.strip())
        if program and program.is_absolute() and not program.exists() and site.ssh_command:
            yield Finding(f"The working copy {copy} reaches the server through {program}, which is not there.",
                          "Let it use the site's present place.",
                          command("git", "-C", copy, "config", KEY, shlex.quote(str(site.ssh_command))))


def working_copies(patient: Patient) -> list[Path]:
    """The working copies that were set up by this account, from the cache of compiled set-ups."""
    cache = patient.environ.get("XDG_CACHE_HOME") or (patient.home and str(patient.home / ".cache")) or ""
    folder = Path(cache) / "b2tools" / "setups"
    found = {Path("/") / str(file.parent).rpartition(f"/{CACHED}/")[2] for file in folder.rglob("@setup*.sh")} if cache else set()
    return sorted(place for place in found if (place / ".git").exists() and not place.is_relative_to(patient.site.releases))


def _server(patient: Patient, server: Path) -> Iterator[Finding]:
    again = patient.tools("site-create", patient.site.top)
    keys = server / "authorized_keys"
    for number, line in enumerate(keys.read_text("utf-8", "replace").splitlines() if keys.is_file() else (), 1):
        found = LINE.search(line)
        program = _program(re.sub(r"\\(.)", r"\1", found[1])) if found else None
        if program and not program.exists():
            yield Finding(f"{keys} line {number} starts {program}, which is not there: the site was moved.",
                          "Make these files anew; accounts and repositories stay.", again)
            break
    for name in ("shell", "ssh"):
        place = server / "bin" / name
        first = place.read_text("utf-8", "replace").partition("\n")[0] if place.is_file() else ""
        named = Path(first.removeprefix("#!").split(" ")[0]) if first.startswith("#!/") else None
        if named and not named.exists():
            yield Finding(f"{place} starts the interpreter {named}, which is not there.", "Make these files anew.", again)


def _program(text: str) -> Path | None:
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    return Path(words[0]) if words else None
