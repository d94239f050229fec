# SPDX-License-Identifier: LGPL-3.0-or-later
"""Install one version of the externals: fetch, verify, make each package, merge, check, receipt, one rename."""
from __future__ import annotations

import graphlib
import platform
from collections.abc import Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path

from b2tools import errors, files, process, space
from b2tools.network import download
from b2tools.places import receipts
from b2tools.places.installations import Installation, MADE_BY, Means, arch
from b2tools.thirdparty import builders, choices, manifests, prefixes, systempackages
from b2tools.thirdparty.choices import Choice, EVERYTHING_USUAL, is_current
from b2tools.thirdparty.manifests import Manifest, Variant
from b2tools.thirdparty.products import Workshop


def installation(top: Path, version: str, group: str | None = None) -> Installation:
    """Where a version of the externals lies below the top folder of a site."""
    return Installation(top / "externals", version, group)


def install(top: Path, manifest: Manifest, means: Means, choice: Choice = EVERYTHING_USUAL, *, group: str | None = None,
            products: Path | None = None) -> receipts.Receipt:
    """Install the externals of a manifest below a site's top folder from their sources, or do nothing if they are there.

    Waits for another install of the same version. Interrupted at any moment, it leaves nothing half installed; the next goes on.
    Optional packages that are there stay. With `products` what was made is kept in that folder, for the next build.
    Raises `FetchFailed`, `WrongHash`, `WrongPython`, `ProgramMissing`, `TooLittleSpace`, `BuildFailed`, `BuildHangs`,
    `WroteOutside`, `CheckFailed` and others.
    """
    place = installation(top, manifest.version, group)
    files.refuse_apostrophe(place.top)
    if is_current(place, manifest, choice):
        return place.receipt()
    _refuse_wrong_machine(manifest, choice.variants(manifest), means)
    with place.locked(means.waiting):
        if not is_current(place, manifest, choice):
            _make(place, manifest, _with_what_is_there(place, manifest, choice), means, products)
    return place.receipt()


def _with_what_is_there(place: Installation, manifest: Manifest, choice: Choice) -> Choice:
    receipt = place.receipt()
    if receipt is None:
        return choice
    there = choices.made(receipt)
    known = {package.name for package in manifest.packages if package.optional}
    return Choice({*choice.optional} | set(there.optional) & known, {*choice.options} | set(there.options))


def _refuse_wrong_machine(manifest: Manifest, variants: Collection[Variant], means: Means) -> dict[str, str]:
    """Refuse what cannot work before anything is done; the versions of what the system brings, by package."""
    found = platform.python_version()
    if ".".join(found.split(".")[:2]) != manifest.python:
        raise errors.WrongPython(version=manifest.version, wanted=manifest.python, executable=means.python, found=found)
    packages = {variant.package.name: variant.package for variant in variants}.values()
    for package in packages:
        builders.programs_missing(f"{package.name} {package.version}", package.programs)
    return {package.name: systempackages.found(package, manifest.version) for package in packages if package.kind == "system"}


def _make(place: Installation, manifest: Manifest, choice: Choice, means: Means, products: Path | None) -> None:
    staging = place.staging
    variants = choice.variants(manifest)
    system = _refuse_wrong_machine(manifest, variants, means)
    folder = products or staging / ".products"
    space.require(place.top, manifest.size - _used(folder), f"installing externals {manifest.version}")
    workshop = _workshop(folder, manifest, means, products is not None)
    if products is None and not folder.is_dir():
        # killed while it removed them
        files.vanish(folder)
    made = make_products(workshop, variants, _fetch(variants, means), system)
    if products is None:
        workshop.tidy(set(made.values()))
    prefixes.assemble(manifest, made, staging / arch())
    means.progress("checks", 0, 0)
    prefixes.check(manifest, made, staging, arch(), means.clean(), means.jobs)
    means.progress("checks", 1, 1)
    if products is None:
        files.vanish(workshop.folder)
    inputs = {"manifest": manifest.digest, "python": platform.python_version()} | choice.inputs()
    receipts.write(staging, "externals", manifest.version, platform=arch(), made_by=MADE_BY, environment=manifest.environment,
                   inputs=inputs | {f"system {name}": version for name, version in system.items()}, progress=means.progress)
    place.commit()


def _workshop(folder: Path, manifest: Manifest, means: Means, lasting: bool) -> Workshop:
    return Workshop(folder, manifest.python, manifest.path.parent / manifests.PATCHES, means, lasting, manifest.path)


