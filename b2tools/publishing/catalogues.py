# SPDX-License-Identifier: LGPL-3.0-or-later
"""The catalogue: a site's signed index of binary archives, never an old or changed one (docs/formats.md has the grammar)."""
from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from b2tools import errors, locks, versions
from b2tools.places.installations import Means
from b2tools.publishing import serials, signedfiles
from b2tools.sites import Site

NAME = "index.json"
WHAT = "b2tools index"
FORMAT = 1
KINDS = ("externals", "release", "tools")
PARTS = ("main", "debug")
DAYS = 180
# a clock that is this much behind is only a little slow
SLOW = 300
STAMP = "%Y-%m-%dT%H:%M:%SZ"
HASH = r"[0-9a-f]{64}"
PATTERNS = {"kind": "|".join(KINDS), "name": r"[A-Za-z0-9][\w.+-]{0,99}", "platform": r"[a-z0-9][a-z0-9.+_-]{0,49}",
            "arch": r"[\w-]{1,50}", "part": "|".join(PARTS), "file": r"(?![./])[\w.+/-]{1,300}", "sha256": HASH, "contents": HASH,
            "digest": r"[0-9a-f]{40,64}"}
NUMBERS = ("size", "installed")
ORDER = (versions.ExternalsVersion, versions.BuildVersion, versions.PrereleaseVersion, versions.LightVersion,
         versions.ReleaseVersion)


@dataclass(frozen=True)
class Entry:
    """One archive: what it holds, where it lies below a download address, size and SHA-256 of the file, SHA-256 of the tar
    inside (`contents`), bytes when it is unpacked, digest of what it was made from (manifest, or tag object)."""

    kind: str
    name: str
    platform: str
    arch: str
    part: str
    file: str
    sha256: str
    size: int
    contents: str
    installed: int
    digest: str

    @property
    def key(self) -> tuple[str, ...]:
        """What only one entry of a catalogue has."""
        return self.kind, self.name, self.platform, self.arch, self.part


@dataclass(frozen=True)
class Catalogue:
    """The entries with the number of their edition and the times (seconds since 1970) between which it counts."""

    serial: int
    issued: int
    expires: int
    entries: tuple[Entry, ...]

    def find(self, kind: str, name: str, platform: str, arch: str, part: str = "main", digest: str | None = None) -> Entry | None:
        """The archive of that name for a platform, with `digest` only if it was made from exactly that; None if there is none."""
        for entry in self.entries:
            if entry.key == (kind, name, platform if kind != "tools" else "any", arch if kind != "tools" else entry.arch, part):
                return entry if digest in (None, entry.digest) else None
        return None

    def platforms(self, kind: str, name: str) -> list[str]:
        """The platforms that have an archive of that name."""
        return sorted({entry.platform for entry in self.entries if (entry.kind, entry.name) == (kind, name)})

    def versions(self, kind: str, platform: str | None = None) -> list[str]:
        """Names of what there is of one kind (for one platform), oldest first."""
        found = {entry.name for entry in self.entries if entry.kind == kind and platform in (None, entry.platform)}
        return sorted(found, key=age)


def age(name: str) -> tuple:
    """By what versions of any kind are sorted, oldest first."""
    for number, kind in enumerate(ORDER):
        if kind.matches(name):
            return number, kind.parse(name), ()
    return -1, (), tuple((not part.isdigit(), int(part) if part.isdigit() else part) for part in re.split(r"[.]|-", name))


def fetch(site: Site, means: Means, allow_downgrade: bool = False) -> Catalogue:
    """The catalogue from the first of the site's download addresses that has an acceptable one.

    Raises `NotServed`, `BadSignature`, `Expired`, `BadCatalogue`, `RolledBack` (not with `allow_downgrade`), and `Refused` if the
    addresses were refused for several reasons.
    """
    memory = serials.memory(site, means)

    def judge(url: str, content: bytes) -> None:
        found = parse(content, url)
        _refuse_expired(found, url)
        memory.refuse_older(url, found.serial, allow_downgrade)

    content = signedfiles.fetch(site, NAME, means, judge)
    catalogue = parse(content, NAME)
    memory.remember(catalogue.serial, allow_downgrade)
    return catalogue


def cached(site: Site, means: Means) -> tuple[Catalogue, float] | None:
    """The catalogue that was fetched last and its age in seconds; None without one, or if it has expired meanwhile."""
    found = signedfiles.cached(site, NAME, means)
    if found is None:
        return None
    try:
        catalogue = parse(found[0], NAME)
        _refuse_expired(catalogue, NAME)
    except (errors.BadCatalogue, errors.Expired):
        return None
    return (catalogue, found[1]) if catalogue.serial >= serials.memory(site, means).accepted() else None


