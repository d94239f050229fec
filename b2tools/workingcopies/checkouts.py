# SPDX-License-Identifier: LGPL-3.0-or-later
"""Working copies of the software: made whole or not at all, sparse and partial, extended and narrowed without losing work."""
from __future__ import annotations

import errno
import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, git, progress, versions
from b2tools.places import roots
from b2tools.sites import Site
from b2tools.workingcopies import clienthooks, packages, selection, staging
from b2tools.workingcopies.finding import environment, find, repository

__all__ = ["Created", "Wish", "add", "clean", "clone", "create", "environment", "find", "identity_advice", "newest_installed",
           "prepare", "products", "remove", "repository", "words"]

HEAD = "head"
OWN_FILES = ("/.release", "/.option", "/SConstruct")
BUILD_FILES = (".sconsign*", ".sconf_temp", "compile_commands.json")


@dataclass(frozen=True)
class Wish:
    """What a new working copy should hold: a release or main, named packages, the light profile, or everything."""

    release: str | None = None
    packages: tuple[str, ...] = ()
    light: bool = False
    excluded: tuple[str, ...] = ()

    @property
    def is_partial(self) -> bool:
        """True if less than everything is wanted."""
        return bool(self.release or self.packages or self.light or self.excluded)


@dataclass(frozen=True)
class Created:
    """A new working copy: its folder, the central release below it (None if it is complete), packages and advice."""

    folder: Path
    revision: str
    central: str | None
    packages: tuple[str, ...]
    advice: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """The names in a list as people write it, separated by commas or blanks."""
    return tuple(text.replace(",", " ").split())


def create(site: Site, folder: Path, wish: Wish, *, user: str, python: str, environ: Mapping[str, str],
           set_up: str | None = None, dry_run: bool = False, report: progress.Progress = progress.silent) -> Created:
    """Make a working copy in `folder`, which must not exist or be empty; whatever fails leaves nothing behind.

    With a release it holds the named packages only and stands on that release. With named packages of main it stands on the
    release that is set up, else on the newest one installed. A dry run asks the server and says what there would be.
    Raises `FolderInUse`, `CannotClone`, `DiskFull`, `UnknownRelease`, `UnknownPackage`, `NoProfile`.
    """
    folder = Path(os.path.realpath(folder.parent), folder.name) if ".." in folder.parts[:-1] else folder.absolute()
    with staging.place(folder) as stage:
        copy = git.Git(stage / "copy", environment(environ, site))
        with _explained(site.software_url(user), user, folder):
            clone(site, copy, user, sparse=wish.is_partial, report=report)
            created = _fill(site, copy, wish, folder, set_up, user, dry_run, report)
            if dry_run:
                return created
            clienthooks.install(copy, python, home=folder)
        with files.explained(folder):
            staging.move(copy.folder, folder)
    roots.register(site.home, folder)
    return created


@contextmanager
def _explained(url: str, user: str, folder: Path) -> Iterator[None]:
    """Turn what git says about the server and the disk into `CannotClone` and `DiskFull`."""
    try:
        yield
    except errors.ProgramFailed as error:
        if os.strerror(errno.ENOSPC) in str(error) or os.strerror(errno.EDQUOT) in str(error):
            raise errors.DiskFull(path=folder) from error
        raise errors.CannotClone(url=url, reason=error.facts["output"], user=user) from error


def clone(site: Site, copy: git.Git, user: str, *, sparse: bool, report: progress.Progress = progress.silent) -> None:
    """Clone the software without contents of files and without a work tree; the site's transport is written into the clone."""
    url = site.software_url(user)
    settings = []
    if site.ssh_command is not None:
        settings = ["-c", f"core.sshCommand={shlex.quote(str(site.ssh_command))}", "-c", "ssh.variant=simple"]
    report("clone", 0, 0)
    outside = git.Git(copy.folder.parent, copy.environment)
    words = ["clone", "--quiet", "--origin=origin", "--filter=blob:none", "--no-checkout", *settings]
    if sparse:
        words.append("--sparse")
    outside.run(*words, "--", url, copy.folder.name)
    report("clone", 1, 1)


def _fill(site: Site, copy: git.Git, wish: Wish, folder: Path, set_up: str | None, user: str, dry_run: bool,
          report: progress.Progress) -> Created:
    revision = _revision(copy, wish.release, site.software_url(user), user)
    chosen = _choose(copy, revision, wish)
    below = set_up if set_up and set_up != HEAD else newest_installed(site)
    central = wish.release or (below if wish.packages else None)
    created = Created(folder, wish.release or "main", central, tuple(chosen), identity_advice(copy))
    if dry_run:
        return created
    report("check out", 0, 0)
    folders = [packages.ALWAYS, *chosen] if wish.is_partial else None
    # one request for everything, where the checkout and the owner lists would need one each
    packages.fetch_blobs(copy, packages.needed_blobs(copy, revision, folders))
    if folders is not None:
        copy.run("sparse-checkout", "set", "--cone", *folders)
    copy.run("checkout", "--quiet", *(["--detach", revision] if wish.release else []))
    report("check out", 1, 1)
    prepare(copy, central or HEAD)
    return created