def _fetch(variants: Collection[Variant], means: Means) -> dict[str, Path]:
    wanted = list({file.sha256: file for variant in variants for file in variant.package.files}.values())
    return download.fetch_all(wanted, download.Cache(means.cache), means.python, max(download.CONNECTIONS, means.jobs),
                              means.progress, means.proxies)


def _used(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*")) if folder.is_dir() else 0


def build_some(folder: Path, manifest: Manifest, means: Means, choice: Choice, only: Collection[str]) -> dict[Variant, Path]:
    """Build some packages and what they require into a folder of products, which keeps them; nothing is installed."""
    variants = choice.variants(manifest, only)
    system = _refuse_wrong_machine(manifest, variants, means)
    return make_products(_workshop(folder, manifest, means, True), variants, _fetch(variants, means), system)


def make_products(workshop: Workshop, variants: Collection[Variant], fetched: Mapping[str, Path],
                  system: Mapping[str, str] | None = None) -> dict[Variant, Path]:
    """Make the products of all variants, those that need nothing unfinished at the same time; folders by variant.

    `system` are the versions of what the system brings: what is built against another one is another product.
    """
    needs = {one: _required(one, variants) for one in variants}
    order = graphlib.TopologicalSorter({one: needs[one] for one in variants})
    order.prepare()
    keys: dict[Variant, str] = {}
    products: dict[Variant, Path] = {}
    running: dict[Future[Path], Variant] = {}
    with process.pool(workshop.means.jobs) as pool:
        while order.is_active():
            for variant in sorted(order.get_ready(), key=lambda one: -sum(file.size for file in one.package.files)):
                if variant.package.kind == "system":
                    keys[variant] = (system or {}).get(variant.package.name, "")
                    order.done(variant)
                    continue
                direct = {one: keys[one] for one in needs[variant]}
                product = workshop.product(variant, direct)
                keys[variant] = workshop.key(variant, direct)
                running[pool.submit(_told, workshop, variant, fetched, product, _closure(variant, needs, products))] = variant
            done, _ = wait(running, return_when=FIRST_COMPLETED) if running else ((), ())
            for future in done:
                variant = running.pop(future)
                try:
                    products[variant] = future.result()
                except BaseException:
                    pool.shutdown(wait=True, cancel_futures=True)
                    raise
                order.done(variant)
                workshop.means.progress("packages of the externals", len(products), len(variants))
    workshop.means.progress("packages of the externals", 1, 1)
    return products


def _told(workshop: Workshop, variant: Variant, fetched: Mapping[str, Path], product: Path,
          required: Mapping[Variant, Path]) -> Path:
    """Make a product; a build tells when it begins and ends."""
    what = f"building {variant.label} {variant.package.version}"
    builds = variant.package.kind in ("python", "source") and not product.is_dir()
    if builds:
        workshop.means.progress(what, 0, 0)
    made = workshop.make(variant, fetched, product, required)
    if builds:
        workshop.means.progress(what, 1, 1)
    return made


def _required(variant: Variant, variants: Collection[Variant]) -> list[Variant]:
    """What a variant requires directly: each package for the same option, else the common one."""
    found = []
    for name in variant.package.requires:
        there = {one.option: one for one in variants if one.package.name == name}
        one = there.get(variant.option) or there.get("common")
        if one:
            found.append(one)
    return found


def _closure(variant: Variant, needs: Mapping[Variant, list[Variant]], products: Mapping[Variant, Path]) -> dict[Variant, Path]:
    pending, found = list(needs[variant]), {}
    while pending:
        one = pending.pop()
        if one not in found and one in products:
            found[one] = products[one]
        pending += needs[one]
    return dict(sorted(found.items(), key=lambda item: item[0].label))


def plan(top: Path, manifest: Manifest, cache: Path, choice: Choice = EVERYTHING_USUAL) -> str:
    """What `install` would do, in one sentence."""
    place = installation(top, manifest.version)
    if is_current(place, manifest, choice):
        return f"Externals {manifest.version} are installed in {place.final}; nothing would be done."
    store = download.Cache(cache)
    variants = choice.variants(manifest)
    wanted = {file.sha256: file for variant in variants for file in variant.package.files}.values()
    missing = [file for file in wanted if not store.path(file.sha256).is_file()]
    packages = len({variant.package.name for variant in variants})
    return (f"Would install {packages} packages in {place.final} (about {space.text(manifest.size)}), "
            f"fetching {len(missing)} files ({space.text(sum(file.size for file in missing))}).")


def versions(top: Path, folder: Path) -> dict[str, bool]:
    """The versions that can be installed, oldest first, each with whether it is."""
    return {version: installation(top, version).receipt() is not None for version in manifests.names(folder)}
