# SPDX-License-Identifier: LGPL-3.0-or-later
"""Findings that were made before, by engine, versions, settings and content: one file of a user, replaced as a whole.

It is only ever a help. A file that is damaged, too big, a link, or that somebody else owns or may write counts as empty, and one
that cannot be written stays as it is. Two writers at once may lose what one of them found, never more.
"""
from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from b2tools.style import engine, fingerprint
from b2tools.style.engine import Finding

MAGIC = b"b2tools style cache 1 "
NAME = "findings"
ENTRIES = 20_000
SIZE = 4 << 20
LONG = 32 << 10
STALE = 3600


class Cache:
    """What is known about contents; `folder` is where the file lies, which need not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = _read(folder / NAME)
        self._used: list[bytes] = []
        self._fresh: dict[bytes, bytes] = {}

    def take(self, blobs: Mapping[str, bytes]) -> tuple[list[Finding], dict[str, bytes]]:
        """The findings that are known, and the contents of which nothing is known."""
        found: list[Finding] = []
        rest = {}
        for name, content in blobs.items():
            key = _key(name, content)
            value = self._known.get(key) if key else None
            if value is None:
                rest[name] = content
            else:
                self._used.append(key)
                found += (Finding(name, *fields) for fields in json.loads(value or b"[]"))
        return found, rest

    def keep(self, blobs: Mapping[str, bytes], findings: Iterable[Finding]) -> None:
        """Remember what was found in contents; a judgement that was given up is none."""
        by_name: dict[str, list[Finding]] = {name: [] for name in blobs}
        for one in findings:
            by_name[one.file].append(one)
        for name, found in by_name.items():
            fields = [(one.line, one.column, one.rule, one.message, one.last) for one in found]
            value = json.dumps(fields, separators=(",", ":")).encode() if fields else b""
            key = _key(name, blobs[name])
            if key and len(value) <= LONG and not any(one.rule == engine.GIVEN_UP for one in found):
                self._fresh[key] = value
        if self._fresh:
            self._write()

    def _write(self) -> None:
        # what others wrote meanwhile stays; what was used last goes last
        known = _read(self._folder / NAME)
        for key in self._used:
            if key in self._known:
                known.pop(key, None)
                known[key] = self._known[key]
        self._known = {key: value for key, value in known.items() if key not in self._fresh} | self._fresh
        with contextlib.suppress(OSError):
            _replace(self._folder, _body(self._known))


def _body(known: Mapping[bytes, bytes]) -> bytes:
    lines: list[bytes] = []
    room = SIZE - 200
    for key, value in reversed(known.items()):
        room -= len(key) + len(value) + 2
        if room < 0 or len(lines) == ENTRIES:
            break
        lines.append(key + b" " + value + b"\n")
    return b"".join(reversed(lines))


def _key(name: str, content: bytes) -> bytes | None:
    judge = engine.name_for(name)
    tools = fingerprint.of(judge) if judge else None
    if tools is None:
        return None
    role = os.path.basename(name) if os.path.basename(name) in engine.known()[judge].get("special_names", ()) else ""
    return hashlib.sha256(f"{tools} {role}\n".encode() + content).hexdigest().encode()


def _read(place: Path) -> dict[bytes, bytes]:
    """Entries of a file, none unless it is whole and nobody else could have written it."""
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o022 or about.st_size > SIZE:
                return {}
            head, _, body = file.read(SIZE).partition(b"\n")
    except OSError:
        return {}
    if head != MAGIC + hashlib.sha256(body).hexdigest().encode():
        return {}
    return {line[:64]: line[65:] for line in body.split(b"\n")[:-1]}


def _replace(folder: Path, body: bytes) -> None:
    folder.mkdir(0o700, parents=True, exist_ok=True)
    for left in folder.glob("*.tmp"):
        if left.lstat().st_mtime < time.time() - STALE:
            left.unlink()
    handle, name = tempfile.mkstemp(".tmp", dir=folder)
    try:
        with open(handle, "wb") as file:
            file.write(MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        os.replace(name, folder / NAME)
    except BaseException:
        os.unlink(name)
        raise
