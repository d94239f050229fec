# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reset in a ROOT file what differs although the content is equal: dates, identifiers, and the rest of what was removed.

The layout of the records is that of root_records; that of a folder is version (2), dates of creation and change (4 each), lengths
of the list of its keys and of its own key (4 each), three places in the file (4 or 8 each), version (2) and identifier (16).
"""

import struct

from root_records import LARGE, find_records, read_record

DATE = struct.pack(">I", (2000 - 1995) << 26 | 1 << 22 | 1 << 17)
UUID = bytes(16)
_FOLDERS = (b"TDirectory", b"TDirectoryFile")


def _put(stream, position, value):
    """Overwrite bytes."""
    stream.seek(position)
    stream.write(value)


def _get(stream, position, layout):
    """Return numbers."""
    stream.seek(position)
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))


def _put_folder(stream, position):
    """Reset a folder, and the keys in its list of keys."""
    [version] = _get(stream, position, ">h")
    places = ">3q" if version > 1000 else ">3i"
    [_, _, list_place] = _get(stream, position + 18, places)
    _put(stream, position + 2, 2 * DATE)
    _put(stream, position + 18 + struct.calcsize(places) + 2, UUID)
    if list_place:
        _put_keys(stream, list_place)


def _put_keys(stream, place):
    """Reset the keys in a list of keys, and the folders among what they are for."""
    [length] = _get(stream, place + 14, ">h")
    position = place + length
    [number] = _get(stream, position, ">i")
    position += 4
    for _ in range(number):
        version, key_length = _get(stream, position + 4, ">h")[0], _get(stream, position + 14, ">h")[0]
        _put(stream, position + 10, DATE)
        if read_record(stream, position, key_length, key_length).class_name in _FOLDERS:
            [target] = _get(stream, position + 18, ">q" if version > 1000 else ">i")
            _put_folder(stream, target + key_length)
        position += key_length


def _put_header(stream, root_version):
    """Reset the header; returns the places of the key of the file and of its folder."""
    version, begin = _get(stream, 4, ">2i")
    is_large = version >= LARGE
    _put(stream, 59 if is_large else 47, UUID)
    if root_version is not None:
        _put(stream, 4, struct.pack(">i", root_version + (LARGE if is_large else 0)))
    [name_length] = _get(stream, 36 if is_large else 28, ">i")
    return begin, begin + name_length


def _put_name(stream, place, key_length, old, new):
    """Replace the name of the file in the key of its folder, of the list of its keys, or of the list of its gaps."""
    key = read_record(stream, place, key_length, key_length)
    if (key.class_name, key.name) == (b"TFile", old):
        _put(stream, place + key_length - len(key.title) - 1 - len(old), new)


def stored_name(file):
    """Return the name in a ROOT file, as bytes."""
    with open(file, "rb") as stream:
        return read_record(stream, *next(find_records(stream, file))).name


def holds_events(file):
    """Tell if a ROOT file has the two trees that RootOutput writes."""
    with open(file, "rb") as stream:
        found = {read_record(stream, *place)[:2] for place in find_records(stream, file) if place[1] > 0}
    return {(b"TTree", b"tree"), (b"TTree", b"persistent")} <= found


def normalise(file, name=None, root_version=None):
    """Reset a file in place; RuntimeError if it is no ROOT file, or if a name (bytes) has not the length of the one before."""
    old = stored_name(file)
    if name is not None and len(name) != len(old):
        raise RuntimeError(f'The name in "{file}" takes {len(old)} bytes, so it cannot be replaced by one of {len(name)} bytes: '
                           "only files of events are written anew.")
    with open(file, "r+b") as stream:
        places = list(find_records(stream, file))
        begin, folder = _put_header(stream, root_version)
        for place, size, key_length in places:
            if size < 0:
                _put(stream, place + 4, bytes(-size - 4))
                continue
            _put(stream, place + 10, DATE)
            if name is not None:
                _put_name(stream, place, key_length, old, name)
        _put_folder(stream, folder)
        if name is not None:
            # behind the first key stand name and title once more
            _put(stream, begin + places[0][2] + 1, name)
