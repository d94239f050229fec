# SPDX-License-Identifier: LGPL-3.0-or-later
"""Collection: what no release, working copy or analysis uses, and what dead installs left, found and removed.

A release counts as used for some time after somebody last read its set-up, because b2setup itself tells nobody.
What cannot be known counts as in use.
"""
from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import errors, files, locks, versions
from b2tools.data import dataplaces
from b2tools.places import receipts, roots
from b2tools.places.installations import Installation
from b2tools.upkeep import inventory
from b2tools.upkeep.inventory import Entry

DAY = 86400.
BUILD_AREA = ".build"
DOWNLOAD = re.compile(r"(?P<hash>[0-9a-f]{64})(?P<part>\.part)?")
LEFTOVER = re.compile(r"\.(?P<name>.+)\.(?P<what>(staging|old|gone)(\.[0-9a-f]{8})?|log|repository)")


@dataclass(frozen=True)
class Policy:
    """What stays whoever uses it (`kept`, reasons by name), for how many days what seems unused stays, and the present time."""

    kept: Mapping[str, str] = field(default_factory=dict)
    days: float = 30.
    now: float = field(default_factory=time.time)

    def is_old(self, moment: float) -> bool:
        """Whether something last used then is old enough; a time in the future, as after a wrong clock, is not."""
        return self.now - moment >= self.days * DAY


@dataclass(frozen=True)
class Item:
    """Something to collect: what it is, where, its bytes, why it may go."""

    kind: str
    path: Path
    size: int
    why: str


@dataclass(frozen=True)
class Findings:
    """What may be collected, and sentences about what stays although it seems unused."""

    items: tuple[Item, ...]
    notes: tuple[str, ...]


def look(home: Path, policy: Policy, together: bool = True) -> Findings:
    """What may be collected in one folder of installations; `together`: externals as if the unused releases had gone already."""
    items = [Item("root", root.file, 0, f"{root} is gone") for root in roots.all_of(home) if root.dead]
    items += [item for folder in _folders(home) for item in _leftovers(folder, policy)]
    items += _build_area(home, policy)
    unused, notes = _unused(home, policy, together)
    items += [Item(entry.kind, entry.place.final, entry.receipt.files.size if entry.receipt else _size(entry.place.final),
                   "nobody uses it") for entry in unused]
    return Findings(tuple(items), tuple(notes))


def _folders(home: Path) -> list[Path]:
    """Where versions lie beside each other. Data sets stay, as nobody knows who uses them; what dead installs of them left goes."""
    return [*(home / folder for folder in inventory.KINDS), *dataplaces.folders(home)]


def collect(home: Path, policy: Policy) -> Iterator[tuple[Item, str]]:
    """Remove what may be collected, each with what came of it: empty if it went, else why it stayed.

    Everything is judged again under its lock just before it goes. Raises `NoRights`.
    """
    for folder in _folders(home):
        if folder.is_dir():
            Installation(folder, "").refuse_without_rights()
    for item in look(home, policy).items:
        if item.kind == "root":
            yield item, "" if _forget(item) else "only its user or the owner of the site can remove it"
        elif item.kind == "build":
            with locks.attempt(item.path / ".lock") as held:
                free = held and not inventory.running_installs(item.path / "externals")
                if free:
                    files.vanish(item.path)
            yield item, "" if free else "a build runs there"
        else:
            with locks.attempt(_lock(item.path)) as held:
                if not held:
                    yield item, "an install or removal of it runs"
                elif item not in look(home, policy, together=False).items:
                    yield item, "somebody has begun to use it"
                else:
                    yield item, _remove(item)


def look_for_downloads(cache: Path, wanted: Iterable[str], policy: Policy) -> list[Item]:
    """Old files of a download cache that are not among the wanted (by SHA-256), and parts that nobody goes on with."""
    known = set(wanted)
    found = []
    for path in sorted(cache.glob("*")) if cache.is_dir() else []:
        match = DOWNLOAD.fullmatch(path.name)
        if match and (match["part"] or match["hash"] not in known):
            status = path.stat()
            if policy.is_old(max(status.st_mtime, status.st_atime)):
                why = "nobody went on with this download" if match["part"] else "no externals that these tools know need it"
                found.append(Item("download", path, status.st_size, why))
    return found


