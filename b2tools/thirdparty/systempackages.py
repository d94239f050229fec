# SPDX-License-Identifier: LGPL-3.0-or-later
"""Packages of kind `system`: what the operating system must bring is looked for, its version is recorded, nothing is installed."""
from __future__ import annotations

import re

from b2tools import errors, process
from b2tools.thirdparty import builders
from b2tools.thirdparty.manifests import Package

NUMBERS = re.compile(r"\d+(?:\.\d+)+|\d+")


def found(package: Package, externals: str) -> str:
    """The version that the system has: the first number in what the check command says, else "present".

    Raises `ProgramMissing` if the check fails or the version is lower than the manifest's.
    """
    builders.programs_missing(f"externals {externals}", package.programs)
    if not package.check:
        return "present"
    environment = {"PATH": builders.PATH, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
    done = process.run(["sh", "-c", package.check], env=environment, check=False, timeout=60)
    wanted = f"{package.name} {package.version} or newer"
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()[-3:]
        raise errors.ProgramMissing(program=wanted, purpose=f"installing externals {externals}",
                                    advice=f"`{package.check}` ended with exit code {done.returncode}: {' '.join(said)} "
                                           "Install it (b2install-prepare externals tells how) and try again.")
    version = NUMBERS.search(done.text)
    if version and NUMBERS.fullmatch(package.version) and _number(version[0]) < _number(package.version):
        raise errors.ProgramMissing(program=wanted, purpose=f"installing externals {externals}",
                                    advice=f"This system has {version[0]}. Install a newer one and try again.")
    return version[0] if version else "present"


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
