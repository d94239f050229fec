# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an ELF file says to the dynamic loader: the libraries that it needs, its own name and its run path."""
from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"\x7fELF"
LOAD, DYNAMIC = 1, 2
NEEDED, STRTAB, SONAME, RPATH, RUNPATH = 1, 5, 14, 15, 29


@dataclass(frozen=True)
class Entry:
    """A text of the dynamic section: its kind (NEEDED, SONAME, RPATH or RUNPATH), its offset in the file, and itself."""

    kind: int
    offset: int
    text: bytes


@dataclass(frozen=True)
class Elf:
    """A file with a dynamic section, which a program or shared library has, and an object or separated debug file has not."""

    entries: tuple[Entry, ...]

    def texts(self, *kinds: int) -> list[str]:
        """The texts of some kinds, in order."""
        return [entry.text.decode("utf-8", "surrogateescape") for entry in self.entries if entry.kind in kinds]

    @property
    def needed(self) -> list[str]:
        """Names of the libraries that it needs."""
        return self.texts(NEEDED)

    @property
    def run_path(self) -> list[str]:
        """Folders of its run path, of the old kind or of the new one."""
        return [folder for text in self.texts(RPATH, RUNPATH) for folder in text.split(":") if folder]


def read(path: Path) -> Elf | None:
    """The dynamic section of a 64-bit ELF file, or None if it has none or is damaged."""
    with open(path, "rb") as file:
        if file.read(5) != MAGIC + b"\2":
            return None
        file.seek(0)
        data = file.read()
    order = "<" if data[5:6] == b"\1" else ">"
    try:
        return _parse(data, order)
    except (struct.error, ValueError, OverflowError):
        return None


def _parse(data: bytes, order: str) -> Elf | None:
    table, = struct.unpack_from(order + "Q", data, 32)
    size, count = struct.unpack_from(order + "HH", data, 54)
    segments = [struct.unpack_from(order + "IIQQQQ", data, table + number * size) for number in range(count)]
    dynamic = [segment for segment in segments if segment[0] == DYNAMIC and segment[5]]
    if not dynamic:
        return None
    begin, length = dynamic[0][2], dynamic[0][5]
    pairs = [struct.unpack_from(order + "qQ", data, place) for place in range(begin, begin + length - 15, 16)]
    address = dict(pairs).get(STRTAB)
    if address is None:
        return None
    strings = next((segment[2] + address - segment[3] for segment in segments
                    if segment[0] == LOAD and segment[3] <= address < segment[3] + segment[5]), None)
    if strings is None:
        return None
    kinds = (NEEDED, SONAME, RPATH, RUNPATH)
    return Elf(tuple(Entry(kind, strings + value, data[strings + value:data.index(b"\0", strings + value)])
                     for kind, value in pairs[:_end(pairs)] if kind in kinds))


def _end(pairs: list[tuple[int, int]]) -> int:
    return next((number for number, (kind, _) in enumerate(pairs) if kind == 0), len(pairs))
