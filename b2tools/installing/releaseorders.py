# SPDX-License-Identifier: LGPL-3.0-or-later
"""An order of a release: what is wanted where, and whether it is there; it imports little, as most orders ask for what is there."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from b2tools.places import receipts
from b2tools.places.installations import Installation
from b2tools.sites import Site

TIME_LIMIT = 6 * 3600


@dataclass(frozen=True)
class Order:
    """A release to install: where, which, and as whom at the git server; `source` is "binary", "source", or "" for an archive if
    there is one; with its debug files; from an index older than one seen before; seconds that a build may take."""

    site: Site
    name: str
    user: str
    source: str = ""
    debug: bool = False
    allow_downgrade: bool = False
    time_limit: float = TIME_LIMIT

    @property
    def place(self) -> Installation:
        """Where it lies and is staged."""
        return Installation(self.site.releases, self.name, self.site.group)

    @property
    def log(self) -> Path:
        """Everything that the build said."""
        return self.place.top / f".{self.name}.log"


def is_current(order: Order) -> bool:
    """Whether the release is installed, made with the externals that are installed now, and with debug files if they are wanted."""
    receipt = order.place.receipt()
    if receipt is None:
        return False
    externals = receipts.read(order.site.externals / receipt.inputs.get("externals", "-"))
    if externals is None or order.debug and not receipts.has_part(order.place.final, "debug"):
        return False
    return receipt.inputs.get("externals_manifest") == externals.inputs.get("manifest", "")


def done(order: Order, dry_run: bool = False) -> str:
    """That it is there, in one sentence."""
    return f"{order.name} is installed in {order.place.final}{'; nothing would be done' if dry_run else ''}."
