# SPDX-License-Identifier: LGPL-3.0-or-later
"""Install a release: built from the signed tag of the site's server, whole or absent."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import checkouts, debugfiles, environment, errors, files, receipts, releasebuilds, setups, space
from b2tools.git import Git
from b2tools.installations import MADE_BY, Installation, Means, arch
from b2tools.releasebuilds import Build, no_clone, ssh
from b2tools.sites import Site
from b2tools.versions import BuildVersion, LightVersion, PrereleaseVersion, ReleaseVersion

ROOM = 1_000_000_000
KINDS = (BuildVersion, PrereleaseVersion, LightVersion, ReleaseVersion)


@dataclass(frozen=True)
class Order:
    """A release to install: where, which, and as whom at the git server; with its debug files; seconds that a build may take."""

    site: Site
    name: str
    user: str
    debug: bool = False
    time_limit: float = releasebuilds.TIME_LIMIT

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
    if externals is None or order.debug and not debugfiles.present(order.place.final):
        return False
    if "externals_manifest" in receipt.inputs:
        return receipt.inputs["externals_manifest"] == externals.inputs.get("manifest", "")
    return receipt.inputs.get("externals_receipt") == receipts.digest(order.site.externals / receipt.inputs["externals"])


def install(order: Order, means: Means) -> receipts.Receipt:
    """Install a release, or do nothing if it is there.

    Waits for another install of the same one; after an interruption it goes on where it stopped.
    Raises `CannotClone`, `UnknownRelease`, `BadSignature`, `NotInstalled` (its externals), `BuildFailed` and others.
    """
    place = order.place
    files.refuse_apostrophe(place.top)
    if is_current(order):
        return place.receipt()
    place.refuse_without_rights()
    return _from_source(order, means)


def _from_source(order: Order, means: Means) -> receipts.Receipt:
    known = available(order.site, order.user, means.environ)
    if order.name not in known:
        url = order.site.software_url(order.user)
        raise errors.UnknownRelease(repository=url, version=order.name, near=errors.near(order.name, known))
    place = order.place
    with place.locked(means.waiting):
        if not is_current(order):
            try:
                _make(order, means)
            except errors.B2Error:
                files.remove(place.staging)
                raise
    return place.receipt()


def _make(order: Order, means: Means) -> None:
    place, site = order.place, order.site
    space.require(place.top, ROOM, f"building {order.name}")
    inputs = Build(site, order.name, order.user, place.staging, order.log, order.debug, order.time_limit).make(means)
    table = environment.table(place.staging)
    setups.compile(site, place.staging, order.name)
    receipts.write(place.staging, "release", order.name, platform=arch(), made_by=MADE_BY, inputs=inputs, environment=table,
                   progress=means.progress)
    place.commit()


def plan(order: Order) -> str:
    """What `install` would do, in one sentence."""
    if is_current(order):
        return f"{order.name} is installed in {order.place.final}; nothing would be done."
    return f"Would build {order.name} from {order.site.software_url(order.user)} in {order.place.final}."


def available(site: Site, user: str, environ: Mapping[str, str]) -> list[str]:
    """The releases that the site's server has, oldest first within each kind; raises `CannotClone`."""
    git = Git(site.top, checkouts.environment(environ, site))
    url = site.software_url(user)
    listed = git.run(*ssh(site), "ls-remote", "--tags", "--refs", "--", url, check=False)
    if listed.returncode:
        raise no_clone(url, listed, user)
    tags = [line.partition("refs/tags/")[2] for line in listed.text.splitlines()]
    return [str(version) for kind in KINDS for version in sorted(kind.parse(tag) for tag in tags if kind.matches(tag))]
