# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installations from binary archives of the signed index, which are hashed and judged while they are unpacked."""
from __future__ import annotations

import logging
import platform as system
import stat
from collections.abc import Callable
from pathlib import Path

from b2tools import errors, files, platforms, space
from b2tools.environments import environment, setups
from b2tools.installing import gates
from b2tools.network import download, mirrors
from b2tools.network.download import Cache
from b2tools.network.hosts import Refused
from b2tools.network.sourcefiles import SourceFile
from b2tools.places import receipts
from b2tools.places.installations import Installation, Means, arch
from b2tools.places.receipts import Receipt
from b2tools.publishing import catalogues, packs, signedfiles
from b2tools.publishing.catalogues import Catalogue, Entry
from b2tools.sites import Site
from b2tools.thirdparty import prefixes
from b2tools.unpacking import archives
from b2tools.unpacking.members import Folder, Limits, everything

MEMBERS = 4_000_000


def install(site: Site, kind: str, name: str, means: Means, debug: bool = False, *, digest: str | None = None,
            platform: str | None = None, required: bool = False, allow_downgrade: bool = False,
            accept: Callable[[Receipt], None] = lambda receipt: None,
            finish: Callable[[Path, Receipt], None] = lambda staging, receipt: None) -> Receipt | None:
    """Install externals or a release from the archive that the site's index has for a platform (this machine's if none is named).

    None if there is none made from `digest` (any if not given), or no index; with `required` that is an error: `NoArchive`,
    `NotServed`. `accept` raises if the receipt that came along will not do here, `finish` if what is staged does not work, and
    nothing is installed then. A refused index or archive always is an error: see `catalogues.fetch`; `WrongContents`,
    `BadEnvironment`, `UnsafeArchive`, `FetchFailed`, `TooLittleSpace`, `WrongPython`.
    """
    site = site if platform is None else site.for_platform(platform)
    place = Installation(site.releases if kind == "release" else site.externals, name, site.group)
    if not place.final.exists():
        place.refuse_without_rights()
    index = _catalogue(site, means, required, allow_downgrade)
    if index is None:
        return None
    entries = _entries(index, kind, name, platform or site.platform, digest, debug)
    if not entries:
        if required:
            raise _no_archive(index, kind, name, platform or site.platform, digest, debug)
        return None
    if is_current(place, entries):
        return place.receipt()
    place.refuse_without_rights()
    with place.locked(means.waiting):
        if not is_current(place, entries):
            _make(site, place, entries, means, accept, finish)
    return place.receipt()


def is_current(place: Installation, entries: list[Entry]) -> bool:
    """Whether what the archives were made from is installed, with all their parts."""
    receipt = place.receipt()
    if receipt is None or packs.digest(receipt) != entries[0].digest:
        return False
    return all(receipts.has_part(place.final, entry.part) for entry in entries)


def _catalogue(site: Site, means: Means, required: bool, allow_downgrade: bool) -> Catalogue | None:
    """The index, without a network the one that was fetched last; None if there is none and none is required."""
    if not required and (not site.download_urls or site.allowed_signers is None):
        return None
    try:
        return catalogues.fetch(site, means, allow_downgrade)
    except errors.NotServed as error:
        kept = catalogues.cached(site, means)
        if kept is None and required:
            raise
        reason = str(error.facts["reasons"]).strip().splitlines()[0]
        instead = f"the one of {kept[1] / 3600:.0f} hours ago counts" if kept else "going on from source"
        logging.getLogger("b2tools").warning("  no index of binary archives can be had (%s), %s", reason, instead)
        return kept and kept[0]


def _entries(index: Catalogue, kind: str, name: str, platform: str, digest: str | None, debug: bool) -> list[Entry]:
    main = index.find(kind, name, platform, arch(), "main", digest)
    parts = [main, index.find(kind, name, platform, arch(), "debug", main.digest)] if main and debug else [main]
    return [] if None in parts else parts


def _no_archive(index: Catalogue, kind: str, name: str, platform: str, digest: str | None, debug: bool) -> errors.NoArchive:
    there = index.platforms(kind, name)
    if debug and _entries(index, kind, name, platform, digest, False):
        reason = "there is one, but none of its debug files"
    elif platform in there and digest is not None:
        reason = "the one that is served was made from another manifest or tag"
    elif there:
        reason = "there are archives for " + ", ".join(there)
    else:
        known = index.versions(kind, platform)
        reason = f"there are archives of {', '.join(known)}" if known else "the index has none for this platform"
    return errors.NoArchive(name=name, platform=platform, arch=arch(), reason=reason)


