# SPDX-License-Identifier: LGPL-3.0-or-later
"""File names that work on every machine where somebody may check the repository out."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable

DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$",
                     *(f"{name}{number}" for name in ("com", "lpt") for number in "123456789¹²³")})
# what one name may have on the usual file systems
BYTES = 255
FORBIDDEN = frozenset('\\:*?"<>|') - {'"'}
# Direction overrides, zero-width signs and other format controls make a name look like another one.
UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Cs")
# fillers, joiners and variation selectors that are letters or marks, and every blank but the usual one
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | frozenset(
    map(chr, (*range(0xfe00, 0xfe10), *range(0xe0100, 0xe01f0))))


def problem(name: str) -> str | None:
    """Why one component of a path is refused, None if it is fine."""
    if len(name) <= BYTES and name.isascii() and name.isidentifier() and name.lower() not in DEVICES:
        return None
    if len(name.encode("utf-8", "surrogateescape")) > BYTES:
        return f"is longer than {BYTES} bytes"
    if any("\udc80" <= sign <= "\udcff" for sign in name):
        return "is not UTF-8"
    if any(unicodedata.category(sign) in UNSEEN or sign in BLANK or sign != " " and sign.isspace() for sign in name):
        return "holds a sign that cannot be seen"
    if bad := sorted(FORBIDDEN.intersection(name)):
        return f"holds {' '.join(bad)}"
    if name.startswith("-"):
        return "begins with a dash, which programs take for an option"
    if name != name.strip() or name.endswith("."):
        return "begins or ends with a blank or ends with a dot"
    if name.split(".")[0].lower().strip() in DEVICES:
        return "is the name of a device on Windows"
    return None


def key(name: str) -> str:
    """What two names share that cannot lie beside each other where case or composition of letters do not count."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def collisions(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names of one folder that some file systems cannot hold beside each other."""
    seen: dict[str, str] = {}
    pairs = []
    for name in names:
        first = seen.setdefault(key(name), name)
        if first != name:
            pairs.append((first, name))
    return pairs
