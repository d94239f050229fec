# SPDX-License-Identifier: LGPL-3.0-or-later
"""What of a manifest is wanted, and whether it is there; it imports little, as most installs find everything there."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from b2tools.places.installations import Installation
from b2tools.places.receipts import Receipt
from b2tools.thirdparty.manifests import Manifest, Variant
from b2tools.thirdparty.prefixes import OPTIONS


@dataclass(frozen=True)
class Choice:
    """What of a manifest is wanted: optional packages by name, the options to make (opt, debug; common always)."""

    optional: Collection[str] = ()
    options: Collection[str] = OPTIONS

    def variants(self, manifest: Manifest, only: Collection[str] = ()) -> list[Variant]:
        """What to make, in order; `only` some packages with what they require. Raises `NoSuchExternal`."""
        wanted = {"common", *self.options}
        return [Variant(package, option) for package in manifest.chosen(self.optional, only) for option in package.options
                if option in wanted]

    def inputs(self) -> dict[str, str]:
        """As a receipt keeps it."""
        return {"optional": ",".join(sorted(self.optional)), "options": ",".join(sorted({"common", *self.options}))}


EVERYTHING_USUAL = Choice()


def is_current(place: Installation, manifest: Manifest, choice: Choice = EVERYTHING_USUAL) -> bool:
    """Whether exactly this manifest is installed, with at least what is wanted of it."""
    receipt = place.receipt()
    if receipt is None or receipt.inputs.get("manifest") != manifest.digest:
        return False
    there = made(receipt)
    return set(choice.optional) <= set(there.optional) and set(choice.options) <= set(there.options)


def made(receipt: Receipt) -> Choice:
    """What an installation has."""
    return Choice(_listed(receipt, "optional"), _listed(receipt, "options"))


def _listed(receipt: Receipt, name: str) -> set[str]:
    there = receipt.inputs.get(name, ",".join(OPTIONS) if name == "options" else "")
    return set(filter(None, there.split(",")))
