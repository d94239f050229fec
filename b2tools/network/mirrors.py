# SPDX-License-Identifier: LGPL-3.0-or-later
"""One file from one address, resumed as often as it helps and believed only when its pinned SHA-256 is there."""
from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from b2tools import errors
from b2tools.network.hosts import Refused
from b2tools.network.partials import Partial
from b2tools.network.sourcefiles import SourceFile
from b2tools.network.transfers import Answer, CHUNK, Interrupted, Network, public, request

Meter = Callable[[str, int], None]
# interruptions that are gone on after, if each brought something, and seconds that a busy server may ask to wait
RESUMPTIONS = 100
PATIENCE = 10
BUSY = (429, 500, 502, 503, 504)


@dataclass
class Mirror:
    """One URL of a file: what its server said about it so far."""

    url: str
    file: SourceFile
    network: Network
    ranges: bool = field(default=True, init=False)
    validator: str = field(default="", init=False)
    waited: bool = field(default=False, init=False)
    continued: bool = field(default=False, init=False)

    def bring(self, part: Partial, meter: Meter) -> None:
        """Complete `part`, going on with what it holds. Raises `Refused`, `WrongHash`.

        A wrong hash of what came in pieces is called wrong only after it came again in one piece.
        """
        again = True
        while True:
            self._complete(part, meter)
            if part.sha256() == self.file.sha256:
                return
            found, resumed = part.sha256(), part.resumed
            part.restart()
            if not (resumed and again):
                raise errors.WrongHash(url=public(self.url), name=self.file.name, found=found, wanted=self.file.sha256)
            again = False

    def _complete(self, part: Partial, meter: Meter) -> None:
        """Ask again as long as each answer brings something."""
        if part.size > self.file.size:
            part.restart()
        idle = 0
        for _ in range(RESUMPTIONS):
            if part.size == self.file.size and self.file.size:
                return
            before, reason, self.continued = part.size, "", False
            try:
                if not self._ask(part, meter):
                    continue
                if part.size == self.file.size:
                    return
            except Interrupted as error:
                reason = f" ({error})" if str(error) else ""
            # who cannot go on, but begins again and again, brings nothing new
            idle = 0 if part.size > before and (self.continued or not before) else idle + 1
            if idle > 1:
                raise Refused(f"it ended after {part.size} of {self.file.size} bytes{reason}")
            part.resumed = part.size > 0
            time.sleep(0.05 * idle)
        raise Refused(f"it broke off {RESUMPTIONS} times, at last after {part.size} of {self.file.size} bytes")

    def _ask(self, part: Partial, meter: Meter) -> bool:
        """One request; False if another one with other words is to follow."""
        headers = {}
        if part.size and self.ranges:
            headers["Range"] = f"bytes={part.size}-"
            if self.validator:
                headers["If-Range"] = self.validator
        with request(self.url, self.network, headers) as answer:
            if answer.status == 206 and headers:
                if self._continues(answer, part):
                    self._take(answer, part, meter)
                    return True
                self.ranges = False
                return False
            if answer.status == 416 and headers:
                self.ranges = False
                return False
            if answer.status == 200:
                self._whole(answer, part, meter)
                return True
            return self._busy(answer)

    def _busy(self, answer: Answer) -> bool:
        """Wait once for a server that asks for a short while; anything else is a refusal."""
        later = answer.header("Retry-After")
        if answer.status in BUSY and not self.waited and later.isdigit() and int(later) <= PATIENCE:
            self.waited = True
            time.sleep(int(later))
            return False
        raise answer.refusal()

    def _continues(self, answer: Answer, part: Partial) -> bool:
        """Whether a partial answer goes on exactly where we are, in a file of our size."""
        match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", answer.header("Content-Range"))
        return bool(match and not answer.packed() and int(match[1]) == part.size and int(match[2]) < self.file.size
                    and match[3] in ("*", str(self.file.size)) and answer.length() in (None, int(match[2]) + 1 - part.size))

    def _whole(self, answer: Answer, part: Partial, meter: Meter) -> None:
        """An answer with the file from its beginning."""
        length = answer.length()
        plain = not answer.packed() or length == self.file.size or length is None and self.file.name.endswith((".gz", ".tgz"))
        chunks = answer.chunks() if plain else answer.unpacked()
        first = next(chunks, b"")
        if _is_page(first) and not self.file.name.endswith((".html", ".htm", ".xml", ".xhtml")):
            raise Refused("it gives a web page instead of the file (a portal that wants a login, or an error page?)")
        if plain and length is not None and length != self.file.size:
            raise Refused(f"it has {length} bytes, but {self.file.name} has {self.file.size}")
        part.restart()
        validator = answer.header("ETag")
        self.validator = validator if validator.startswith('"') and plain else ""
        self.ranges = self.ranges and plain
        _save(_joined(first, chunks), part, self.file, meter)

    def _take(self, answer: Answer, part: Partial, meter: Meter) -> None:
        self.continued = part.resumed = True
        _save(answer.chunks(), part, self.file, meter)


