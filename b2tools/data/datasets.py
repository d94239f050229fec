# SPDX-License-Identifier: LGPL-3.0-or-later
"""Install data sets: archives, or a git repository whose large files lie behind pointers; fetched, verified, staged, renamed."""
from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from b2tools import errors, files, objects, space, variables
from b2tools.data import lfs
from b2tools.data.dataplaces import FOLDER
from b2tools.data.datalists import DataSet, Repository
from b2tools.git import Git
from b2tools.installing import releasebuilds
from b2tools.network import download, mirrors, transfers
from b2tools.network.sourcefiles import SourceFile
from b2tools.network.transfers import Network
from b2tools.places import receipts
from b2tools.places.installations import Installation, MADE_BY, Means
from b2tools.sites import Site
from b2tools.unpacking import archives
from b2tools.unpacking.members import Folder, Limits, everything
from b2tools.workingcopies import checkouts

LIMITS = Limits(count=2_000_000)
SECONDS = 3600.0


@dataclass(frozen=True)
class Order:
    """One data set for one site, in `to` instead of the site's own folder, by the git account `user`."""

    site: Site
    data: DataSet
    user: str
    to: Path | None = None

    @property
    def place(self) -> Installation:
        """Where it is or will be: FOLDER/NAME/VERSION."""
        return Installation((self.to or self.site.top / FOLDER) / self.data.name, self.data.version, self.site.group)


def is_current(order: Order) -> bool:
    """Whether exactly this is installed."""
    receipt = order.place.receipt()
    return receipt is not None and receipt.inputs.get("data") == order.data.digest


def install(order: Order, means: Means) -> receipts.Receipt:
    """Install a data set, or do nothing if it is there; a second install of the same waits.

    Interrupted at any moment, it leaves nothing half installed; what was downloaded is not fetched again.
    Raises `FetchFailed`, `WrongHash`, `NoDataRepository`, `BadPointers`, `UnsafeArchive`, `BadArchive`, `TooLittleSpace`, others.
    """
    place = order.place
    if is_current(order):
        return place.receipt()
    place.refuse_without_rights()
    with place.locked(means.waiting), place.dropping(errors.B2Error):
        if not is_current(order):
            _make(order, means)
    return place.receipt()


def _make(order: Order, means: Means) -> None:
    place, data = order.place, order.data
    space.require(place.top, data.size, f"the data set {data.name}")
    files.remove(place.staging)
    with files.explained(place.staging):
        place.staging.mkdir(parents=True)
        inputs = {"data": data.digest}
        if data.repository:
            inputs |= _from_git(order, data.repository, means)
        else:
            _from_files(order, means)
    # a receipt would not list them, so that nobody could verify them
    for name in sorted(receipts.OWN | receipts.LEFT_OUT):
        if os.path.lexists(place.staging / name):
            raise errors.ReservedName(name=data.name, file=name)
    receipts.write(place.staging, FOLDER, f"{data.name}/{data.version}", platform="any", made_by=MADE_BY, inputs=inputs,
                   environment={"set": {}, "prepend": {}}, progress=means.progress)
    place.commit()


def _network(means: Means) -> Network:
    return Network(means.proxies)


def _from_files(order: Order, means: Means) -> None:
    pieces = order.data.pieces
    fetched = download.fetch_all([piece.file for piece in pieces], download.Cache(means.cache), means.python,
                                 max(download.CONNECTIONS, means.jobs), means.progress, network=_network(means))
    for number, piece in enumerate(pieces):
        means.progress("unpacking", number, len(pieces))
        came, folder = fetched[piece.file.sha256], order.place.staging / piece.to
        if piece.unpack:
            archives.unpack(came, folder, name=piece.file.name, limits=LIMITS)
        else:
            into = Folder(folder, everything, piece.file.name, Limits(), piece.file.size)
            into.file(piece.file.name, into.target(piece.file.name), 0o644, 0, piece.file.size, mirrors.read(came))
    means.progress("unpacking", 1, 1)


