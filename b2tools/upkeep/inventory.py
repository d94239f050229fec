# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is installed at a site: listed, verified, judged before removal."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, locks, space, versions
from b2tools.data import dataplaces
from b2tools.environments import environment
from b2tools.places import installations, receipts, roots
from b2tools.places.installations import Installation
from b2tools.progress import Progress, silent
from b2tools.sites import Site

KINDS = {"externals": "externals", "releases": "release"}
ORIGINS = ("commit", "manifest", "data")


@dataclass(frozen=True)
class Entry:
    """One installed version: its kind (externals, release or data), its place, its receipt (None with a `problem` if it cannot be
    read), when it was installed (seconds since 1970), and who uses it."""

    kind: str
    place: Installation
    receipt: receipts.Receipt | None
    problem: str
    since: float
    users: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its version, of a data set with its name before."""
        return dataplaces.name_of(self.place) if self.kind == dataplaces.FOLDER else self.place.name

    def as_data(self) -> dict[str, object]:
        """What `b2install-list --json` says of it."""
        data = {"kind": self.kind, "name": self.name, "folder": str(self.place.final), "installed": int(self.since),
                "used_by": list(self.users), "problem": self.problem or None}
        if self.receipt is not None:
            data |= {"platform": self.receipt.platform, "size": self.receipt.files.size, "files": self.receipt.files.count,
                     "receipt": receipts.digest(self.place.final), "made_by": self.receipt.made_by, "inputs": self.receipt.inputs}
        return data


def entries(home: Path) -> list[Entry]:
    """All externals, then all releases beside each other in a folder, with who uses each."""
    known = roots.all_of(home)
    found = [(kind, place, *_receipt(place)) for folder, kind in KINDS.items() for place in installations.installed(home / folder)]
    needs = {place.name: needed_by(place, receipt) for kind, place, receipt, _ in found if kind == "release"}
    result = []
    for kind, place, receipt, problem in found:
        users = [name for name, needed in needs.items() if kind == "externals" and needed == place.name]
        users += [str(root) for root in known if not root.dead and place.name in root.uses]
        since = (place.final / receipts.NAME).stat().st_mtime
        result.append(Entry(kind, place, receipt, problem, since, tuple(users)))
    return result


def data_sets(site: Site) -> list[Entry]:
    """All data sets in the site's folder; nobody knows who uses them."""
    return [Entry(dataplaces.FOLDER, place, *_receipt(place), (place.final / receipts.NAME).stat().st_mtime, ())
            for place in dataplaces.every(site.top)]


def _receipt(place: Installation) -> tuple[receipts.Receipt | None, str]:
    try:
        return place.receipt(), ""
    except errors.BadReceipt as error:
        return None, error.facts["reason"]


def needed_by(place: Installation, receipt: receipts.Receipt | None) -> str | None:
    """The externals that a release stands on, by its receipt or its own file."""
    if receipt is not None and receipt.inputs.get("externals"):
        return receipt.inputs["externals"]
    try:
        return (place.final / ".externals").read_text("utf-8", "replace").split("\n")[0].strip() or None
    except OSError:
        return None


def receipts_of(site: Site) -> list[receipts.Receipt]:
    """The receipts of all externals, then of all releases."""
    return [place.receipt() for top in (site.externals, site.releases) for place in installations.installed(top)]


def table(found: list[Entry]) -> str:
    """A line for each entry: kind, name, platform, size, number of files, from what it was made, how many use it."""
    rows = [("kind", "name", "platform", "size", "files", "made from", "used by")]
    for one in found:
        if one.receipt is None:
            rows.append((one.kind, one.name, "?", "?", "?", f"its receipt cannot be read: {one.problem}", ""))
            continue
        origin = next((one.receipt.inputs[key] for key in ORIGINS if key in one.receipt.inputs), "")[:12]
        nobody = "" if one.kind == dataplaces.FOLDER else "nobody"
        rows.append((one.kind, one.name, one.receipt.platform, space.text(one.receipt.files.size),
                     str(one.receipt.files.count), origin, str(len(one.users)) if one.users else nobody))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.rjust(width) if column in (3, 4) else cell.ljust(width)
                       for column, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows]
    return "\n".join(lines)


def find(site: Site, name: str) -> Installation:
    """The installed release or externals of that name; raises `NotInstalled` with near names."""
    kind, top = ("externals", site.externals) if versions.ExternalsVersion.matches(name) else ("release", site.releases)
    place = Installation(top, name, site.group)
    if "/" in name or not (place.final / receipts.NAME).is_file():
        raise environment.not_installed(kind, name, top)
    return place


def verify(site: Site, name: str, progress: Progress = silent) -> tuple[Path, list[str]]:
    """Folder of an installation, also of a data set, and what differs from its receipt, one line each."""
    place = dataplaces.installed(site, name) or find(site, name)
    return place.final, receipts.verify(place.final, progress)


def removable(site: Site, name: str, kept: Mapping[str, str] | None = None, force: bool = False) -> Installation:
    """The installation, also a data set, to remove; raises `StillNeeded` if releases, working copies or analyses stand on it,
    `InUse` if an install runs that may or if there is a reason to keep it (`kept`, by name), unless forced.

    Raises `NoRights`, `NotInstalled`, `SeveralVersions`.
    """
    data = dataplaces.only(site, name)
    place = data or find(site, name)
    place.refuse_without_rights()
    if data or force:
        return place
    entry = next(one for one in entries(site.home) if one.place.final == place.final)
    if entry.users:
        raise errors.StillNeeded(name=name, users=", ".join(entry.users))
    unclear = [root for root in roots.all_of(site.home) if root.folder is None]
    if unclear:
        raise errors.InUse(name=name, reason=f"{unclear[0].file} cannot be read, so nobody knows who uses it")
    if name in (kept or {}):
        raise errors.InUse(name=name, reason=kept[name])
    running = running_installs(site.releases) if entry.kind == "externals" else []
    if running:
        raise errors.InUse(name=name, reason=f"an install of {', '.join(running)} runs, which may stand on it")
    return place


def running_installs(top: Path) -> list[str]:
    """Names of what is being installed or removed in a folder now."""
    held = []
    for path in sorted(top.glob(".*.lock")):
        try:
            with locks.attempt(path) as free:
                if not free:
                    held.append(path.name.removeprefix(".").removesuffix(".lock"))
        except (errors.LockUnusable, errors.NotWritable):
            # somebody else's lock, which cannot be tried
            held.append(path.name.removeprefix(".").removesuffix(".lock"))
    return held
