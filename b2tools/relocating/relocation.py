# SPDX-License-Identifier: LGPL-3.0-or-later
"""Trees that work wherever they lie: nothing in them names the folder where they were built.

A package is built under a padded prefix: a path of fixed length, so that what is made there is as long on every machine. Afterwards
run paths, links and texts are made relative, libtool's files go, and every byte is searched for what is left.
"""
from __future__ import annotations

import bz2
import fnmatch
import json
import lzma
import mmap
import os
import urllib.parse
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from b2tools import errors, files
from b2tools.relocating import elf, prefixtext, runpaths

LENGTH = 200
NOWHERE = "/nonexistent/b2"
LARGEST_TEXT = 1 << 24
SHOWN = 20
# what the readers of packed files raise on those that are damaged, encrypted or packed in ways that they do not know
DAMAGED = (OSError, ValueError, EOFError, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)


def padded(folder: Path, name: str = "prefix", length: int = LENGTH) -> Path:
    """A folder to build in, below `folder`: its path has exactly `length` bytes; raises `BadPath` if there is no room."""
    room = length - len(os.fsencode(folder.absolute())) - 1
    if room < len(name) + 1 or room > 255:
        raise errors.BadPath(path=str(folder), reason=f"packages are built under a path of {length} bytes, this one leaves {room}",
                             advice="Choose a folder with a shorter path, or another scratch folder in site.toml.")
    return folder.absolute() / f"{name}-".ljust(room, "_")


def relocate(product: Path, built_as: Path, others: Mapping[Path, str] | None = None, allowed: Sequence[str] = ()) -> None:
    """Let a tree that was built to lie in `built_as` work wherever it lies; it is changed where it is now, in `product`.

    `others` maps more prefixes that the build saw (products of required packages) to where their files will lie as seen from the
    top of this tree: "." for the same place, "../common" for a neighbour. Files whose names match a pattern of `allowed` may keep a
    prefix that cannot be made relative; it is replaced there by a path of the same length that exists nowhere.
    Raises `PrefixLeft`, which names file and place.
    """
    roots = {str(built_as): ".", str(product): "."} | {str(prefix): root for prefix, root in (others or {}).items()}
    with files.explained(product):
        _links_for_twins(product)
        names = []
        for name in sorted(_files(product)):
            if _is_libtool(product / name):
                (product / name).unlink()
                continue
            if not _rewrite(product, name, roots):
                names.append(name)
        _relative_links(product, roots)
        runpaths.relocate(product, names, roots)
        _drop_compiled(product, roots)
        _blank(product, allowed, list(roots))
    found = leftovers(product, list(roots))
    if found:
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        raise errors.PrefixLeft(tree=product, places="\n".join(f"  {line}" for line in found[:SHOWN] + more))


def leftovers(tree: Path, prefixes: Iterable[str | Path], allowed: Sequence[str] = ()) -> list[str]:
    """Every place in a tree that names one of the prefixes: one line per file, with the first place in it.

    Looks at each byte of each file (so into archives of objects and compiled Python as well), unpacks gzip, bzip2, xz and zip, and
    looks at the targets of links; also for prefixes written as an address (%20), as JSON or with backslashes.
    """
    patterns = _spellings(prefixes)
    found = []
    for name in sorted(_files(tree)):
        if not _matches(name, allowed):
            found += [f"{name}: {place}" for place in _places(tree / name, patterns)]
    for name in sorted(_links(tree)):
        target = os.fsencode(os.readlink(tree / name))
        found += [f"{name}: a link to {os.fsdecode(target)}" for pattern in patterns if target.startswith(pattern)][:1]
    return found


def _spellings(prefixes: Iterable[str | Path]) -> list[bytes]:
    found: dict[bytes, None] = {}
    for prefix in map(str, prefixes):
        escaped = "".join(f"\\{letter}" if letter in " \"'\\" else letter for letter in prefix)
        for text in (prefix, urllib.parse.quote(prefix), json.dumps(prefix)[1:-1], escaped):
            found[os.fsencode(text)] = None
    return list(found)


