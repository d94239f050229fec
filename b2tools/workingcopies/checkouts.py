# SPDX-License-Identifier: LGPL-3.0-or-later
"""Working copies of the software: made whole or not at all, sparse and partial, extended and narrowed without losing work."""
from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, git, progress, versions
from b2tools.places import roots
from b2tools.sites import Site
from b2tools.workingcopies import clienthooks, packages, selection

KEPT = ("GIT_ALLOW_PROTOCOL", "GIT_ASKPASS", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_NAME",
        "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_PROXY_COMMAND", "GIT_SSL_CAINFO", "GIT_TRACE")
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


def environment(environ: Mapping[str, str], site: Site | None = None) -> dict[str, str]:
    """The environment for git in a working copy: nothing that points to another repository, the site's own transport."""
    own = site is not None and site.ssh_command is not None
    return git.clean(environ, keep=KEPT if own else (*KEPT, "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT"))


def create(site: Site, folder: Path, wish: Wish, *, user: str, python: str, environ: Mapping[str, str],
           set_up: str | None = None, report: progress.Progress = progress.silent) -> Created:
    """Make a working copy in `folder`, which must not exist or be empty; whatever fails leaves nothing behind.

    With a release it holds the named packages only and stands on that release. With named packages of main it stands on the
    release that is set up, else on the newest one installed.
    Raises `FolderInUse`, `CannotClone`, `UnknownRelease`, `UnknownPackage`, `NoProfile`.
    """
    folder = folder.absolute()
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise errors.FolderInUse(folder=folder)
    with files.explained(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".b2code-create-", dir=folder.parent))
    try:
        copy = git.Git(stage / "copy", environment(environ, site))
        clone(site, copy, user, sparse=wish.is_partial, report=report)
        created = _fill(site, copy, wish, folder, set_up, user, report)
        clienthooks.install(copy, python, home=folder)
        _move(copy.folder, folder)
        roots.register(site.home, folder)
    finally:
        files.remove(stage)
    return created


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
    done = outside.run(*words, "--", url, copy.folder.name, check=False)
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip() or f"git clone ended with exit code {done.returncode}"
        raise errors.CannotClone(url=url, reason=reason, user=user)
    report("clone", 1, 1)


def _fill(site: Site, copy: git.Git, wish: Wish, folder: Path, set_up: str | None, user: str,
          report: progress.Progress) -> Created:
    revision = _revision(copy, wish.release, site.software_url(user), user)
    chosen = _choose(copy, revision, wish)
    below = set_up if set_up and set_up != HEAD else newest_installed(site)
    central = wish.release or (below if wish.packages else None)
    report("check out", 0, 0)
    folders = [packages.ALWAYS, *chosen] if wish.is_partial else None
    # one request for everything, where the checkout and the owner lists would need one each
    packages.fetch_blobs(copy, packages.needed_blobs(copy, revision, folders))
    if folders is not None:
        copy.run("sparse-checkout", "set", "--cone", *folders)
    copy.run("checkout", "--quiet", *(["--detach", revision] if wish.release else []))
    report("check out", 1, 1)
    prepare(copy, central or HEAD)
    return Created(folder, wish.release or "main", central, tuple(chosen), identity_advice(copy))


def prepare(copy: git.Git, release: str) -> None:
    """Write `.release`, link `SConstruct`, and keep both out of git without touching a tracked file."""
    exclude = Path(copy.folder, copy.line("rev-parse", "--git-path", "info/exclude"))
    known = exclude.read_text("utf-8", "surrogateescape") if exclude.is_file() else ""
    missing = [line for line in OWN_FILES if line not in known.splitlines()]
    files.write(exclude, known + "".join(f"{line}\n" for line in missing))
    files.write(copy.folder / ".release", f"{release}\n")
    if not os.path.lexists(copy.folder / "SConstruct"):
        files.link("site_scons/SConstruct", copy.folder / "SConstruct")


def _revision(copy: git.Git, release: str | None, url: str, user: str) -> str:
    if release is None:
        if copy.resolve("HEAD") is None:
            raise errors.CannotClone(url=url, reason="the repository is empty", user=user)
        return "HEAD"
    if copy.resolve(f"refs/tags/{release}") is None:
        tags = copy.run("for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags").text.split()
        releases = [tag for tag in tags if not versions.PackageTag.matches(tag)]
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
    return tuple(f"git does not know your {what}. Say: git config --global {name} {example}"
                 for name, variable, what, example in (("user.name", "GIT_AUTHOR_NAME", "name", "'First Last'"),
                                                       ("user.email", "GIT_AUTHOR_EMAIL", "address", "you@example.org"))
                 if not copy.environment.get(variable) and not copy.run("config", name, check=False).stdout.strip())


def _move(source: Path, folder: Path) -> None:
    """Rename into place; an empty folder that exists (it may be the current one) is filled, the git directory last."""
    with files.explained(folder):
        if not folder.is_dir():
            os.rename(source, folder)
            return
        for entry in sorted(os.listdir(source), key=lambda name: name == ".git"):
            os.rename(source / entry, folder / entry)


def repository(folder: Path, environ: Mapping[str, str]) -> git.Git:
    """The git repository with a work tree that `folder` lies in; raises `OutsideWorkingCopy`."""
    clean = environment(environ)
    found = git.Git(folder, clean).run("rev-parse", "--show-toplevel", check=False)
    if found.returncode:
        raise errors.OutsideWorkingCopy(folder=folder, reason="there is no git repository")
    return git.Git(Path(found.text.removesuffix("\n")), clean)


def find(folder: Path, environ: Mapping[str, str]) -> git.Git:
    """The working copy of the software that `folder` lies in; raises `OutsideWorkingCopy`."""
    copy = repository(folder, environ)
    if not (copy.folder / packages.ALWAYS / "SConstruct").is_file():
        raise errors.OutsideWorkingCopy(folder=folder, reason=f"the repository {copy.folder} has no site_scons/SConstruct")
    return copy


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
