# SPDX-License-Identifier: LGPL-3.0-or-later
"""Take times and identifiers out of the pcm file that rootcling makes, so that equal sources give equal bytes, and the
forward declarations out of its rootmap: ROOT pastes them behind '#line 2 "PATH"', which breaks in a folder whose name holds a
double quote. The name of the namespace is enough for ROOT to load the library.

Layout of the pcm (ROOT "TFile" format, version below 1000000, 4-byte seeks): a header, then records that each start with a key:
length (4), version (2), object length (4), date (4), key length (2), ... A negative length marks a gap.
"""

import re
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


def without_declarations(text):
    """A rootmap whose declarations are replaced by keys for their outermost namespaces."""
    declarations, _, keys = text.partition("\n[")
    namespaces = dict.fromkeys(re.findall(r"^namespace (\w+)", declarations, re.M))
    head, _, rest = ("[" + keys).partition("\n") if keys else (text.strip(), "", "")
    return "\n".join([head, *(f"namespace {name}" for name in namespaces if name != "std"), rest.strip()]) + "\n"


def main(pcm, rootmap):
    """Normalise both files."""
    with open(pcm, "rb") as source:
        data = bytearray(source.read())
    normalise(data)
    with open(pcm, "wb") as target:
        target.write(data)
    with open(rootmap, encoding="utf-8") as source:
        text = without_declarations(source.read())
    with open(rootmap, "w", encoding="utf-8") as target:
        target.write(text)


main(*sys.argv[1:])
