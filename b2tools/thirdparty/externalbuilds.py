# SPDX-License-Identifier: LGPL-3.0-or-later
"""Builds of externals for the release manager: in an area that keeps what is finished, then archive, index and signature."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from b2tools import errors, files, locks, resources
from b2tools.places.installations import Installation, Means
from b2tools.publishing import packs, signedfiles
from b2tools.sites import Site
from b2tools.thirdparty import externals, manifests, sbom
from b2tools.thirdparty.manifests import Manifest
from b2tools.thirdparty.products import ROOMS

PRODUCTS, ARCHIVES = ".products", "archives"


def manifest_of(version: str) -> Manifest:
    """The manifest of a shipped version, or of a file whose name ends in .toml."""
    if version.endswith(".toml"):
        path = Path(version)
        if not path.is_file():
            raise errors.UnknownExternals(version=version, near="There is no such file.")
        return manifests.read(path)
    return manifests.find(resources.folder("externals"), version)


def bill(version: str, optional: tuple[str, ...] | None, home: Path | None, time: datetime | None) -> str:
    """The bill of materials of a version; with `home` of what is installed there. Raises `UnknownExternals`."""
    manifest = manifest_of(version)
    if home is None:
        return sbom.make(manifest, optional, time=time)
    receipt = externals.installation(home, manifest.version).receipt()
    if receipt is None:
        raise errors.UnknownExternals(version=manifest.version, near=f"They are not installed in {home}.")
    return sbom.make(manifest, tuple(filter(None, receipt.inputs.get("optional", "").split(","))), receipt, time)


@dataclass(frozen=True)
class Order:
    """What shall be built: version or manifest file, options with commas, optional packages, only some packages; in which area, for
    which site; whether to pack it there, or to publish it in a download area with a key (None: the site's own)."""

    version: str
    options: str
    optional: tuple[str, ...]
    only: tuple[str, ...]
    area: Path
    site: Site
    pack: bool = False
    publish: Path | None = None
    key: Path | None = None

    @property
    def _choice(self) -> externals.Choice:
        return externals.Choice(self.optional, self.options.split(","))

    def plan(self, means: Means) -> Iterator[str]:
        """What would be done, in sentences."""
        manifest = manifest_of(self.version)
        names = ", ".join(variant.label for variant in self._choice.variants(manifest, self.only))
        yield f"Would build in {self.area}: {names}."
        if self.publish:
            yield f"Would publish the archive in {self.publish}, signed with {packs.own_key(self.site, self.key)}."

    def carry_out(self, means: Means) -> Iterator[str]:
        """Build, pack, publish; tells what was done. Raises what `externals.install` does, and `NoKey` before anything is built."""
        manifest, choice = manifest_of(self.version), self._choice
        if self.publish:
            self._refuse_to_publish(manifest)
        products = self.area / PRODUCTS
        with locks.exclusive(self.area / ".lock", means.waiting):
            # of a build that was killed
            files.remove(products / ROOMS)
            if self.only:
                made = externals.build_some(products, manifest, means, choice, self.only)
                yield from (f"{variant.label} {variant.package.version} is built in {folder}." for variant, folder in made.items())
                return
            receipt = externals.install(self.area, manifest, means, choice, products=products)
            files.write(self.area / f"{manifest.version}.cdx.json", sbom.make(manifest, choice.optional, receipt))
            place = externals.installation(self.area, manifest.version)
            yield f"Externals {manifest.version} are built in {place.final} ({receipt.files.count} files); logs are in {products}."
            yield from self._packed(manifest, place, means)

    def _refuse_to_publish(self, manifest: Manifest) -> None:
        if set(self.options.split(",")) != {"opt", "debug"} or self.only:
            raise errors.NotPacked(name=manifest.version, reason="only whole externals, with opt and debug, can be published")
        packs.own_key(self.site, self.key)

    def _packed(self, manifest: Manifest, place: Installation, means: Means) -> Iterator[str]:
        if self.publish:
            wanted = packs.Order(self.site, place, self.site.platform, self.publish, packs.own_key(self.site, self.key))
            for name, content in ((f"{manifest.version}.toml", manifest.path.read_bytes()),
                                  (f"{manifest.version}.cdx.json", (self.area / f"{manifest.version}.cdx.json").read_bytes())):
                signedfiles.publish(self.publish, f"externals/{manifest.version}/{name}", content, wanted.key)
            packs.publish(wanted, means)
            yield f"Published in {self.publish}, signed with {wanted.key}."
        elif self.pack:
            for entry in packs.pack(place, self.area / ARCHIVES, self.site.platform, means.progress):
                yield f"Packed {self.area / ARCHIVES / entry.file} ({entry.size} bytes, SHA-256 {entry.sha256})."