def _is_page(first: bytes) -> bool:
    return first.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html"))


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _save(chunks: Iterable[bytes], part: Partial, file: SourceFile, meter: Meter) -> None:
    """Write a stream; one byte more than pinned ends it, so that an endless answer does not fill the disk."""
    for chunk in chunks:
        if part.size + len(chunk) > file.size:
            part.restart()
            raise Refused(f"it gives more than the {file.size} bytes that {file.name} has")
        part.write(chunk)
        meter(file.sha256, part.size)
        if part.size == file.size and part.sha256() == file.sha256:
            return


def local_path(url: str) -> Path:
    """The path that a file: URL names; a plain path is taken as it is."""
    if url.startswith("/"):
        return Path(url)
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        raise Refused("a file: URL names an absolute path on this machine, as in file:///folder/file")
    return Path(unquote(parts.path, errors="surrogateescape"))


def read(path: Path) -> Iterator[bytes]:
    """A local file in pieces; a device, a pipe or a folder is refused, not waited for."""
    try:
        # opening a device may do something; and it may have become a pipe meanwhile, which would hold us for ever
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC) if stat.S_ISREG(os.stat(path).st_mode) else None
    except OSError as error:
        raise Refused(error.strerror, missing=isinstance(error, (FileNotFoundError, NotADirectoryError))) from None
    except ValueError:
        raise Refused("this is no path") from None
    if handle is None:
        raise Refused("this is a folder, a device or a pipe, not a file")
    try:
        while chunk := _piece(handle):
            yield chunk
    finally:
        os.close(handle)


def sha256(path: Path, size: int) -> str:
    """SHA-256 of a local file; one that grows while somebody writes there is not read on behind `size` bytes."""
    found, left = hashlib.sha256(), size
    for chunk in read(path):
        found.update(chunk[:left + 1])
        left -= len(chunk)
        if left < 0:
            break
    return found.hexdigest()


def _piece(handle: int) -> bytes:
    try:
        return os.read(handle, CHUNK)
    except OSError as error:
        raise Refused(error.strerror) from None


def copy(url: str, file: SourceFile, part: Partial, meter: Meter) -> None:
    """Complete `part` from a local file."""
    path = local_path(url)
    chunks = read(path)
    first = next(chunks, b"")
    part.restart()
    _save(_joined(first, chunks), part, file, meter)
    whole(part, file, url)


def whole(part: Partial, file: SourceFile, url: str) -> None:
    """Raise unless a part that came in one piece is the file."""
    found, size = part.sha256(), part.size
    if found == file.sha256:
        return
    part.restart()
    if size < file.size and not url.startswith(("pypi:", "apt:")):
        raise Refused(f"it ended after {size} of {file.size} bytes")
    raise errors.WrongHash(url=public(url), name=file.name, found=found, wanted=file.sha256)