def prepare(copy: git.Git, release: str) -> None:
    """Write `.release`, link `SConstruct`, and keep both out of git without touching a tracked file."""
    exclude = Path(copy.folder, copy.line("rev-parse", "--git-path", "info/exclude"))
    known = exclude.read_text("utf-8", "surrogateescape") if exclude.is_file() else ""
    missing = [line for line in OWN_FILES if line not in known.splitlines()]
    if missing:
        files.write(exclude, known + "".join(f"{line}\n" for line in missing), durable=False)
    files.write(copy.folder / ".release", f"{release}\n", durable=False)
    if not os.path.lexists(copy.folder / "SConstruct"):
        files.link("site_scons/SConstruct", copy.folder / "SConstruct")


def _revision(copy: git.Git, release: str | None, url: str, user: str) -> str:
    if release is None:
        if copy.resolve("HEAD") is None:
            raise errors.CannotClone(url=url, reason="the repository is empty", user=user)
        return "HEAD"
    tags = copy.run("for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags").text.split()
    releases = [tag for tag in tags if not versions.PackageTag.matches(tag)]
    if release not in releases:
        raise errors.UnknownRelease(repository=url, version=release, near=errors.near(release, releases))
    return f"refs/tags/{release}"


def _choose(copy: git.Git, revision: str, wish: Wish) -> list[str]:
    known = packages.in_revision(copy, revision)
    where = wish.release or "main"
    packages.require_known(wish.packages, known, where)
    chosen = list(wish.packages)
    if wish.light:
        profile = packages.profile(copy, revision)
        packages.require_known(profile, known, f"{where}, though .light names it")
        chosen += profile
    elif not chosen and wish.release is None:
        chosen = [name for name in known if name not in wish.excluded]
    return sorted(set(chosen))


def newest_installed(site: Site) -> str | None:
    """Name of the newest full release that is installed at a site, None if there is none."""
    names = [receipt.parent.name for receipt in site.releases.glob("release-*/receipt.json")]
    found = [versions.ReleaseVersion.parse(name) for name in names if versions.ReleaseVersion.matches(name)]
    return str(max(found)) if found else None


def identity_advice(copy: git.Git) -> tuple[str, ...]:
    """What the user should tell git about himself before the first commit."""
    wanted = (("user.name", "GIT_AUTHOR_NAME", "name", "'First Last'"),
              ("user.email", "GIT_AUTHOR_EMAIL", "address", "you@example.org"))
    missing = [one for one in wanted if not copy.environment.get(one[1])]
    lines = copy.run("config", "--get-regexp", r"^user\.(name|email)$", check=False).text.splitlines() if missing else []
    known = {name for name, _, value in (line.partition(" ") for line in lines) if value.strip()}
    return tuple(f"git does not know your {what}. Say: git config --global {name} {example}"
                 for name, _, what, example in missing if name not in known)


def add(copy: git.Git, names: Sequence[str], dry_run: bool = False) -> tuple[str, ...]:
    """Check out more packages; returns those that were not there before.

    Raises `UnknownPackage`, `NotCone`, `FilesInTheWay`, `IgnoredWouldGo`, `CannotFetch` before anything changes.
    """
    names = [name.rstrip("/") for name in names]
    packages.require_known(names, sorted({*packages.in_revision(copy), *packages.on_disk(copy.folder)}), "this revision")
    now = selection.changeable(copy)
    fresh = tuple(dict.fromkeys(name for name in names if not now.has(name)))
    if dry_run:
        selection.refuse_files_in_the_way(copy, fresh)
    elif fresh:
        selection.widen(copy, fresh)
    return fresh


def remove(copy: git.Git, names: Sequence[str], standing: Path | None = None, dry_run: bool = False) -> tuple[str, ...]:
    """Take packages out of the work tree, though not the one that the user is `standing` in. Commits stay in the repository.

    Raises `UnknownPackage`, `NotCone`, `StandingInside`, `WorkWouldBeLost`, `IgnoredWouldGo` before anything changes.
    """
    names = [name.rstrip("/") for name in names]
    known = packages.in_revision(copy)
    sparse = selection.changeable(copy).packages
    there = set(known) if sparse is None else sparse
    local = [name for name in packages.on_disk(copy.folder) if name not in known]
    packages.require_known(names, sorted({*there, *local} - {packages.ALWAYS}), "this working copy")
    for name in names:
        if standing is not None and (copy.folder / name).resolve() in (standing.resolve(), *standing.resolve().parents):
            raise errors.StandingInside(package=name, folder=standing, top=copy.folder)
        if lost := selection.unsaved(copy, name):
            raise errors.WorkWouldBeLost(package=name, files=errors.some(lost))
    if not dry_run:
        selection.narrow(copy, names)
        _remove_caches(copy.folder / name for name in names)
    return tuple(dict.fromkeys(names))


def _remove_caches(folders: Iterable[Path]) -> None:
    for folder in folders:
        for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
            elif packages.is_cache(path.relative_to(folder).as_posix()) and not path.is_dir():
                path.unlink()
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def products(copy: git.Git) -> list[str]:
    """Names of what the build made in a working copy: what git ignores in the build's own folders and files."""
    words = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    return copy.names(*words, "--", *sorted(packages.BUILT), *BUILD_FILES)


def clean(copy: git.Git, names: Iterable[str]) -> None:
    """Remove build products by name; nothing that git tracks or does not ignore goes."""
    copy.run("--literal-pathspecs", "clean", "-ffdXq", "--", *(name.rstrip("/") for name in names))
