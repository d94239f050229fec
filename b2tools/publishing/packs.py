# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reproducible binary archives of installations, and their publication in a download area (docs/formats.md tells how they look)."""
from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from b2tools import errors, files, locks, platforms, signing
from b2tools.network import mirrors
from b2tools.places import receipts
from b2tools.places.installations import Installation, Means
from b2tools.places.receipts import Receipt
from b2tools.progress import Progress, silent
from b2tools.publishing import catalogues, signedfiles
from b2tools.publishing.catalogues import Catalogue, Entry
from b2tools.sites import Site
from b2tools.unpacking.members import Folder, Limits, everything, wrong_link

# 1 January 1980: what a zip archive can hold as well
EPOCH = 315532800
LEVEL = 10
# more than one, so that the result does not depend on the machine: it is cut into the same pieces for any number above
THREADS = 2
CHUNK = 1 << 20
MANIFEST = "b2tools archives"
# where a site made on one machine has its key
SITE_KEY = "server/keys/signing"


@dataclass(frozen=True)
class _Item:
    """What becomes one member: its path, rights, and what it links to."""

    path: str
    mode: int = 0o644
    kind: bytes = tarfile.REGTYPE
    target: str = ""


class _Sink:
    """Counts and hashes what is written to a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.size, self.sha256 = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write all of it."""
        self.size += len(data)
        self.sha256.update(data)
        return self._file.write(data)


def pack(place: Installation, area: Path, platform: str | None = None, progress: Progress = silent) -> list[Entry]:
    """Pack an installation for `platform` (a tag like `debian-12`; this machine's) into archives below `area`; their entries.

    The same installation gives the same bytes wherever it lies, whoever packs it and when. Raises `NotPacked` if it differs from
    its receipt, or if names in it cannot be unpacked everywhere.
    """
    receipt = place.receipt()
    if receipt is None:
        raise errors.NotPacked(name=place.name, reason=f"{place.final} is not an installation")
    if not receipts.has_marks(place.final):
        reason = "its receipt has an old format, which does not tell what may be executed, so that it has to be removed first"
        raise errors.NotPacked(name=place.name, reason=reason)
    wrong = receipts.verify(place.final, progress)
    if wrong:
        raise errors.NotPacked(name=place.name, reason=f"it differs from its receipt ({'; '.join(wrong[:5])})")
    parts = [part for part in catalogues.PARTS if receipts.has_part(place.final, part)]
    return [_pack_part(place, receipt, part, area, platform or platforms.here(), progress) for part in parts]


def _pack_part(place: Installation, receipt: Receipt, part: str, area: Path, platform: str, progress: Progress) -> Entry:
    items = _items(place.final, receipt, part)
    _refuse_odd_names(place.name, items)
    folder = area / receipt.kind / place.name
    label = "-".join([place.name, platform, receipt.platform] + ([part] if part != "main" else []))
    for one in (area, folder.parent, folder):
        _public(one)
    with files.explained(folder), locks.exclusive(folder / ".pack.lock"):
        for left in folder.glob(f".{label}.*.tmp"):
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{label}.", suffix=".tmp")
        try:
            with open(handle, "wb") as file:
                packed, plain, installed = _write(file, place.final, items, f"archive {label}", progress)
                os.fchmod(file.fileno(), 0o644)
                file.flush()
                os.fsync(file.fileno())
            final = folder / f"{label}-{packed.sha256.hexdigest()[:12]}.tar.zst"
            os.replace(name, final)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        files.sync_folder(folder)
    return Entry(receipt.kind, place.name, platform, receipt.platform, part, final.relative_to(area).as_posix(),
                 packed.sha256.hexdigest(), packed.size, plain.sha256.hexdigest(), installed, digest(receipt))


def _public(folder: Path) -> None:
    """Make a folder that everybody may read, whatever the umask of the release manager."""
    with files.explained(folder):
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)


def digest(receipt: Receipt) -> str:
    """What an installation was made from: manifest of the externals, or signed tag of the release."""
    return receipt.inputs.get("manifest" if receipt.kind == "externals" else "tag_object", "")


def _items(folder: Path, receipt: Receipt, part: str) -> list[_Item]:
    """What belongs to a part, as its list says it, in the order of bytes; the receipt comes first."""
    own = [receipts.LISTS[part]] + ([receipts.NAME] if part == "main" else [])
    found = {path: _Item(path, 0o755 if mark == "*" else 0o644) for path, mark in receipts.listed(folder, part).items()}
    if part == "main":
        found |= {path: _Item(path, 0o777, tarfile.SYMTYPE, target) for path, target in receipt.links.items()
                  if not receipts.is_local(path, target)}
        found |= {path: _Item(path, 0o755, tarfile.DIRTYPE) for path in _empty_folders(folder, receipt.kind)}
    return [_Item(path) for path in sorted(own)] + [found[path] for path in sorted(found, key=os.fsencode)]


