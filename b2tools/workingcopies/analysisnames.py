# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names of analyses: what client and server agree on without asking each other."""
from __future__ import annotations

import re

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
WANTED = "letters, digits, _ and -, beginning with a letter, at most 64, and no name of the build's folders"
# an analysis is a package, and these are the folders that a build makes beside packages
RESERVED = frozenset({"build", "include", "lib", "bin", "modules", "data", "site_scons"})
PHYSICS = "physics"


def is_good(name: str) -> bool:
    """Whether an analysis can have this name, which is also that of its folder and of its package."""
    return bool(NAME.fullmatch(name)) and package(name).lower() not in RESERVED


def package(name: str) -> str:
    """The package that the build makes of an analysis: headers are `<PACKAGE/...>`, the library is `libPACKAGE.so`."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def repository(folder: str, user: str, name: str, group: str | None = None) -> str:
    """Name of the repository below the server: `FOLDER/USER_NAME`, or `physics/GROUP/NAME` for that of a group."""
    return f"{PHYSICS}/{group}/{name}" if group else f"{folder}/{user}_{name}"
