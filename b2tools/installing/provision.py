# SPDX-License-Identifier: LGPL-3.0-or-later
"""How a version of the externals comes to a site: from a binary archive of the signed index, or built from its manifest."""
from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, platforms
from b2tools.installing import binaries, externalsorders
from b2tools.installing.externalsorders import Order
from b2tools.places import installations
from b2tools.places.installations import Means, arch
from b2tools.places.receipts import Receipt
from b2tools.publishing import catalogues
from b2tools.sites import Site
from b2tools.thirdparty import choices, externals, manifests, prefixes
from b2tools.thirdparty.manifests import Manifest


def install(order: Order, means: Means) -> Receipt:
    """Install the version, or do nothing if it is there.

    Raises what `binaries.install` and `externals.install` raise; `ForeignPlatform` if it had to be built for another one.
    """
    there = externalsorders.present(order)
    if there is not None:
        return there
    manifest = order.manifest()
    if order.how != "source" and not order.choice.optional:
        receipt = _from_archive(order, manifest, means)
        if receipt is not None:
            return receipt
    if manifest is None:
        known = manifests.names(order.folder)
        raise errors.UnknownExternals(version=order.version, near=errors.near(order.version, known))
    if order.platform not in (None, platforms.here()):
        raise errors.ForeignPlatform(version=order.version, wanted=order.platform, here=platforms.here())
    return externals.install(order.there.home, manifest, means, order.choice, group=order.site.group)


def _from_archive(order: Order, manifest: Manifest | None, means: Means) -> Receipt | None:
    return binaries.install(order.site, "externals", order.version, means, digest=manifest and manifest.digest,
                            platform=order.platform, required=order.how == "binary", allow_downgrade=order.allow_downgrade,
                            finish=lambda staging, receipt: _check(order, manifest, means, staging, receipt))


def _check(order: Order, manifest: Manifest | None, means: Means, staging: Path, receipt: Receipt) -> None:
    """Run the packages' own check commands in what came by archive, if wanted, but those that need programs which are not here.

    Without a manifest here nobody knows them, and those of another platform could not run."""
    if not order.check or manifest is None or order.platform not in (None, platforms.here()):
        return
    path = means.environ.get("PATH")
    here = [variant for variant in choices.made(receipt).variants(manifest)
            if variant.package.kind != "system" and all(shutil.which(one, path=path) for one in variant.package.programs)]
    means.progress("checks", 0, 0)
    prefixes.check(manifest, here, staging, arch(), means.clean(), max(means.jobs, os.cpu_count() or 1))
    means.progress("checks", 1, 1)


@dataclass(frozen=True)
class Available:
    """A version of the externals: whether it has a manifest, the platforms that it has archives for, whether it is installed."""

    version: str
    manifest: bool
    binary: tuple[str, ...]
    installed: bool

    def __str__(self) -> str:
        ways = (["source"] if self.manifest else []) + (["binary: " + ", ".join(self.binary)] if self.binary else [])
        return f"{self.version}  {'installed' if self.installed else '         '}  {'; '.join(ways)}".rstrip()


def available(site: Site, folder: Path, means: Means) -> list[Available]:
    """All versions that can be installed or are, oldest first; without a network as the last index said."""
    index = _index(site, means)
    sourced = manifests.names(folder)
    there = {one.name for one in installations.installed(site.externals)}
    served = index.versions("externals") if index else []
    names = sorted({*sourced, *served, *there}, key=catalogues.age)
    return [Available(name, name in sourced, tuple(index.platforms("externals", name)) if index else (), name in there)
            for name in names]


def _index(site: Site, means: Means) -> catalogues.Catalogue | None:
    if not site.download_urls or site.allowed_signers is None:
        return None
    try:
        return catalogues.fetch(site, means)
    except errors.NotServed:
        kept = catalogues.cached(site, means)
        return kept and kept[0]


def plan(order: Order, means: Means) -> str:
    """What `install` would do, in one sentence."""
    there = externalsorders.present(order)
    if there is not None:
        return externalsorders.done(order, there, dry_run=True)
    manifest = order.manifest()
    index = None if order.how == "source" else _index(order.site, means)
    entry = index and index.find("externals", order.version, order.there.platform, arch(), digest=manifest and manifest.digest)
    if entry:
        return (f"Would install externals {order.version} in {order.place.final} from {entry.file} "
                f"({entry.size} bytes, {entry.installed} when unpacked).")
    if order.how == "binary" or manifest is None:
        return f"There is no binary archive of externals {order.version} for {order.there.platform}; nothing could be installed."
    return externals.plan(order.there.home, manifest, means.cache)
