# SPDX-License-Identifier: LGPL-3.0-or-later
"""An order of externals: what is wanted where, and whether it is there; it imports little, as most orders ask for what is there."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from b2tools.places.installations import Installation
from b2tools.places.receipts import Receipt
from b2tools.sites import Site
from b2tools.thirdparty import choices, manifests
from b2tools.thirdparty.manifests import Manifest


@dataclass(frozen=True)
class Order:
    """Which version is wanted where: by binary archive only ("binary"), from source only ("source"), or as it can be had ("any");
    for another platform; also from an older index than the last one; with the packages' own checks also in what comes by archive;
    which of the manifest's packages and options."""

    site: Site
    version: str
    folder: Path
    how: str = "any"
    platform: str | None = None
    allow_downgrade: bool = False
    check: bool = False
    choice: choices.Choice = choices.EVERYTHING_USUAL

    @property
    def there(self) -> Site:
        """The site as the wanted platform uses it."""
        return self.site if self.platform is None else self.site.for_platform(self.platform)

    @property
    def place(self) -> Installation:
        """Where it lies and is staged."""
        return Installation(self.there.externals, self.version, self.site.group)

    def manifest(self) -> Manifest | None:
        """The manifest of the version; None for one that is known by its archive only."""
        return manifests.find(self.folder, self.version) if self.version in manifests.names(self.folder) else None


def present(order: Order) -> Receipt | None:
    """The receipt of what is wanted if it is there, and nothing has to be asked for it."""
    manifest = order.manifest()
    return order.place.receipt() if manifest is not None and choices.is_current(order.place, manifest, order.choice) else None


def done(order: Order, receipt: Receipt, dry_run: bool = False) -> str:
    """What there is now, in one sentence."""
    said = f"Externals {order.version} are installed in {order.place.final}"
    return f"{said}; nothing would be done." if dry_run else f"{said} ({receipt.files.count} files)."
