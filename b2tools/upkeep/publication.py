# SPDX-License-Identifier: LGPL-3.0-or-later
"""Publish installed versions as a release manager: pack, sign, list in the index, or issue the index again."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from b2tools import space
from b2tools.places import receipts
from b2tools.places.installations import Means
from b2tools.publishing import catalogues, packs
from b2tools.publishing.catalogues import Entry
from b2tools.sites import Site
from b2tools.upkeep import inventory


@dataclass(frozen=True)
class Published:
    """What was or would be done, the number and last day of the index, and its new entries."""

    text: str
    serial: int | None = None
    expires: str | None = None
    entries: tuple[Entry, ...] = ()

    def __str__(self) -> str:
        return self.text

    def as_json(self) -> str:
        """The same as data."""
        return json.dumps({"done": self.serial is not None} | asdict(self), indent=1)


def publish(site: Site, version: str | None, area: Path | None, key: Path | None, means: Means, dry_run: bool = False) -> Published:
    """Pack and publish a version that is installed at the site, or without one issue the index again.

    The area and the key are the site's own if none are named. Raises `NotInstalled`, `NotPacked`, `NoKey`.
    """
    area = (area or packs.own_area(site)).absolute()
    key = packs.own_key(site, key)
    if version is None:
        return _renew(area, key, dry_run)
    place = inventory.find(site, version)
    order = packs.Order(site, place, site.platform, area, key)
    if dry_run:
        return Published(_plan(order))
    made = packs.publish(order, means)
    fresh = tuple(one for one in made.entries if (one.name, one.platform) == (version, site.platform))
    lines = [f"{area / one.file}: {space.text(one.size)}, {space.text(one.installed)} when unpacked" for one in fresh]
    return Published("\n".join([*lines, _index(made)]), made.serial, catalogues.stamp(made.expires), fresh)


def _renew(area: Path, key: Path, dry_run: bool) -> Published:
    if dry_run:
        return Published(f"Would issue {area / catalogues.NAME} again, for {catalogues.DAYS} days, signed with {key}.")
    made = catalogues.publish(area, key)
    return Published(_index(made), made.serial, catalogues.stamp(made.expires))


def _index(made: catalogues.Catalogue) -> str:
    return (f"The index has the serial number {made.serial} and {len(made.entries)} entries, "
            f"and counts until {catalogues.stamp(made.expires)}.")


def _plan(order: packs.Order) -> str:
    receipt = order.place.receipt()
    parts = " and ".join(part for part in catalogues.PARTS if receipts.has_part(order.place.final, part))
    return (f"Would pack {receipt.files.count} files of {order.place.final} ({parts}) for {order.platform} ({receipt.platform}) "
            f"into {order.area / receipt.kind / order.place.name} and sign the index with {order.key}.")