def parse(content: bytes, url: str) -> Catalogue:
    """Read an index; raises `BadCatalogue` with all its mistakes."""
    try:
        data = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise errors.BadCatalogue(url=url, mistakes=f"  {error}") from None
    if not isinstance(data, dict) or data.get("what") != WHAT:
        raise errors.BadCatalogue(url=url, mistakes=f"  it does not call itself {WHAT!r}")
    if data.get("format") != FORMAT:
        raise errors.BadCatalogue(url=url, mistakes=f"  its format is {data.get('format')}, but these tools know format {FORMAT}")
    mistakes = [f"  {name} is not a number above 0" for name in ("serial",) if not _is_count(data.get(name))]
    times = {name: _seconds(data.get(name)) for name in ("issued", "expires")}
    mistakes += [f"  {name} is not a time like 2026-11-22T12:00:00Z" for name, value in times.items() if value is None]
    rows = data.get("entries")
    if not isinstance(rows, list):
        mistakes.append("  entries is not a list")
    else:
        for number, row in enumerate(rows, 1):
            mistakes += [f"  entry {number}: {mistake}" for mistake in _wrong(row)]
        mistakes += [] if mistakes else _twice(rows)
    if mistakes:
        raise errors.BadCatalogue(url=url, mistakes="\n".join(mistakes[:50]))
    return Catalogue(data["serial"], times["issued"], times["expires"], tuple(_entry(row) for row in rows))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A table whose names occur once: else two readers could understand it in two ways."""
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a table has a name twice")
    return table


def _twice(rows: list[dict]) -> list[str]:
    """Mistakes of entries with the key of an earlier one."""
    first: dict[tuple[str, ...], int] = {}
    keys = enumerate((_entry(row).key for row in rows), 1)
    return [f"  entry {number} is for the same as entry {first[key]}" for number, key in keys
            if first.setdefault(key, number) != number]


def _is_count(value: object) -> bool:
    return type(value) is int and 0 < value < 1 << 62


def _seconds(text: object) -> int | None:
    try:
        return int(datetime.strptime(text, STAMP).replace(tzinfo=timezone.utc).timestamp())
    except (TypeError, ValueError):
        return None


def _wrong(row: object) -> list[str]:
    if not isinstance(row, dict):
        return ["is no table"]
    wrong = [f"{name} is {row.get(name)!r}" for name, pattern in PATTERNS.items()
             if not isinstance(row.get(name), str) or not re.fullmatch(pattern, row[name], re.ASCII)]
    wrong += [f"{name} is {row.get(name)!r}" for name in NUMBERS if not _is_count(row.get(name))]
    if ".." in str(row.get("file", "")).split("/"):
        wrong.append(f"file is {row['file']!r}")
    return wrong


def _entry(row: dict) -> Entry:
    return Entry(**{name: row[name] for name in Entry.__dataclass_fields__})


def _refuse_expired(catalogue: Catalogue, url: str) -> None:
    now = time.time()
    if now < catalogue.issued - SLOW:
        logging.getLogger("b2tools").warning("The clock of this machine is wrong: it says %s, before the index was issued (%s).",
                                             stamp(int(now)), stamp(catalogue.issued))
    if max(now, catalogue.issued) > catalogue.expires:
        raise errors.Expired(url=url, expires=stamp(catalogue.expires))


def stamp(seconds: int) -> str:
    """A time as text, in UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime(STAMP)


def publish(area: Path, key: Path, entries: Iterable[Entry] = (), days: int = DAYS) -> Catalogue:
    """Put entries into the index of a download area, in the place of those with the same key, and sign it anew.

    The archives must lie there before. Without entries the index is issued again. The serial number is the time, or one more than
    before: so that a site made anew does not look older than the one before.
    """
    fresh = {entry.key: entry for entry in entries}
    area.mkdir(parents=True, exist_ok=True)
    with locks.exclusive(area / ".index.lock"):
        place = area / NAME
        before = parse(place.read_bytes(), str(place)) if place.is_file() else Catalogue(0, 0, 0, ())
        now = max(int(time.time()), before.issued)
        kept = {entry.key: entry for entry in before.entries} | fresh
        made = Catalogue(max(before.serial + 1, now), now, now + days * 86400, tuple(kept[one] for one in sorted(kept)))
        signedfiles.publish(area, NAME, render(made), key)
    return made


def render(catalogue: Catalogue) -> bytes:
    """An index as it is published."""
    data = {"what": WHAT, "format": FORMAT, "serial": catalogue.serial, "issued": stamp(catalogue.issued),
            "expires": stamp(catalogue.expires), "entries": [asdict(entry) for entry in catalogue.entries]}
    return (json.dumps(data, indent=1) + "\n").encode()
