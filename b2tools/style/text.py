# SPDX-License-Identifier: LGPL-3.0-or-later
"""What holds for the text of every kind of file: UTF-8 without byte-order mark, no NUL, Unix line ends.

Whatever ends a line anywhere (LF, CRLF, CR) counts as the end of a line.
"""
from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable

from b2tools.style.engine import Finding, Source

MARK = b"\xef\xbb\xbf"
LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def read(file: str, content: bytes) -> tuple[Source | None, list[Finding]]:
    """The text of a file with what is wrong with its bytes; no text if no engine could read it."""
    nul = content.find(b"\0")
    if nul >= 0:
        return None, [_at(file, content, nul, "nul-byte", "the file holds a NUL byte, so it is not text; remove the byte")]
    try:
        text = content.removeprefix(marks(content)).decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start + len(marks(content))
        byte = content[start]
        return None, [_at(file, content, start, "encoding", f"byte 0x{byte:02x} is not UTF-8; save the file as UTF-8")]
    findings = []
    if content.startswith(MARK):
        findings.append(Finding(file, 1, 1, "byte-order-mark", "the file starts with a byte-order mark; save it without"))
    if "\r" in text:
        findings += line_ends(file, content)
    return Source(file, normal(content)), findings


def marks(content: bytes) -> bytes:
    """The byte-order mark at the start, or several of them, of which each but the first would look like a sign of the text."""
    count = 0
    while content.startswith(MARK, count):
        count += len(MARK)
    return content[:count]


def normal(content: bytes) -> str:
    """The text of a readable content as engines see it: with Unix line ends and without a byte-order mark."""
    return content.removeprefix(marks(content)).decode().replace("\r\n", "\n").replace("\r", "\n")


def raw_lines(content: bytes) -> list[bytes]:
    """The lines with whatever ends them, as many as `read` makes of them."""
    return LINE.findall(content)


def line_ends(file: str, content: bytes, only: Collection[int] | None = None) -> list[Finding]:
    """One finding about all lines, or those with the numbers in `only`, that do not end like on Unix."""
    bad = [(number, line) for number, line in enumerate(raw_lines(content), 1)
           if line.endswith((b"\r", b"\r\n")) and (only is None or number in only)]
    if not bad:
        return []
    number, line = bad[0]
    message = f"{len(bad)} line{'s' if len(bad) > 1 else ''} end with a carriage return (CRLF); use Unix line ends"
    return [Finding(file, number, len(line.rstrip(b"\r\n")) + 1, "line-end", message)]


def lines(content: str) -> list[str]:
    """The lines with their ends; form feeds and the like end no line, as editors and compilers see it."""
    return io.StringIO(content, newline="\n").readlines()


def long_lines(source: Source, limit: int, breakable=lambda line: "://" not in line) -> Iterable[Finding]:
    """A finding for each line over the limit, but for lines that cannot be broken (those with a link)."""
    for number, line in enumerate(source.text.split("\n"), 1):
        if len(line) > limit and breakable(line):
            message = f"the line has {len(line)} characters, at most {limit} are allowed"
            yield Finding(source.file, number, limit + 1, "line-length", message)


def _at(file: str, content: bytes, offset: int, rule: str, message: str) -> Finding:
    before = raw_lines(content[:offset] + b"x")
    return Finding(file, len(before), len(before[-1]), rule, message)
