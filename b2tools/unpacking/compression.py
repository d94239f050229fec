# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compressed streams (gzip, bzip2, xz, Zstandard) read with bounded memory, while another thread decompresses and hashes ahead."""
from __future__ import annotations

import bz2
import hashlib
import io
import lzma
import queue
import threading
import zlib
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 20
AHEAD = 6
# what xz -9 needs, several times; a header can ask for 4 GiB
XZ_MEMORY = 1 << 28
ZSTD_WINDOW = 1 << 27
MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


def kind(start: bytes) -> str | None:
    """The compression that a stream's first bytes tell, None if there is none."""
    return next((name for magic, name in MAGIC.items() if start.startswith(magic)), None)


class Hashes:
    """SHA-256 of a stream decompressed (`plain`), and with `both` also as it is (`raw`)."""

    def __init__(self, both: bool = True) -> None:
        self.raw = hashlib.sha256() if both else None
        self.plain = hashlib.sha256()


def chunks(stream: BinaryIO, hashes: Hashes | None = None) -> Iterator[bytes]:
    """The decompressed content in pieces of at most `CHUNK` bytes; every byte before and after goes into the hashes.

    Raises what the decompressors raise, `EOFError` for a stream that ends early, and `ValueError` for something behind its end.
    """
    start = stream.read(6)
    source = _Hashed(stream, start, hashes)
    name = kind(start)
    if name is None:
        if hashes:
            # one for both
            source.raw, hashes.raw = hashes.plain, hashes.plain
        yield from iter(lambda: source.read(CHUNK), b"")
        return
    for chunk in _zstd(source) if name == "zstd" else _streams(source, name):
        if hashes:
            hashes.plain.update(chunk)
        yield chunk


class _Hashed(io.RawIOBase):
    """A stream whose first bytes were read already, and which is hashed on the way."""

    def __init__(self, stream: BinaryIO, start: bytes, hashes: Hashes | None) -> None:
        self._stream, self._start, self.raw = stream, start, hashes and hashes.raw

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes."""
        data, self._start = self._start + self._stream.read(max(0, size - len(self._start))), b""
        if self.raw:
            self.raw.update(data)
        return data


def _opened(name: str) -> object:
    if name == "gzip":
        return zlib.decompressobj(31)
    return bz2.BZ2Decompressor() if name == "bzip2" else lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


def _streams(source: _Hashed, name: str) -> Iterator[bytes]:
    """One compressed stream after the other, as these formats allow."""
    engine, data = _opened(name), source.read(CHUNK)
    while True:
        plain = engine.decompress(data, CHUNK)
        if plain:
            yield plain
        if engine.eof:
            rest = engine.unused_data or source.read(CHUNK)
            data = rest.lstrip(b"\0")
            while rest and not data:
                rest = source.read(CHUNK)
                data = rest.lstrip(b"\0")
            if not data:
                return
            if kind(data + source.read(6)) != name and kind(data) != name:
                raise ValueError("something else follows its compressed data")
            engine = _opened(name)
            continue
        data = engine.unconsumed_tail if name == "gzip" else b""
        if not data and (name == "gzip" or engine.needs_input):
            data = source.read(CHUNK)
            if not data and not plain:
                raise EOFError("it ends in the middle of its compressed data")


def _zstd(source: _Hashed) -> Iterator[bytes]:
    import zstandard  # only here: most archives are others
    try:
        engine = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
        reader = engine.stream_reader(source, read_size=CHUNK, read_across_frames=True)
        yield from iter(lambda: reader.read(CHUNK), b"")
    except zstandard.ZstdError as error:
        raise ValueError(f"its Zstandard data are damaged ({error})") from error


def ahead(made: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, made by another thread some pieces ahead; closing this iterator ends the thread."""
    store: queue.Queue = queue.Queue(AHEAD)
    stop = threading.Event()

    def work() -> None:
        try:
            for piece in made:
                if not _put(store, (piece, None), stop):
                    return
            _put(store, (b"", None), stop)
        except BaseException as error:  # whatever it is belongs to the thread that reads
            _put(store, (b"", error), stop)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while True:
            piece, error = store.get()
            if error is not None:
                raise error
            if not piece:
                return
            yield piece
    finally:
        stop.set()
        thread.join()


def _put(store: queue.Queue, item: object, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            store.put(item, timeout=0.2)
            return True
        except queue.Full:
            continue
    return False
