# SPDX-License-Identifier: LGPL-3.0-or-later
"""What holds for the text of every kind of file: UTF-8 without byte-order mark, no NUL, Unix line ends."""
from __future__ import annotations

import io
from collections.abc import Iterable

from b2tools.style.engine import Finding, Source

MARK = b"\xef\xbb\xbf"


def read(file: str, content: bytes) -> tuple[Source | None, list[Finding]]:
    """The text of a file with what is wrong with its bytes; no text if no engine could read it."""
    nul = content.find(b"\0")
    if nul >= 0:
        return None, [_at(file, content, nul, "nul-byte", "the file holds a NUL byte, so it is not text; remove the byte")]
    try:
        text = content.removeprefix(MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        byte = content.removeprefix(MARK)[error.start]
        start = error.start + (len(MARK) if content.startswith(MARK) else 0)
        return None, [_at(file, content, start, "encoding", f"byte 0x{byte:02x} is not UTF-8; save the file as UTF-8")]
    findings = []
    if content.startswith(MARK):
        findings.append(Finding(file, 1, 1, "encoding", "the file starts with a byte-order mark; save it without"))
    if "\r" in text:
        count = text.count("\r")
        findings.append(_at(file, content, content.index(b"\r"), "line-end",
                            f"{count} line{'s' if count > 1 else ''} end with a carriage return (CRLF); use Unix line ends"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Source(file, text), findings


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
    before = content[:offset]
    start = before.rfind(b"\n") + 1
    return Finding(file, before.count(b"\n") + 1, offset - start + 1, rule, message)
