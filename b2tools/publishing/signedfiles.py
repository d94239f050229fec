# SPDX-License-Identifier: LGPL-3.0-or-later
"""Signed files of a site's download area: from the first address with an acceptable one, kept for use without a network."""
from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from b2tools import errors, files, locks, signing
from b2tools.network import download
from b2tools.places.installations import Means
from b2tools.sites import Site

LIMIT = 1 << 24
# a file may be replaced between its own reading and that of its signature
ATTEMPTS = 2
LOCK = ".publish.lock"
Judge = Callable[[str, bytes], None]


def anything(url: str, content: bytes) -> None:
    """Any signed content is acceptable."""


def fetch(site: Site, name: str, means: Means, accept: Judge = anything) -> bytes:
    """The content of a signed file from the first of the site's download addresses whose file and signature are right.

    `accept` may raise a `B2Error` to refuse one, which is then looked for at the next address.
    Raises `NotServed` if none has the file, `BadSignature` or what `accept` raised if one was refused, `Refused` for several.
    """
    refused: list[tuple[str, errors.B2Error]] = []
    for url in addresses(site, name):
        try:
            content, signature = _checked(site, url, means)
            accept(url, content)
        except errors.B2Error as error:
            refused.append((url, error))
            continue
        _keep(_kept(site, name, means), content, signature)
        return content
    raise _failure(site, name, refused)


def cached(site: Site, name: str, means: Means) -> tuple[bytes, float] | None:
    """The content that was fetched last and the seconds since then; None if there is none or its signer is no longer allowed."""
    place = _kept(site, name, means)
    try:
        head, _, content = place.read_bytes().partition(b"\n\n")
        age = max(0.0, time.time() - place.stat().st_mtime)
        signing.verify(content, head, _signers(site, name), what=str(place))
    except (OSError, errors.BadSignature):
        return None
    return content, age


def publish(area: Path, name: str, content: bytes, key: Path) -> None:
    """Sign a file and put both into a download area.

    Whoever reads the file first and its signature then finds them to belong together at any moment: the signature comes first, and
    it keeps the one of the content before.
    """
    place, signature = area / name, area / f"{name}.sig"
    signed = signing.sign(content, key)
    with locks.exclusive(area / LOCK):
        before = signing.ARMOUR.search(signature.read_bytes()) if signature.is_file() and place.is_file() else None
        old = before[0] + b"\n" if before and before[0] not in signed else b""
        files.write(signature, signed + old)
        files.write(place, content)


def addresses(site: Site, name: str) -> Iterator[str]:
    """Where a file of the site's download area can be had, in order."""
    for base in site.download_urls:
        yield f"{base.rstrip('/')}/{name}"


def account_folder(site: Site, folder: Path) -> Path:
    """Where in a folder of this account something about one site is kept."""
    identity = f"{os.path.realpath(site.top)}\0{site.name}".encode("utf-8", "surrogateescape")
    return folder / hashlib.sha256(identity).hexdigest()[:20]


def _checked(site: Site, url: str, means: Means) -> tuple[bytes, bytes]:
    """Content and signature at one address; raises what is wrong with them."""
    signers = _signers(site, url)
    for attempt in range(1, ATTEMPTS + 1):
        content = download.small(url, limit=LIMIT, proxies=means.proxies)
        try:
            signature = download.small(f"{url}.sig", limit=signing.LIMIT, proxies=means.proxies)
        except errors.FetchFailed as error:
            unsigned = f"it is not signed, as its signature cannot be had ({_reason(error)})"
            raise errors.BadSignature(what=url, reason=unsigned) from error
        try:
            signing.verify(content, signature, signers, what=url)
            return content, signature
        except errors.BadSignature:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def _reason(error: errors.B2Error) -> str:
    """What an error says, for a list of several; of a file that could not be fetched only why."""
    return str(error.facts["reasons"]).strip() if isinstance(error, errors.FetchFailed) else str(error)


def _signers(site: Site, what: str) -> Path:
    if site.allowed_signers is None:
        raise errors.BadSignature(what=what, reason=f"{site.file} names no allowed signers")
    return site.allowed_signers


def _failure(site: Site, name: str, refused: list[tuple[str, errors.B2Error]]) -> errors.B2Error:
    """The one error for what went wrong at every address."""
    wrong = [error for _, error in refused if not isinstance(error, errors.FetchFailed)]
    if len(refused) == 1 and wrong:
        return wrong[0]
    lines = [f"  {download.public(url)}: {_reason(error)}" for url, error in refused]
    missing = bool(refused) and all(error.facts.get("missing") for _, error in refused)
    facts = {"name": name, "site": site.name, "file": site.file, "missing": missing,
             "reasons": "\n".join(lines) or "  there are none"}
    return errors.Refused(**facts) if wrong else errors.NotServed(**facts)


def _kept(site: Site, name: str, means: Means) -> Path:
    return account_folder(site, means.cache / "signed") / name


def _keep(place: Path, content: bytes, signature: bytes) -> None:
    """Keep signature and content in one file, whose time is that of the last success; a cache that cannot be written is none."""
    with contextlib.suppress(errors.DiskFull, errors.NotWritable):
        files.write(place, signature.strip() + b"\n\n" + content)
