# SPDX-License-Identifier: LGPL-3.0-or-later
"""Programs of the system: git and ssh-keygen, new enough for SSH signatures, and what installs need."""
from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

from b2tools import process
from b2tools.doctor import Finding, Patient

# git signs and checks with SSH keys since 2.34; ssh-keygen finds who signed since OpenSSH 8.1.
GIT = (2, 34)
SSH = (8, 1)
NEEDED = ("git", "ssh-keygen", "tar", "bash")


def look(patient: Patient) -> Iterator[Finding]:
    """Missing or too old programs."""
    path = patient.environ.get("PATH")
    prepare = patient.tools("install-prepare", "tools")
    for name in NEEDED:
        if shutil.which(name, path=path) is None:
            yield Finding(f"The program {name} is not on PATH.", "Install it; the command tells how.", prepare)
    git = _version(["git", "--version"], r"(\d+)\.(\d+)", path)
    if git and git < GIT:
        yield Finding(f"git is {_shown(git)}; checking signed tags needs {_shown(GIT)}.",
                      "Install a newer git; the command tells how.", prepare)
    ssh = _version(["ssh", "-V"], r"OpenSSH_(\d+)\.(\d+)", path)
    if ssh and ssh < SSH:
        yield Finding(f"OpenSSH is {_shown(ssh)}; checking signatures needs {_shown(SSH)}.",
                      "Install a newer one; the command tells how.", prepare)


def _version(words: list[str], pattern: str, path: str | None) -> tuple[int, ...] | None:
    program = shutil.which(words[0], path=path)
    if program is None:
        return None
    done = process.run([program, *words[1:]], check=False, timeout=30)
    found = re.search(pattern, (done.stdout + done.stderr).decode("utf-8", "replace"))
    return tuple(map(int, found.groups())) if found else None


def _shown(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
