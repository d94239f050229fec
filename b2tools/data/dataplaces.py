# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where data sets are installed: TOP/data/NAME/VERSION, or a folder that was named."""
from __future__ import annotations

from pathlib import Path

from b2tools import errors
from b2tools.places import installations, receipts
from b2tools.places.installations import Installation
from b2tools.sites import Site

FOLDER = "data"


def every(top: Path) -> list[Installation]:
    """The data sets in the folder of a site, by name and version."""
    return [place for folder in folders(top) for place in installations.installed(folder)]


def folders(top: Path) -> list[Path]:
    """The folders of a site that hold the versions of one data set each."""
    return [path for path in sorted((top / FOLDER).glob("[!.]*")) if path.is_dir()]


def name_of(place: Installation) -> str:
    """NAME/VERSION of an installed data set."""
    return f"{place.top.name}/{place.name}"


def installed(site: Site, name: str) -> Installation | None:
    """The installed data set that a name means: NAME, NAME/VERSION or the absolute path of its folder; None if there is none.

    Of several versions NAME means the one that was installed last.
    """
    found = _named(site, name)
    return max(found, key=lambda place: (place.final / receipts.NAME).stat().st_mtime) if found else None


def only(site: Site, name: str) -> Installation | None:
    """The same where a wrong guess would do harm: raises `SeveralVersions` if NAME has several versions."""
    found = _named(site, name)
    if len(found) > 1:
        raise errors.SeveralVersions(name=name, versions=", ".join(map(name_of, found)))
    return found[0] if found else None


def _named(site: Site, name: str) -> list[Installation]:
    folder = Path(name) if name.startswith("/") else site.top / FOLDER / name
    if ".." in folder.parts:
        return []
    alone = (folder / receipts.NAME).is_file()
    found = [Installation(folder.parent, folder.name, site.group)] if alone else [] if "/" in name else [
        Installation(folder, one.name, site.group) for one in installations.installed(folder)]
    return [place for place in found if _is_data(place)]


def _is_data(place: Installation) -> bool:
    receipt = place.receipt()
    return receipt is not None and receipt.kind == FOLDER
