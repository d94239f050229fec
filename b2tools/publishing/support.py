# SPDX-License-Identifier: LGPL-3.0-or-later
"""Support policy: which releases are recommended, supported or at their end, as signed data (docs/formats.md has the grammar)."""
from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from b2tools import config, errors, versions
from b2tools.places.installations import Means
from b2tools.publishing import signedfiles
from b2tools.sites import Site

NAME = "support.toml"
FORMAT = 1
SCHEMA: config.Schema = {"format!": int, "issued!": str,
                         "release": [{"name!": str, "supported": bool, "recommended": bool, "end_of_life": str, "replaced_by": str,
                                      "reason": str}]}
KINDS = (versions.ReleaseVersion, versions.LightVersion, versions.PrereleaseVersion, versions.BuildVersion)
RECOMMENDED, SUPPORTED, ENDED, UNKNOWN = "recommended", "supported", "not supported", "not listed"
DAY = 86400


@dataclass(frozen=True)
class Entry:
    """What the policy says of one release; dates as `datetime.date`."""

    name: str
    supported: bool
    recommended: bool
    end_of_life: datetime.date | None
    replaced_by: str | None
    reason: str

    def state(self, today: datetime.date) -> str:
        """One of the four words."""
        if not self.supported or (self.end_of_life and today > self.end_of_life):
            return ENDED
        return RECOMMENDED if self.recommended else SUPPORTED


@dataclass(frozen=True)
class Answer:
    """What to do about one release: its state, what to use instead, why, and until when it is supported."""

    name: str
    state: str
    instead: str | None
    reason: str
    end_of_life: datetime.date | None

    @property
    def sentence(self) -> str:
        """The same in words."""
        until = f" until {self.end_of_life}" if self.end_of_life and self.state in (RECOMMENDED, SUPPORTED) else ""
        why = f" ({self.reason})" if self.reason else ""
        use = f" Use {self.instead} instead." if self.instead else ""
        return f"The release {self.name} is {self.state}{until}{why}.{use}"


@dataclass(frozen=True)
class Policy:
    """The releases of a policy by name, newest first within each kind, and the date of its issue."""

    issued: datetime.date
    entries: tuple[Entry, ...]

    def judge(self, name: str, today: datetime.date) -> Answer:
        """What the policy says of a release, whether it lists it or not."""
        entry = self._find(name)
        if entry is None:
            return Answer(name, UNKNOWN, self.recommended(name, today), "", None)
        state = entry.state(today)
        if state == ENDED:
            reason = entry.reason or f"its support ended on {entry.end_of_life}"
            return Answer(name, state, self._successor(entry, today), reason, entry.end_of_life)
        return Answer(name, state, None, entry.reason, entry.end_of_life)

    def recommended(self, like: str, today: datetime.date) -> str | None:
        """The recommended release of the kind of a name; for a build or an unknown kind that of full releases."""
        for kind in (_kind(like), versions.ReleaseVersion):
            found = [entry.name for entry in self.entries if entry.state(today) == RECOMMENDED and _kind(entry.name) is kind]
            if found:
                return found[0]
        return None

    def _find(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.name == name), None)

    def _successor(self, entry: Entry, today: datetime.date) -> str | None:
        following: Entry | None = entry
        while following is not None and following.state(today) == ENDED:
            following = self._find(following.replaced_by) if following.replaced_by else None
        return following.name if following else self.recommended(entry.name, today)


def parse(content: bytes, path: Path) -> Policy:
    """Read a policy; raises `BadConfig` with all its mistakes and their lines."""
    data = config.parse(path, content, SCHEMA, _mistakes).data
    entries = [Entry(one["name"], one.get("supported", True), one.get("recommended", False), _date(one.get("end_of_life")),
                     one.get("replaced_by"), one.get("reason", "")) for one in data.get("release", [])]
    return Policy(_date(data["issued"]), tuple(sort(entries)))


def sort(entries: Iterable[Entry]) -> list[Entry]:
    """Newest first within each kind; full releases first."""
    listed = list(entries)
    return [entry for kind in KINDS for entry in
            sorted((one for one in listed if _kind(one.name) is kind), key=lambda one: kind.parse(one.name), reverse=True)]


def _kind(name: str) -> type | None:
    return next((kind for kind in KINDS if kind.matches(name)), None)


