# SPDX-License-Identifier: LGPL-3.0-or-later
"""Records of a ROOT file as they are on disk, without ROOT.

The format is that of the section "Physical layout of files" of ROOT's reference (io/doc/TFile): a header, then records one after
the other, each with a key and its compressed object; gaps have a negative length.
"""

import struct
from typing import NamedTuple

_KEY = struct.Struct(">iHIIHH")
# versions of ROOT from here on mean that places in the file take 8 bytes
LARGE = 1000000


class Record(NamedTuple):
    """One object of a file; texts are bytes, data as they are stored."""

    class_name: bytes
    name: bytes
    title: bytes
    data: bytes


def _refuse(file, reason):
    """Raise the error for a file that cannot be used."""
    raise RuntimeError(f'Could not open input file "{file}": {reason}')


def _read_text(key, position):
    """Return a text of a key and the position behind it."""
    length, position = key[position], position + 1
    if length == 255:
        length, position = struct.unpack_from(">I", key, position)[0], position + 4
    return key[position:position + length], position + length


def _parse(key, data):
    """Return the record of a key and its data."""
    version = _KEY.unpack_from(key)[1]
    position = _KEY.size + (16 if version > 1000 else 8)
    texts = []
    for _ in range(3):
        text, position = _read_text(key, position)
        texts.append(text)
    return Record(*texts, data)


def find_records(stream, file):
    """Yield begin, size (negative for a gap) and length of the key of all records; RuntimeError as from read_records."""
    stream.seek(0)
    header = stream.read(64)
    if header[:4] != b"root" or len(header) < 64:
        _refuse(file, "it is not a ROOT file, or it is truncated")
    version, begin = struct.unpack_from(">ii", header, 4)
    [end] = struct.unpack_from(">q" if version >= LARGE else ">i", header, 12)
    whole = stream.seek(0, 2)
    while begin < end:
        stream.seek(begin)
        start = stream.read(_KEY.size)
        if len(start) < 4 or (size := struct.unpack_from(">i", start)[0]) == 0 or begin + abs(size) > whole:
            _refuse(file, "it is truncated or damaged")
        key_length = _KEY.unpack_from(start)[4] if size > 0 and len(start) == _KEY.size else 0
        if size > 0 and not _KEY.size < key_length <= size:
            _refuse(file, "it is truncated or damaged")
        yield begin, size, key_length
        begin += abs(size)


def read_record(stream, begin, size, key_length):
    """Return the record at a place."""
    stream.seek(begin)
    record = stream.read(size)
    return _parse(record[:key_length], record[key_length:])


def read_records(file):
    """Yield the records of a file; RuntimeError if it is no ROOT file or truncated."""
    with open(file, "rb") as stream:
        for begin, size, key_length in find_records(stream, file):
            if size > 0:
                yield read_record(stream, begin, size, key_length)
