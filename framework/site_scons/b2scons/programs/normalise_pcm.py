# SPDX-License-Identifier: LGPL-3.0-or-later
"""Take times and identifiers out of a ROOT file made by rootcling, so that equal sources give equal bytes.

Layout (ROOT "TFile" format, version below 1000000, 4-byte seeks): a header, then records that each start with a key:
length (4), version (2), object length (4), date (4), key length (2), ... A negative length marks a gap.
"""

import struct
import sys

DATE = struct.pack(">I", (2000 - 1995) << 26 | 1 << 22 | 1 << 17)
UUID = bytes(16)


def put(data, position, value):
    """Overwrite bytes."""
    data[position:position + len(value)] = value


def normalise_directory(data, position):
    """A directory record: version (2), created (4), modified (4), two lengths (8), three seeks (12), version (2), UUID."""
    put(data, position + 2, DATE)
    put(data, position + 6, DATE)
    put(data, position + 32, UUID)


def normalise_keys_list(data, position):
    """The list of keys: their number (4), then copies of the keys."""
    number = struct.unpack_from(">i", data, position)[0]
    position += 4
    for _ in range(number):
        put(data, position + 10, DATE)
        position += struct.unpack_from(">h", data, position + 14)[0]


def normalise(data):
    """Normalise the bytes of a file in place."""
    if data[:4] != b"root" or struct.unpack_from(">i", data, 4)[0] >= 1000000:
        raise ValueError("this is no small ROOT file")
    begin, end = struct.unpack_from(">ii", data, 8)
    name_length = struct.unpack_from(">i", data, 28)[0]
    put(data, 47, UUID)
    normalise_directory(data, begin + name_length)
    seek_keys = struct.unpack_from(">i", data, begin + name_length + 26)[0]
    position = begin
    while position < end:
        length = struct.unpack_from(">i", data, position)[0]
        if length > 0:
            put(data, position + 10, DATE)
        if length == 0:
            break
        position += abs(length)
    normalise_keys_list(data, seek_keys + struct.unpack_from(">h", data, seek_keys + 14)[0])


def main(path):
    """Normalise a file."""
    with open(path, "rb") as source:
        data = bytearray(source.read())
    normalise(data)
    with open(path, "wb") as target:
        target.write(data)


main(sys.argv[1])
