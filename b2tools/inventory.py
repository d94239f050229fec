# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is installed at a site: listed, verified, judged before removal."""
from __future__ import annotations

from pathlib import Path

from b2tools import environment, errors, installations, receipts, versions
from b2tools.installations import Installation
from b2tools.progress import Progress, silent
from b2tools.sites import Site


def receipts_of(site: Site) -> list[receipts.Receipt]:
    """The receipts of all externals, then of all releases."""
    return [place.receipt() for top in (site.externals, site.releases) for place in installations.installed(top)]


def find(site: Site, name: str) -> Installation:
    """The installed release or externals of that name; raises `NotInstalled` with near names."""
    kind, top = ("externals", site.externals) if versions.ExternalsVersion.matches(name) else ("release", site.releases)
    place = Installation(top, name)
    if "/" in name or place.receipt() is None:
        raise environment.not_installed(kind, name, top)
    return place


def verify(site: Site, name: str, progress: Progress = silent) -> tuple[Path, list[str]]:
    """Folder of an installation and what differs from its receipt, one line each."""
    place = find(site, name)
    return place.final, receipts.verify(place.final, progress)


def removable(site: Site, name: str, force: bool = False) -> Installation:
    """The installation to remove; raises `StillNeeded` if releases stand on these externals, unless forced."""
    place = find(site, name)
    users = [one.name for one in receipts_of(site) if one.inputs.get("externals") == name]
    if users and not force:
        raise errors.StillNeeded(name=name, users=", ".join(users))
    return place