def _empty_folders(folder: Path, kind: str) -> Iterator[str]:
    """Folders with nothing in them, which the other members do not make."""
    for place, folders, names in os.walk(folder):
        path = os.path.relpath(place, folder)
        if path == ".":
            folders[:] = [name for name in folders if name not in receipts.LEFT_OUT]
        elif not folders and not names and receipts.part_of(kind, f"{path}/x") == "main":
            yield path


def _refuse_odd_names(name: str, items: list[_Item]) -> None:
    judge = Folder(Path("/"), everything, name, Limits(count=len(items)), 0)
    seen: dict[int, str] = {}
    for item in items:
        try:
            judge.target(item.path)
        except errors.UnsafeArchive as error:
            raise errors.NotPacked(name=name, reason=f"the name {item.path!r} {error.facts['reason']}") from None
        if item.kind == tarfile.SYMTYPE and (reason := wrong_link(item.path, item.target)):
            raise errors.NotPacked(name=name, reason=f"{item.path} {reason}")
        other = seen.setdefault(judge.key(item.path), item.path)
        if other != item.path:
            raise errors.NotPacked(name=name, reason=f"{other} and {item.path} differ only in case or composition of letters")


def _write(file: BinaryIO, folder: Path, items: list[_Item], what: str, progress: Progress) -> tuple[_Sink, _Sink, int]:
    """Write the archive; hashes and sizes of the compressed and the plain stream, and the bytes of all files."""
    import zstandard  # only who packs needs it
    settings = zstandard.ZstdCompressionParameters.from_level(LEVEL, threads=THREADS, write_checksum=True)
    packed = _Sink(file)
    with zstandard.ZstdCompressor(compression_params=settings).stream_writer(packed, closefd=False) as compressor:
        plain = _Sink(compressor)
        installed = 0
        for number, item in enumerate(items):
            installed += _member(plain, folder, item)
            if number % 500 == 0:
                progress(what, number, len(items) + 1)
        plain.write(bytes(2 * tarfile.BLOCKSIZE))
    progress(what, 1, 1)
    return packed, plain, installed


def _member(plain: _Sink, folder: Path, item: _Item) -> int:
    info = tarfile.TarInfo(item.path)
    info.type, info.mode, info.linkname, info.mtime = item.kind, item.mode, item.target, EPOCH
    if item.kind != tarfile.REGTYPE:
        plain.write(info.tobuf(tarfile.PAX_FORMAT))
        return 0
    with open(folder / item.path, "rb") as source:
        info.size = left = os.fstat(source.fileno()).st_size
        plain.write(info.tobuf(tarfile.PAX_FORMAT))
        while left and (data := source.read(min(CHUNK, left))):
            plain.write(data)
            left -= len(data)
    if left:
        raise errors.NotPacked(name=item.path, reason="the file became shorter while it was read")
    plain.write(bytes(-info.size % tarfile.BLOCKSIZE))
    return info.size


@dataclass(frozen=True)
class Order:
    """What to publish where: a site's installation, its platform tag, the download area, the key that signs."""

    site: Site
    place: Installation
    platform: str
    area: Path
    key: Path


def own_area(site: Site) -> Path:
    """The site's download area on this machine: the first of its download addresses that is a folder."""
    local = [mirrors.local_path(url) for url in site.download_urls if url.startswith(("/", "file:"))]
    return local[0] if local else site.top / "download"


def own_key(site: Site, key: Path | None) -> Path:
    """The key to sign with, which must be one that the site accepts; raises `NoKey`."""
    key = key or site.top / SITE_KEY
    what = f"the index of the site {site.name}"
    if not key.is_file():
        raise errors.NoKey(what=what, reason=f"there is no key {key}")
    if site.allowed_signers is None:
        raise errors.NoKey(what=what, reason=f"{site.file} names no allowed signers, so that nobody would accept it")
    try:
        signing.verify(b"b2tools", signing.sign(b"b2tools", key), site.allowed_signers)
    except errors.BadSignature as error:
        raise errors.NoKey(what=what, reason=f"nobody would accept the key {key}: {error.facts['reason']}") from None
    return key


def publish(wanted: Order, means: Means) -> Catalogue:
    """Pack an installation, then its signed manifest, then, when all is there, put it into the index."""
    entries = pack(wanted.place, wanted.area, wanted.platform, means.progress)
    receipt = wanted.place.receipt()
    table = {"what": MANIFEST, "format": 1, "entries": [asdict(entry) for entry in entries],
             "receipt": asdict(replace(receipt, links={}, environment={}))}
    name = Path(entries[0].file).with_name(f"{wanted.place.name}-{wanted.platform}-{receipt.platform}.json").as_posix()
    signedfiles.publish(wanted.area, name, (json.dumps(table, indent=1) + "\n").encode(), wanted.key)
    return catalogues.publish(wanted.area, wanted.key, entries)