def _from_git(order: Order, repository: Repository, means: Means) -> dict[str, str]:
    """Write the files of the pinned commit, the large ones from where their objects are; what the receipt says about it."""
    url = address(order, repository)
    store = order.place.staging.with_name(f".{order.data.version}.repository")
    files.remove(store)
    try:
        bare = _fetched(order, url, store, means)
        with objects.Objects(bare) as known:
            fields = known.fields(repository.commit, "commit")
            modified = int(fields["committer"].split()[-2])
            into = Folder(order.place.staging, everything, transfers.public(url), LIMITS, 0)
            _write(known, fields["tree"], into, modified, _large(order, known, fields["tree"], url, means))
    finally:
        files.remove(store)
    return {"repository": transfers.public(url), "commit": repository.commit}


def address(order: Order, repository: Repository) -> str:
    """URL of a repository; a relative one lies at the site's git server."""
    absolute = "://" in repository.address
    return repository.address if absolute else f"{order.site.git_server(order.user)}/{repository.address}"


def _fetched(order: Order, url: str, store: Path, means: Means) -> Git:
    """A bare repository with the pinned commit and nothing else."""
    commit = order.data.repository.commit
    store.mkdir()
    home = store / "home"
    home.mkdir()
    web = urlsplit(url).scheme in ("http", "https")
    # git's own settings, .netrc and credential helpers of the user would send passwords
    alone = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"} if web else {}
    kept = ("GIT_ALLOW_PROTOCOL", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH")
    environment = variables.clean(means.environ, keep=kept) | alone if web else checkouts.environment(means.environ, order.site)
    bare = Git(store, environment)
    bare.run("init", "-q", "--bare", *(["--object-format=sha256"] if len(commit) == 64 else []), ".")
    options = ["-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60", "-c", "credential.helper=", "-c", "core.askPass="]
    proxy = transfers.proxy_for(urlsplit(url), means.proxies) if web else None
    options += ["-c", f"http.proxy={proxy.geturl()}"] if proxy else releasebuilds.ssh(order.site) if not web else []
    means.progress("the repository", 0, 0)
    words = [*options, "fetch", "-q", "--depth=1", "--no-tags", "--no-recurse-submodules", "--"]
    plain = transfers.public(url) if web else url
    for what in (commit, "+refs/*:refs/fetched/*"):
        # a server of an older protocol gives commits by name only
        depth = [word for word in words if what == commit or word != "--depth=1"]
        done = bare.run(*depth, plain, what, check=False, timeout=SECONDS)
        if done.returncode == 0 and bare.resolve(f"{commit}^{{commit}}"):
            means.progress("the repository", 1, 1)
            return bare
    reason = done.stderr.decode("utf-8", "replace").strip() or "it has no such commit"
    raise errors.NoDataRepository(name=order.data.name, repository=transfers.public(url), commit=commit, reason=reason)


def _tree(known: objects.Objects, tree: str, folder: str = "") -> Iterator[tuple[str, objects.Entry]]:
    """Paths and entries of all files below a tree, in stored order."""
    for name, entry in known.entries(tree).items():
        if entry.mode == objects.FOLDER:
            yield from _tree(known, entry.id, f"{folder}{name}/")
        else:
            yield f"{folder}{name}", entry


def _large(order: Order, known: objects.Objects, tree: str, url: str, means: Means) -> dict[str, tuple[Path, int]]:
    """The fetched object of each pointer file, with its size, by blob id."""
    pointers: dict[str, lfs.Pointer] = {}
    names: dict[str, str] = {}
    mistakes = []
    for path, entry in _tree(known, tree):
        if entry.mode not in (objects.FILE, objects.PROGRAM) or entry.id in pointers:
            continue
        try:
            found = lfs.pointer(known.read(entry.id, "blob"))
        except lfs.Damaged as damage:
            mistakes.append(f"  {path}: {damage}")
            continue
        if found:
            pointers[entry.id], names[found.oid] = found, path
    if mistakes:
        raise errors.BadPointers(repository=transfers.public(url), mistakes="\n".join(mistakes))
    fetched = _objects(order, dict.fromkeys(pointers.values()), names, means)
    return {blob: (fetched[one.oid], one.size) for blob, one in pointers.items()}


def _objects(order: Order, wanted: dict[lfs.Pointer, None], names: dict[str, str], means: Means) -> dict[str, Path]:
    repository, network = order.data.repository, _network(means)
    store = download.Cache(means.cache)
    space.require(order.place.top, sum(one.size for one in wanted), f"the data set {order.data.name}")
    served, reasons, general = {}, {}, []
    if repository.lfs and wanted:
        # what is there already need not be asked for
        missing = [one for one in wanted if not store.path(one.oid).is_file()]
        try:
            served, reasons = lfs.addresses(repository.lfs, missing, network)
        except errors.FetchFailed as error:
            general = [f"  {transfers.public(repository.lfs)}: {error.facts['reasons'].strip()}"]
    source_files = [SourceFile(names[one.oid], one.oid, one.size, (*(url.replace("{oid}", one.oid) for url in repository.objects),
                                                                   *filter(None, [served.get(one.oid)]))) for one in wanted]
    try:
        return download.fetch_all(source_files, store, means.python, max(download.CONNECTIONS, means.jobs), means.progress,
                                  network=network)
    except errors.FetchFailed as error:
        told = [reasons[one.oid] for one in wanted if names[one.oid] == error.facts["name"] and one.oid in reasons]
        facts = error.facts | {"reasons": "\n".join([error.facts["reasons"], *(f"  {one}" for one in told), *general])}
        raise errors.FetchFailed(**facts) from None


def _write(known: objects.Objects, tree: str, into: Folder, modified: int, large: dict[str, tuple[Path, int]]) -> None:
    """Write every file of a tree; what git could not check out safely is refused."""
    for path, entry in _tree(known, tree):
        target = into.target(path)
        if entry.mode == objects.MODULE:
            into.refuse(path, "is a submodule, whose content is not pinned here")
        elif entry.mode == objects.LINK:
            into.link(path, target, objects.decode(known.read(entry.id, "blob")))
        elif entry.id in large:
            place, size = large[entry.id]
            into.file(path, target, int(entry.mode, 8) & 0o777, modified, size, mirrors.read(place))
        else:
            content = known.read(entry.id, "blob")
            into.file(path, target, int(entry.mode, 8) & 0o777, modified, len(content), [content])


def plan(order: Order, cache: Path) -> str:
    """What `install` would do, in one sentence."""
    data, place = order.data, order.place
    if is_current(order):
        return f"{data.name} {data.version} is installed in {place.final}; nothing would be done."
    if data.repository:
        origin = f"from {transfers.public(address(order, data.repository))}"
    else:
        store = download.Cache(cache)
        missing = [piece.file for piece in data.pieces if not store.path(piece.file.sha256).is_file()]
        origin = f"fetching {len(missing)} files ({space.text(sum(store.missing(file) for file in missing))})"
    return f"Would install {data.name} {data.version} (about {space.text(data.size)}) in {place.final}, {origin}."


def table(site: Site, listed: list[DataSet], to: Path | None = None) -> list[dict[str, object]]:
    """The site's data sets as data: name, version, purpose, licence, size, folder, whether it is installed."""
    rows = []
    for data in listed:
        order = Order(site, data, "", to)
        rows.append({"name": data.name, "version": data.version, "purpose": data.purpose, "licence": data.licence,
                     "size": data.size, "folder": str(order.place.final), "installed": is_current(order)})
    return rows


def text(rows: list[dict[str, object]], age: float | None) -> str:
    """The same for people; with the age of the list if it is an old one."""
    lines = [f"{row['name']:20} {row['version']:16} {space.text(row['size']):>10}  {'installed' if row['installed'] else '':9}  "
             f"{row['purpose']}".rstrip() for row in rows] or ["The site has no data sets."]
    if age is not None:
        lines.append(f"(No download address answers; this is the list of {age / 3600:.0f} hours ago.)")
    return "\n".join(lines)


def as_json(rows: list[dict[str, object]], age: float | None) -> str:
    """The same for programs."""
    return json.dumps({"age": age, "data": rows}, indent=1)
