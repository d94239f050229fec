# SPDX-License-Identifier: LGPL-3.0-or-later
"""The members of a tar stream, read strictly: whatever two readers could understand in two ways is refused.

Formats: POSIX.1-2017 pax (`ustar` headers with extended records), GNU long names; tar(5) of libarchive describes them all.
"""
from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = 512
HEADER = struct.Struct("100s8s8s8s12s12s8sc100s8s32s32s8s8s155s12x")
KINDS = {b"0": "file", b"\0": "file", b"7": "file", b"1": "hard link", b"2": "link", b"5": "folder", b"3": "device", b"4": "device",
         b"6": "fifo"}
# names of a few thousand letters and extended attributes fit in
RECORDS = 1 << 16
# bytes of extended headers that an archive may have in all, and for each of its members; empty blocks behind its end
EXTRA, EXTRA_EACH = 1 << 20, 1 << 13
FILLING = 1 << 24
# in a record these mean that the data are not the file's content
SPARSE = ("GNU.sparse.", "SCHILY.realsize")


class BadTar(ValueError):
    """The stream is no tar archive, is damaged, or can be understood in two ways."""


@dataclass(slots=True)
class Member:
    """One member: name as it stands there, kind, rights, bytes, modification time, and what it links to."""

    name: str
    kind: str
    mode: int
    size: int
    modified: int
    target: str


class Blocks:
    """Pieces of a stream, taken in the sizes that are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = memoryview(b"")

    def up_to(self, size: int) -> memoryview:
        """At least one and at most `size` bytes, none at the end."""
        if not self._piece:
            self._piece = memoryview(next(self._pieces, b""))
        found, self._piece = self._piece[:size], self._piece[size:]
        return found

    def exactly(self, size: int) -> bytes:
        """So many bytes, or none at the end of the stream; raises `BadTar` if it ends in between."""
        found = bytes(self.up_to(size))
        while found and len(found) < size:
            more = self.up_to(size - len(found))
            if not more:
                raise BadTar("it ends in the middle of a header")
            found += more
        return found


class Members:
    """Iterates over the members; the content of the present one can be read with `content`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._blocks = Blocks(pieces)
        self._left = self._padding = 0
        self._extra = EXTRA

    def __iter__(self) -> Iterator[Member]:
        long: dict[str, str] = {}
        while True:
            self._skip()
            raw = self._blocks.exactly(BLOCK)
            if not raw:
                raise BadTar("it ends without the mark of its end")
            if raw.count(0) == BLOCK:
                if long:
                    raise BadTar("it ends after an extended header")
                self._end()
                return
            kind, member = _header(raw)
            if kind in b"xgLK":
                self._records(kind, member.size, long)
                continue
            self._extra += EXTRA_EACH
            if long:
                _override(member, long)
                long = {}
            if member.kind == "file" and member.name.endswith("/"):
                member.kind = "folder"
            if member.kind != "file" and member.size:
                raise BadTar(f"the {member.kind} {member.name[:200]!r} has content")
            self._left, self._padding = member.size, -member.size % BLOCK
            yield member

    def content(self) -> Iterator[memoryview]:
        """The present member's content in pieces."""
        while self._left:
            piece = self._blocks.up_to(self._left)
            if not piece:
                raise BadTar("it ends in the middle of a file")
            self._left -= len(piece)
            yield piece

    def _skip(self) -> None:
        for _ in self.content():
            pass
        if self._padding and len(self._blocks.exactly(self._padding)) != self._padding:
            raise BadTar("it ends in the middle of a file")
        self._padding = 0

    def _records(self, kind: bytes, size: int, long: dict[str, str]) -> None:
        self._extra -= BLOCK + size
        if size > RECORDS or self._extra < 0:
            raise BadTar(f"an extended header has {size} bytes" if size > RECORDS else "it has too many extended headers")
        self._left, self._padding = size, -size % BLOCK
        data = b"".join(self.content())
        self._skip()
        if kind in b"LK":
            records = {"path" if kind == b"L" else "linkpath": data.rstrip(b"\0")}
        else:
            records = _pax(data)
        if kind == b"g":
            if records.keys() - {"comment"}:
                raise BadTar("a global header changes all members")
            return
        for name, value in records.items():
            if name.startswith(SPARSE):
                raise BadTar("it holds a sparse file")
            if name in ("path", "linkpath", "size"):
                if name in long:
                    raise BadTar(f"a member has two long headers for its {name}")
                long[name] = _text(value)
        long.setdefault("", "")

    def _end(self) -> None:
        """Behind the end there may only be the filling of a record."""
        left = FILLING
        while piece := self._blocks.up_to(1 << 20):
            left -= len(piece)
            if left < 0 or bytes(piece).strip(b"\0"):
                raise BadTar("something follows its end")


def _header(raw: bytes) -> tuple[bytes, Member]:
    name, mode, _, _, size, modified, stated, kind, target, magic, _, _, _, _, prefix = HEADER.unpack(raw)
    if sum(raw) - sum(stated) + 256 != _number(stated, "check sum"):
        raise BadTar("the check sum of a header is wrong")
    name = _cut(name)
    if magic == b"ustar\x0000" and prefix[:1] != b"\0":
        name = _cut(prefix) + b"/" + name
    known = KINDS.get(kind)
    if known is None and kind not in b"xgLK":
        raise BadTar("it holds a sparse file" if kind == b"S" else f"the type {kind!r} of a member is unknown")
    return kind, Member(_text(name), known or "", _number(mode, "mode"), _number(size, "size"), _number(modified, "time"),
                        _text(_cut(target)))


def _cut(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _text(name: bytes) -> str:
    # what is no UTF-8 is told by whoever judges names
    return name.decode("utf-8", "surrogateescape")


def _number(field: bytes, what: str) -> int:
    if field[0] == 0x80:
        return int.from_bytes(field[1:])
    if field[0] == 0xff and what == "time":
        return 0
    digits = field.strip(b" \0")
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        raise BadTar(f"the {what} of a member is no number") from None


def _pax(data: bytes) -> dict[str, bytes]:
    """Records `LENGTH NAME=VALUE` and line end, one after the other, each name once."""
    found: dict[str, bytes] = {}
    while data:
        match = re.match(rb"([1-9]\d{0,5}) ([^=\n\0]+)=", data)
        length = int(match[1]) if match else 0
        if not match or length > len(data) or length <= match.end() or data[length - 1:length] != b"\n":
            raise BadTar("an extended header is malformed")
        name = match[2].decode("utf-8", "replace")
        if name in found:
            raise BadTar(f"an extended header tells {name} twice")
        found[name] = data[match.end():length - 1]
        data = data[length:]
    return found


def _override(member: Member, long: dict[str, str]) -> None:
    member.name = long.get("path", member.name)
    member.target = long.get("linkpath", member.target)
    if "size" in long:
        if not re.fullmatch(r"\d{1,19}", long["size"], re.ASCII):
            raise BadTar("the size of a member is no number")
        member.size = int(long["size"])
