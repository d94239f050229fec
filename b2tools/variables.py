# SPDX-License-Identifier: LGPL-3.0-or-later
"""Environment variables that must not reach git or an interpreter that works for others."""
from __future__ import annotations

from collections.abc import Mapping

QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


def clean(environment: Mapping[str, str], keep: tuple[str, ...] = ()) -> dict[str, str]:
    """The environment without anything that could steer git or the interpreter, except the names to keep."""
    bad = ("GIT_", "PYTHON", "LD_PRELOAD")
    kept = {name: value for name, value in environment.items() if name in keep or not name.startswith(bad)}
    return kept | {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
