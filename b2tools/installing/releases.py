# SPDX-License-Identifier: LGPL-3.0-or-later
"""Install a release: a signed binary archive for this platform, else built from the signed tag of the site's server."""
from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack

from b2tools import errors, files, space
from b2tools.environments import environment, setups
from b2tools.git import Git
from b2tools.installing import binaries, releasebuilds, releaseorders
from b2tools.installing.releasebuilds import Build, no_clone, ssh
from b2tools.installing.releaseorders import Order, is_current
from b2tools.places import cvmfs, receipts
from b2tools.places.installations import MADE_BY, Means, arch, installed
from b2tools.publishing import catalogues
from b2tools.sites import Site
from b2tools.versions import BuildVersion, LightVersion, PrereleaseVersion, ReleaseVersion
from b2tools.workingcopies import checkouts

ROOM = 1_000_000_000
KINDS = (BuildVersion, PrereleaseVersion, LightVersion, ReleaseVersion)


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
    cvmfs.write_hints(order.site.top)
    return _from_archive(order, means) or _from_source(order, means)


def _from_archive(order: Order, means: Means) -> receipts.Receipt | None:
    """Install the archive that the signed index has for this platform; None if there is none.

    The index vouches for the tag that an archive was made from; where the server can be asked, it must have that very tag.
    """
    if order.source == "source":
        return None
    try:
        digest = tags(order.site, order.user, means.environ).get(order.name, "")
    except errors.CannotClone:
        digest = None
    if digest == "":
        return None
    with ExitStack() as held:
        return binaries.install(order.site, "release", order.name, means, order.debug, digest=digest,
                                required=order.source == "binary", allow_downgrade=order.allow_downgrade,
                                accept=lambda receipt: _refuse_other_externals(order, receipt, held, means))


def _refuse_other_externals(order: Order, receipt: receipts.Receipt, held: ExitStack, means: Means) -> None:
    version, wanted = receipt.inputs.get("externals", ""), receipt.inputs.get("externals_manifest", "")
    present = releasebuilds.hold_externals(held, order.site, version, means)
    found = present.inputs.get("manifest", "")
    if found != wanted:
        raise errors.OtherExternals(release=order.name, externals=version, wanted=wanted[:12], found=found[:12])


def _from_source(order: Order, means: Means) -> receipts.Receipt:
    known = available(order.site, order.user, means.environ)
    if order.name not in known:
        url = order.site.software_url(order.user)
        raise errors.UnknownRelease(repository=url, version=order.name, near=errors.near(order.name, known))
    place = order.place
    with place.locked(means.waiting), place.dropping(errors.B2Error):
        if not is_current(order):
            _make(order, means)
    return place.receipt()


def _make(order: Order, means: Means) -> None:
    place, site = order.place, order.site
    space.require(place.top, ROOM, f"building {order.name}")
    build = Build(site, order.name, order.user, place.staging, order.log, order.debug, order.time_limit)
    with ExitStack() as held:
        inputs = build.make(means, held)
        table = environment.table(place.staging)
        setups.compile(site, place.staging, order.name)
        receipts.write(place.staging, "release", order.name, platform=arch(), made_by=MADE_BY, inputs=inputs, environment=table,
                       progress=means.progress)
        place.commit()


def plan(order: Order) -> str:
    """What `install` would do, in one sentence."""
    if is_current(order):
        return releaseorders.done(order, dry_run=True)
    first = "" if order.source == "source" or not order.site.download_urls else "unpack the archive of the signed index or "
    last = "" if order.source == "binary" else f"build {order.name} from {order.site.software_url(order.user)} "
    return f"Would {first if last else first.removesuffix(' or ') + ' '}{last}in {order.place.final}."


def listing(site: Site, user: str, means: Means) -> dict[str, bool]:
    """The releases that the server has, each with whether it is installed; without the server those of the signed index.

    Raises `CannotClone` if neither can be had."""
    there = {one.name for one in installed(site.releases)}
    try:
        known = available(site, user, means.environ)
    except errors.CannotClone as error:
        index = catalogues.cached(site, means) if site.download_urls else None
        try:
            catalogue = catalogues.fetch(site, means)
        except (errors.NotServed, errors.BadSignature):
            catalogue = index[0] if index else None
        if catalogue is None:
            raise error
        known = catalogue.versions("release", site.platform)
    return {name: name in there for name in known}


def available(site: Site, user: str, environ: Mapping[str, str]) -> list[str]:
    """The releases that the site's server has, oldest first within each kind; raises `CannotClone`."""
    found = tags(site, user, environ)
    return [str(version) for kind in KINDS for version in sorted(kind.parse(tag) for tag in found if kind.matches(tag))]


def tags(site: Site, user: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The tags of the site's server with the objects that they name; raises `CannotClone`."""
    git = Git(site.top, checkouts.environment(environ, site))
    url = site.software_url(user)
    listed = git.run(*ssh(site), "ls-remote", "--tags", "--refs", "--", url, check=False)
    if listed.returncode:
        raise no_clone(url, listed, user)
    lines = [line.partition("\trefs/tags/") for line in listed.text.splitlines()]
    return {name: identity for identity, _, name in lines}