def _make(site: Site, place: Installation, entries: list[Entry], means: Means,
          accept: Callable[[Receipt], None], finish: Callable[[Path, Receipt], None]) -> None:
    needed = sum(entry.installed for entry in entries)
    # archives of another platform are not for the Python of this machine
    own = entries[0].platform == platforms.here()
    space.require(place.top, needed + needed // 20, f"installing {place.name}")
    # nobody goes on with what is half unpacked, also after Ctrl-C
    with place.dropping(BaseException):
        files.remove(place.staging)
        for entry in entries:
            _unpack(site, entry, place.staging, means)
        receipt = _checked(place.staging, entries, own)
        accept(receipt)
        _link_interpreter(place.staging, receipt, Path(entries[0].file).name)
        gates.make(place.staging, receipt)
        if receipt.kind == "release":
            setups.compile(site, place.staging, place.name)
            receipts.write_site(place.staging)
        finish(place.staging, receipt)
        place.commit()


def _unpack(site: Site, entry: Entry, staging: Path, means: Means) -> None:
    """Unpack from where the archive lies already; what lies there damaged or not at all is fetched."""
    name = Path(entry.file).name
    cache = Cache(means.cache)
    urls = tuple(signedfiles.addresses(site, entry.file))
    local = [url for url in urls if url.startswith(("/", "file:"))]
    reasons = []
    for path in (cache.path(entry.sha256), *local):
        try:
            reason = _unpack_one(mirrors.local_path(str(path)), entry, name, staging, means)
        except Refused as refusal:
            reason = str(refusal)
        if reason is None:
            return
        reasons.append(f"  {path}: {reason}")
    remote = tuple(url for url in urls if not url.startswith(("/", "file:")))
    if not remote:
        raise errors.FetchFailed(name=name, reasons="\n".join(reasons[1:]) or "  the site has no download address")
    file = SourceFile(name, entry.sha256, entry.size, remote)
    try:
        path = download.fetch_all([file], cache, means.python, 1, means.progress, proxies=means.proxies)[entry.sha256]
    except errors.FetchFailed as error:
        raise errors.FetchFailed(**error.facts | {"reasons": "\n".join([*reasons[1:], str(error.facts["reasons"])])}) from error
    reason = _unpack_one(path, entry, name, staging, means)
    if reason is not None:
        raise errors.FetchFailed(name=name, reasons=f"  {path}: {reason}")


def _unpack_one(path: Path, entry: Entry, name: str, staging: Path, means: Means) -> str | None:
    """Unpack an archive if it is the right one, else say why not and leave nothing of it; raises what is wrong with a right one."""
    try:
        found = path.stat()
    except OSError as error:
        return error.strerror
    if not stat.S_ISREG(found.st_mode):
        return "it is a folder, a device or a pipe"
    if found.st_size != entry.size:
        return f"it has {found.st_size} instead of {entry.size} bytes"
    if staging.exists() and (sha256 := mirrors.sha256(path, entry.size)) != entry.sha256:
        # a second part: what came before it must not be spoilt
        return f"its SHA-256 is {sha256} instead of {entry.sha256}"
    means.progress(f"unpacking {name}", 0, 0)
    try:
        found = archives.unpack(path, staging, name=name, limits=Limits(MEMBERS, entry.installed), hashed="contents")
        if found.contents == entry.contents:
            means.progress(f"unpacking {name}", 1, 1)
            return None
        wrong = errors.WrongContents(archive=name, what="the SHA-256 of its contents", found=found.contents, wanted=entry.contents)
    except (errors.BadArchive, errors.UnsafeArchive) as error:
        wrong = error
    # the file itself is hashed only now, to know whose mistake it is: the right contents could come from no other archive
    try:
        sha256 = mirrors.sha256(path, entry.size)
    except Refused as refusal:
        files.remove(staging)
        return str(refusal)
    if sha256 == entry.sha256:
        raise wrong
    files.remove(staging)
    return f"its SHA-256 is {sha256} instead of {entry.sha256}"


def _checked(staging: Path, entries: list[Entry], own: bool) -> Receipt:
    """The receipt that came along, if it is that of what was asked for, of what came, and of a Python that is here."""
    entry, name = entries[0], Path(entries[0].file).name
    receipt = receipts.read(staging)
    if receipt is None:
        raise errors.WrongContents(archive=name, what="its receipt", found="missing", wanted="there")
    found = (receipt.kind, receipt.name, receipt.platform, packs.digest(receipt))
    wanted = (entry.kind, entry.name, entry.arch, entry.digest)
    if found != wanted:
        raise errors.WrongContents(archive=name, what="its receipt", found=" ".join(found), wanted=" ".join(wanted))
    environment.table(staging)
    wrong = receipts.unlike(staging, receipt, {one.part for one in entries})
    if wrong:
        raise errors.WrongContents(archive=name, what=wrong, found="another", wanted="that of its receipt")
    made_for, here = receipt.inputs.get("python", ""), system.python_version()
    if own and made_for and made_for.split(".")[:2] != here.split(".")[:2]:
        raise errors.WrongPython(version=entry.name, wanted=".".join(made_for.split(".")[:2]), executable=prefixes.interpreter(),
                                 found=here)
    return receipt


def _link_interpreter(staging: Path, receipt: Receipt, archive: str) -> None:
    """Links to the interpreter of this machine, where the receipt has some and names them like it."""
    into = Folder(staging, everything, archive, Limits(), 0)
    for path, target in receipt.links.items():
        if target == receipts.PYTHON:
            if not receipts.INTERPRETER.fullmatch(path):
                into.refuse(path, "is a link to the interpreter, but does not have its name")
            into.outer_link(path, prefixes.interpreter())