def _walk(tree: Path) -> Iterator[os.DirEntry[str]]:
    pending = [str(tree)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                yield entry


def _files(tree: Path) -> Iterator[str]:
    return (os.path.relpath(entry.path, tree) for entry in _walk(tree) if entry.is_file(follow_symlinks=False))


def _links(tree: Path) -> Iterator[str]:
    return (os.path.relpath(entry.path, tree) for entry in _walk(tree) if entry.is_symlink())


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _links_for_twins(tree: Path) -> None:
    """Replace hard links inside the tree, which network file systems break, by symbolic ones."""
    twins: dict[tuple[int, int], list[str]] = defaultdict(list)
    for entry in _walk(tree):
        if entry.is_file(follow_symlinks=False) and (status := entry.stat(follow_symlinks=False)).st_nlink > 1:
            twins[status.st_dev, status.st_ino].append(os.path.relpath(entry.path, tree))
    for names in twins.values():
        first, *others = sorted(names)
        for name in others:
            (tree / name).unlink()
            (tree / name).symlink_to(os.path.relpath(first, os.path.dirname(name) or "."))


def _relative_links(tree: Path, roots: Mapping[str, str]) -> None:
    for name in list(_links(tree)):
        place = runpaths.inside(os.readlink(tree / name), roots)
        if place is not None:
            (tree / name).unlink()
            (tree / name).symlink_to(os.path.relpath(place, os.path.dirname(name) or "."))


def _is_libtool(path: Path) -> bool:
    if path.suffix != ".la":
        return False
    with open(path, "rb") as file:
        return b"libtool library file" in file.read(200)


def _rewrite(tree: Path, name: str, roots: Mapping[str, str]) -> bool:
    """Rewrite a text; False if the file is an ELF file."""
    path = tree / name
    status = path.stat()
    with open(path, "rb") as file:
        if file.read(4) == elf.MAGIC:
            return False
        if status.st_size > LARGEST_TEXT:
            return True
        file.seek(0)
        content = file.read()
    changed = content if b"\0" in content else prefixtext.rewritten(name, content, roots)
    if changed != content:
        _replace(path, changed)
    return True


def _replace(path: Path, content: bytes) -> None:
    """Give a file other content; mode and time stay."""
    status = path.stat()
    os.chmod(path, status.st_mode | 0o600)
    path.write_bytes(content)
    os.chmod(path, status.st_mode)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _drop_compiled(tree: Path, roots: Mapping[str, str]) -> None:
    """Remove compiled Python that names a prefix; its source is there, and whoever installs it compiles it again."""
    patterns = _spellings(roots)
    for name in list(_files(tree)):
        if name.endswith(".pyc") and f"{os.sep}__pycache__{os.sep}" in f"{os.sep}{name}":
            path = tree / name
            source = path.parent.parent / (path.name.partition(".")[0] + ".py")
            if source.is_file() and next(_places(path, patterns), None):
                path.unlink()


def _blank(tree: Path, allowed: Sequence[str], prefixes: Sequence[str]) -> None:
    """Let files that may keep a prefix name a place that is on no machine: equal bytes everywhere, nobody can plant there."""
    for name in [name for name in _files(tree) if _matches(name, allowed)]:
        content = (tree / name).read_bytes()
        changed = content
        for prefix in sorted(map(os.fsencode, prefixes), key=len, reverse=True):
            if len(prefix) >= len(NOWHERE):
                changed = changed.replace(prefix, os.fsencode(NOWHERE).ljust(len(prefix), b"_"))
        if changed != content:
            _replace(tree / name, changed)


def _places(path: Path, patterns: Sequence[bytes]) -> Iterator[str]:
    """The first place of a file that holds one of the patterns, in words."""
    if path.stat().st_size == 0:
        return
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = _first(content, patterns)
        if at is not None:
            begin = max(content.rfind(b"\n", 0, at), content.rfind(b"\0", 0, at), at - 40) + 1
            shown = content[begin:at + 160].split(b"\0")[0].split(b"\n")[0].decode("utf-8", "replace")
            shown = "".join(letter for letter in shown if letter.isprintable()).strip()
            yield f"byte {at}: {shown}"
            return
        head = content[:6]
    for member, data in _unpacked(path, head):
        if _first(data, patterns) is not None:
            yield f"packed in it{member}"
            return


def _first(content: bytes | mmap.mmap, patterns: Sequence[bytes]) -> int | None:
    return min((at for pattern in patterns if (at := content.find(pattern)) >= 0), default=None)


def _unpacked(path: Path, head: bytes) -> Iterator[tuple[str, bytes]]:
    """What a packed file holds; a damaged one holds nothing that could be used."""
    try:
        if head.startswith(b"\x1f\x8b"):
            rest = path.read_bytes()
            while rest.startswith(head[:2]):
                member = zlib.decompressobj(31)
                yield "", member.decompress(rest)
                rest = member.unused_data
        elif head.startswith(b"BZh"):
            yield "", bz2.decompress(path.read_bytes())
        elif head.startswith(b"\xfd7zXZ\0"):
            yield "", lzma.decompress(path.read_bytes())
        elif head.startswith(b"PK\3\4"):
            with zipfile.ZipFile(path) as bundle:
                for member in bundle.infolist():
                    with suppress(*DAMAGED):
                        yield f" as {member.filename}", bundle.read(member)
    except DAMAGED:
        return
