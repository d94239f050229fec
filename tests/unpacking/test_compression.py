# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compressed streams: whole, in bounded pieces, and never with something behind their end."""
import bz2
import gzip
import hashlib
import io
import lzma
import threading

import pytest
import zstandard

from b2tools.unpacking import compression

PACK = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstandard.ZstdCompressor().compress}
DATA = bytes(range(256)) * 6_000


def read(data, hashes=None):
    return list(compression.chunks(io.BytesIO(data), hashes))


@pytest.mark.parametrize("name", PACK)
def test_what_was_packed_comes_out_in_bounded_pieces(name):
    pieces = read(PACK[name](DATA))
    assert b"".join(pieces) == DATA and max(map(len, pieces)) <= compression.CHUNK


def test_what_is_not_compressed_comes_as_it_is():
    assert b"".join(read(DATA)) == DATA and b"".join(read(b"ab")) == b"ab" and read(b"") == []


@pytest.mark.parametrize("name", [*PACK, None])
def test_the_hashes_are_those_of_the_stream_and_of_its_content(name):
    hashes = compression.Hashes()
    packed = PACK[name](DATA) if name else DATA
    read(packed, hashes)
    assert hashes.raw.hexdigest() == hashlib.sha256(packed).hexdigest()
    assert hashes.plain.hexdigest() == hashlib.sha256(DATA).hexdigest()


@pytest.mark.parametrize("name", PACK)
def test_several_streams_after_each_other_are_one(name):
    assert b"".join(read(PACK[name](b"first") + PACK[name](DATA))) == b"first" + DATA


@pytest.mark.parametrize("name", PACK)
def test_garbage_behind_the_end_is_refused(name):
    with pytest.raises(ValueError, match="something else follows|damaged"):
        read(PACK[name](DATA) + b"garbage behind it")


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz"])
def test_zeros_behind_the_end_are_filling(name):
    assert b"".join(read(PACK[name](DATA) + bytes(1024))) == DATA


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz"])
def test_a_stream_that_ends_early_is_refused(name):
    packed = PACK[name](DATA)
    for length in (len(packed) // 2, len(packed) - 1):
        with pytest.raises(EOFError):
            read(packed[:length])


@pytest.mark.parametrize("name", PACK)
def test_a_changed_byte_is_refused_or_changes_the_content(name):
    packed = bytearray(PACK[name](DATA))
    packed[len(packed) // 2] ^= 0xff
    try:
        assert b"".join(read(bytes(packed))) != DATA
    except (ValueError, EOFError, OSError, lzma.LZMAError, compression.zlib.error):
        pass


def test_a_header_that_asks_for_much_memory_is_refused():
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]
    with pytest.raises(lzma.LZMAError, match="[Mm]emory"):
        read(lzma.compress(b"x" * 100, filters=filters))


def test_another_thread_works_ahead_and_ends_with_its_reader():
    pieces = compression.ahead(iter([b"a"] * 1000))
    assert next(pieces) == b"a"
    pieces.close()
    assert threading.active_count() == 1 or not [one for one in threading.enumerate() if one.name.endswith("(work)")]


def test_an_error_of_the_other_thread_comes_to_the_reader():
    def broken():
        yield b"a"
        raise ValueError("broken")
    with pytest.raises(ValueError, match="broken"):
        list(compression.ahead(broken()))