def collect_downloads(items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    """Remove files of a download cache unless they are being fetched."""
    for item in items:
        with locks.attempt(item.path.with_name(f".{item.path.stem}.lock")) as held:
            if held:
                with files.explained(item.path):
                    files.remove(item.path)
        yield item, "" if held else "it is being fetched"


def _remove(item: Item) -> str:
    """Remove an installation or a leftover; empty, or why that cannot be: one in the way keeps nobody from the others."""
    try:
        if item.kind in inventory.KINDS.values():
            Installation(item.path.parent, item.path.name).remove()
        else:
            with files.explained(item.path):
                files.remove(item.path)
    except errors.NotWritable as error:
        return f"it cannot be removed ({error.facts['reason']})"
    return ""


def _forget(item: Item) -> bool:
    return any(roots.forget(root) for root in roots.all_of(item.path.parent.parent) if root.file == item.path and root.dead)


def _unused(home: Path, policy: Policy, together: bool) -> tuple[list[Entry], list[str]]:
    """Installed versions that may go, releases first, and why others stay."""
    unclear = [root.file for root in roots.all_of(home) if root.folder is None]
    if unclear:
        return [], [f"{path} cannot be read, so every release and all externals stay." for path in unclear]
    notes: list[str] = []
    found = inventory.entries(home)
    kept = dict(policy.kept)
    newest = _newest(one.place.name for one in found if one.kind == "release")
    if newest:
        kept.setdefault(newest, "it is the newest release here")
    going = [one for one in found if one.kind == "release" and _may_go(one, (), kept, policy, notes)]
    names = {one.place.name for one in going} if together else set()
    running = inventory.running_installs(home / "releases")
    for one in found:
        if one.kind != "externals" or not _may_go(one, names, kept, policy, notes):
            continue
        if running:
            notes.append(f"{one.place.name} stays: an install of {', '.join(running)} runs, which may stand on it.")
        else:
            going.append(one)
    return going, notes


def _may_go(entry: Entry, going: Iterable[str], kept: Mapping[str, str], policy: Policy, notes: list[str]) -> bool:
    name = entry.place.name
    if set(entry.users) - set(going):
        return False
    if name in kept:
        notes.append(f"{name} stays: {kept[name]}.")
        return False
    if not policy.is_old(last_use(entry)):
        notes.append(f"{name} stays: it was installed or set up less than {policy.days:g} days ago.")
        return False
    return True


def last_use(entry: Entry) -> float:
    """When an installation was made or somebody last read its compiled set-up, in seconds since 1970."""
    read = [path.stat().st_atime for path in (entry.place.final / "setup").glob("*")]
    return max([entry.since, *read])


def _newest(names: Iterable[str]) -> str | None:
    known = [versions.ReleaseVersion.parse(name) for name in names if versions.ReleaseVersion.matches(name)]
    return str(max(known)) if known else None


def _leftovers(folder: Path, policy: Policy) -> list[Item]:
    """What dead installs and removals left: what may be gone on with only when it is old."""
    found = []
    for path in sorted(folder.glob(".*")):
        match = LEFTOVER.fullmatch(path.name)
        if not match:
            continue
        place = Installation(folder, match["name"])
        whole = (place.final / receipts.NAME).is_file()
        if match["what"] == "log":
            due = not whole and not place.staging.exists() and policy.is_old(path.lstat().st_mtime)
        elif match["what"].startswith("old"):
            # without the version that was to replace it, this is the only whole one: the next install puts it back
            due = whole
        else:
            # what a replacement has put here has its receipt; nobody goes on with it
            due = match["what"].startswith("gone") or (path / receipts.NAME).is_file() or policy.is_old(_newest_change(path))
        if due:
            found.append(Item("leftover", path, _size(path), f"an interrupted install or removal of {match['name']} left it"))
    return found


def _build_area(home: Path, policy: Policy) -> list[Item]:
    """What b2externals-build keeps for the next build, if nobody has built there for long."""
    area = home / BUILD_AREA
    places = [area, *area.glob("*"), *area.glob("*/*"), *area.glob("*/.*")] if area.is_dir() else []
    if not places or not policy.is_old(max(place.lstat().st_mtime for place in places)):
        return []
    return [Item("build", area, _size(area), "nobody has built there lately")]


def _lock(path: Path) -> Path:
    match = LEFTOVER.fullmatch(path.name)
    return Installation(path.parent, match["name"] if match else path.name).lock


def _newest_change(path: Path) -> float:
    inside = [one.lstat().st_mtime for one in path.iterdir()] if path.is_dir() and os.access(path, os.R_OK | os.X_OK) else []
    return max([path.lstat().st_mtime, *inside])


def _size(path: Path) -> int:
    """Bytes of the files below a folder, each counted once however many names it has."""
    seen: dict[tuple[int, int], int] = {}
    for place in [path, *path.rglob("*")] if path.is_dir() else [path]:
        found = place.lstat()
        if not place.is_dir() or place.is_symlink():
            seen[found.st_dev, found.st_ino] = found.st_size
    return sum(seen.values())
