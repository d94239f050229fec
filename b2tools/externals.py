# SPDX-License-Identifier: LGPL-3.0-or-later
"""Install one version of the externals: fetch, verify, make each package, merge, check, receipt, one rename."""
from __future__ import annotations

import graphlib
import platform
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path

from b2tools import download, errors, files, manifests, prefixes, process, receipts, space
from b2tools.installations import MADE_BY, Installation, Means, arch
from b2tools.manifests import Manifest, Package
from b2tools.products import Workshop


def installation(top: Path, version: str) -> Installation:
    """Where a version of the externals lies below the top folder of a site."""
    return Installation(top / "externals", version)


def chosen(manifest: Manifest, optional: Iterable[str] = ()) -> list[Package]:
    """The packages to install, in order: all but the optional ones that were not asked for."""
    wanted = set(optional)
    return [package for package in manifest.in_order() if not package.optional or package.name in wanted]


def is_current(place: Installation, manifest: Manifest) -> bool:
    """Whether exactly this manifest is installed."""
    receipt = place.receipt()
    return receipt is not None and receipt.inputs.get("manifest") == manifest.digest


def install(top: Path, manifest: Manifest, means: Means) -> receipts.Receipt:
    """Install the externals of a manifest below a site's top folder, or do nothing if they are there.

    Waits for another install of the same version. Interrupted at any moment, it leaves nothing half installed; the next goes on.
    Raises `FetchFailed`, `WrongHash`, `WrongPython`, `ProgramMissing`, `TooLittleSpace`, `BuildFailed`, `CheckFailed` and others.
    """
    place = installation(top, manifest.version)
    files.refuse_apostrophe(place.top)
    if is_current(place, manifest):
        return place.receipt()
    packages = chosen(manifest)
    _refuse_wrong_machine(manifest, packages, means)
    with place.locked(means.waiting):
        if not is_current(place, manifest):
            _make(place, manifest, packages, means)
    return place.receipt()


def _refuse_wrong_machine(manifest: Manifest, packages: list[Package], means: Means) -> None:
    found = platform.python_version()
    if ".".join(found.split(".")[:2]) != manifest.python:
        raise errors.WrongPython(version=manifest.version, wanted=manifest.python, executable=means.python, found=found)
    for package in packages:
        for program in package.programs:
            process.which(program, f"building {package.name} {package.version}",
                          "Install it (b2install-prepare externals tells how) and try again.", path=means.environ.get("PATH"))


def _make(place: Installation, manifest: Manifest, packages: list[Package], means: Means) -> None:
    staging = place.staging
    space.require(place.top, manifest.size - _used(staging), f"installing externals {manifest.version}")
    wanted = [file for package in packages for file in package.files]
    fetched = download.fetch_all(wanted, download.Cache(means.cache), means.python, max(4, means.jobs), means.progress)
    workshop = Workshop(staging / ".products", manifest.python, manifest.path.parent / manifests.PATCHES, means)
    products = make_products(workshop, packages, fetched)
    workshop.tidy(set(products.values()))
    prefixes.assemble(manifest, products, staging / arch())
    means.progress("checks", 0, 0)
    prefixes.check(manifest, packages, staging, arch(), means.clean(), means.jobs)
    means.progress("checks", 1, 1)
    files.remove(workshop.folder)
    receipts.write(staging, "externals", manifest.version, platform=arch(), made_by=MADE_BY, environment=manifest.environment,
                   inputs={"manifest": manifest.digest, "python": platform.python_version()}, progress=means.progress)
    place.commit()


def _used(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*")) if folder.is_dir() else 0


def make_products(workshop: Workshop, packages: list[Package], fetched: dict[str, Path]) -> dict[str, Path]:
    """Make the products of all packages, those that need nothing unfinished at the same time; folders by package name."""
    named = {package.name: package for package in packages}
    order = graphlib.TopologicalSorter({name: [one for one in package.requires if one in named] for name, package in named.items()})
    order.prepare()
    keys: dict[str, str] = {}
    products: dict[str, Path] = {}
    running: dict[Future[Path], str] = {}
    with process.pool(workshop.means.jobs) as pool:
        while order.is_active():
            for name in sorted(order.get_ready(), key=lambda name: -sum(file.size for file in named[name].files)):
                product = workshop.product(named[name], keys)
                keys[name] = workshop.key(named[name], keys)
                running[pool.submit(workshop.make, named[name], fetched, product)] = name
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                name = running.pop(future)
                try:
                    products[name] = future.result()
                except BaseException:
                    pool.shutdown(wait=True, cancel_futures=True)
                    raise
                order.done(name)
                workshop.means.progress("packages of the externals", len(products), len(packages))
    return products


def plan(top: Path, manifest: Manifest, cache: Path) -> str:
    """What `install` would do, in one sentence."""
    place = installation(top, manifest.version)
    if is_current(place, manifest):
        return f"Externals {manifest.version} are installed in {place.final}; nothing would be done."
    store = download.Cache(cache)
    missing = [file for package in chosen(manifest) for file in package.files if not store.path(file.sha256).is_file()]
    return (f"Would install {len(chosen(manifest))} packages in {place.final} (about {space.text(manifest.size)}), "
            f"fetching {len(missing)} files ({space.text(sum(file.size for file in missing))}).")


def versions(top: Path, folder: Path) -> dict[str, bool]:
    """The versions that can be installed, oldest first, each with whether it is."""
    return {version: installation(top, version).receipt() is not None for version in manifests.names(folder)}