def _date(text: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _mistakes(data: dict[str, Any]) -> Iterator[tuple[config.Place, str]]:
    if type(data.get("format")) is int and data["format"] != FORMAT:
        yield ("format",), f"format is {data['format']}, but these tools know format {FORMAT}; use newer tools"
    if isinstance(data.get("issued"), str) and _date(data["issued"]) is None:
        yield ("issued",), f"issued is {data['issued']!r}, but must be a date like 2026-11-22"
    found = data.get("release", [])
    rows = [row if isinstance(row, dict) else {} for row in found] if isinstance(found, list) else []
    names = [row.get("name") for row in rows]
    leads = {row.get("name"): row.get("replaced_by") for row in rows if isinstance(row.get("name"), str)}
    chosen: dict[type, str] = {}
    for number, row in enumerate(rows):
        for key, sentence in _wrong(row, names[:number], leads, chosen):
            yield ("release", number, key), sentence


def _wrong(row: dict[str, Any], before: list[object], leads: dict[str, object],
           chosen: dict[type, str]) -> Iterator[tuple[str, str]]:
    name, next_one = row.get("name"), row.get("replaced_by")
    kind = _kind(name) if isinstance(name, str) else None
    if isinstance(name, str) and kind is None:
        yield "name", f"{name!r} is no name of a release; wanted is " + " or ".join(one.wanted for one in KINDS)
    elif name in before and name is not None:
        yield "name", f"{name} is listed twice"
    if row.get("recommended") is True and row.get("supported") is False:
        yield "recommended", f"{name} is recommended, but not supported"
    elif row.get("recommended") is True and kind and chosen.setdefault(kind, name) != name:
        yield "recommended", f"{name} is recommended, but {chosen[kind]} is already; one of each kind can be"
    if isinstance(row.get("end_of_life"), str) and _date(row["end_of_life"]) is None:
        yield "end_of_life", f"end_of_life is {row['end_of_life']!r}, but must be a date like 2026-11-22"
    if row.get("supported") is False and not row.get("reason") and not row.get("end_of_life"):
        yield "supported", f"{name} is not supported, but neither reason nor end_of_life says why"
    if isinstance(row.get("reason"), str) and not row["reason"].isprintable():
        yield "reason", f"the reason for {name} holds a line end or another sign that cannot be shown"
    if isinstance(next_one, str) and next_one not in leads:
        yield "replaced_by", f"{name} is replaced by {next_one}, which is not listed. {errors.near(next_one, leads)}"
    elif isinstance(next_one, str) and isinstance(name, str) and _in_circle(name, leads):
        yield "replaced_by", f"{name} is replaced in a circle"


def _in_circle(name: str, leads: dict[str, object]) -> bool:
    seen, one = [name], leads.get(name)
    while isinstance(one, str) and one not in seen:
        seen.append(one)
        one = leads.get(one)
    return one == name


def fetch(site: Site, means: Means) -> Policy:
    """The policy from the site's download area; an older one than the last is refused, as somebody may hold newer ones back.

    Raises `NotServed`, `BadSignature`, `BadConfig`, `OldPolicy`.
    """
    known = cached(site, means)

    def judge(url: str, content: bytes) -> None:
        found = parse(content, Path(url))
        if known and found.issued < known[0].issued:
            raise errors.OldPolicy(url=url, issued=found.issued, known=known[0].issued)
    return parse(signedfiles.fetch(site, NAME, means, judge), Path(NAME))


def cached(site: Site, means: Means) -> tuple[Policy, float] | None:
    """The policy that was fetched last and its age in seconds."""
    found = signedfiles.cached(site, NAME, means) if site.allowed_signers else None
    try:
        return (parse(found[0], Path(NAME)), found[1]) if found else None
    except errors.BadConfig:
        return None


def current(site: Site, means: Means, patience: float = DAY) -> tuple[Policy, float, errors.B2Error | None]:
    """The policy, its age in seconds and why no newer one could be had: that of the cache, unless it is older than `patience`.

    Raises `NoPolicy` if there is none at all.
    """
    known = cached(site, means)
    if known and known[1] < patience:
        return (*known, None)
    try:
        return fetch(site, means), 0.0, None
    except (errors.NotServed, errors.Refused, errors.BadSignature, errors.BadConfig, errors.OldPolicy) as error:
        if known:
            return (*known, error)
        raise errors.NoPolicy(site=site.name, reason=str(error), advice="Ask the release manager.") from error


def age_text(seconds: float) -> str:
    """An age in words."""
    for unit, name in ((DAY, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {name}{'s' if count > 1 else ''} old"
    return "up to date"


def publish(source: Path, area: Path, key: Path) -> Policy:
    """Check a policy and put it, signed, into a download area; raises `BadConfig` with all its mistakes, `OldPolicy`."""
    content = source.read_bytes()
    policy = parse(content, source)
    place = area / NAME
    before = parse(place.read_bytes(), place).issued if place.is_file() else policy.issued
    if policy.issued < before:
        raise errors.OldPolicy(url=source, issued=policy.issued, known=before)
    signedfiles.publish(area, NAME, content, key)
    return policy


def table(policy: Policy, installed: Iterable[str], today: datetime.date) -> list[dict[str, object]]:
    """One row for each release that the policy lists or the site has, newest first within each kind."""
    there = list(installed)
    listed = {entry.name for entry in policy.entries}
    more = [Entry(name, True, False, None, None, "") for name in there if name not in listed and _kind(name)]
    rows = []
    for entry in sort([*policy.entries, *more]):
        answer = policy.judge(entry.name, today)
        rows.append({"name": entry.name, "state": answer.state, "installed": entry.name in there, "instead": answer.instead,
                     "end_of_life": entry.end_of_life and str(entry.end_of_life), "reason": answer.reason})
    return rows


def today() -> datetime.date:
    """The date in UTC, by which supports end."""
    return datetime.datetime.fromtimestamp(time.time(), datetime.timezone.utc).date()
