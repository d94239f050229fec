# SPDX-License-Identifier: LGPL-3.0-or-later
"""Packages: the top-level folders of the software repository, their owner lists, and which of them a working copy has."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors
from b2tools.git import Git
from b2tools.workingcopies import sparsesets

ALWAYS = "site_scons"
OWNERS = (".librarians", ".authors")
PROFILE = ".light"
BUILT = frozenset(("build", "include", "lib", "bin", "modules", "data"))
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Package:
    """One package: whether it lies in the work tree, whether it is a local one that the repository does not have, and its
    librarians (None if the list is not here and cannot be fetched)."""

    name: str
    checked_out: bool
    local: bool
    librarians: tuple[str, ...] | None = ()


def in_revision(git: Git, revision: str = "HEAD") -> list[str]:
    """Names of the packages in a revision, sorted."""
    listed = git.run("ls-tree", "-z", "-d", "--name-only", "--full-tree", revision, check=False)
    return [name for name in map(os.fsdecode, listed.stdout.split(b"\0")) if name and _is_package(name)]


def _is_package(name: str) -> bool:
    return name != ALWAYS and not name.startswith(".")


def require_known(names: Iterable[str], known: Sequence[str], where: str) -> None:
    """Raise `UnknownPackage` for the first name that is not known."""
    for name in names:
        if name not in known:
            raise errors.UnknownPackage(name=name, where=where, near=errors.near(name, known))


def profile(git: Git, revision: str) -> list[str]:
    """The packages of a light working copy, one per line in `.light`; raises `NoProfile`."""
    found = git.run("cat-file", "blob", f"{revision}:{PROFILE}", check=False)
    names = owner_names(found.stdout) if found.returncode == 0 else ()
    if not names:
        raise errors.NoProfile(revision=revision)
    return list(names)


def owner_names(content: bytes) -> tuple[str, ...]:
    """The names in an owner list or profile: one per line, `#` comments, tolerant of CRLF, byte-order mark and blanks."""
    text = content.decode("utf-8-sig", "replace")
    return tuple(word for line in text.split("\n") if (word := line.partition("#")[0].strip()))


def needed_blobs(git: Git, revision: str, folders: Iterable[str] | None) -> list[str]:
    """Object ids of what a working copy needs of a revision: the files of some top-level folders (None: of all), those beside them,
    and the owner lists of all folders."""
    own = None if folders is None else {"", *folders}
    found = []
    for entry in git.names("ls-tree", "-r", "-z", "--full-tree", revision):
        facts, _, path = entry.partition("\t")
        _, kind, oid = facts.split(" ")
        top = path.partition("/")[0] if "/" in path else ""
        if kind == "blob" and (own is None or top in own or os.path.basename(path) in OWNERS):
            found.append(oid)
    return found


def fetch_blobs(git: Git, oids: Iterable[str]) -> None:
    """Get blobs that a partial clone may lack, all in one request."""
    wanted = sorted(set(oids))
    if wanted and git.run("config", "remote.origin.promisor", check=False).returncode == 0:
        settings = ("-c", "fetch.negotiationAlgorithm=noop", "-c", "maintenance.auto=false")
        git.run(*settings, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
                "--filter=blob:none", "--stdin", "origin", stdin="\n".join(wanted).encode() + b"\n")


def librarians(git: Git, names: Iterable[str], revision: str = "HEAD") -> dict[str, tuple[str, ...] | None]:
    """Librarians of packages by the `.librarians` in their top folder, all read by one process.

    Lists that a partial clone lacks are fetched in one request; None for those that cannot be had now.
    """
    wanted = [name for name in names if "\n" not in name]
    if not wanted:
        return {}
    places = [f"{revision}:{name}/.librarians" for name in wanted]
    answer = git.offline().run("cat-file", "--batch", stdin=_lines(places), check=False)
    if answer.returncode == 0:
        return dict(zip(wanted, _owners(answer.stdout), strict=True))
    paths = [f"{name}/.librarians" for name in wanted]
    entries = git.names("--literal-pathspecs", "ls-tree", "-z", "--full-tree", revision, "--", *paths)
    oids = {path.partition("/")[0]: facts.split(" ")[2] for facts, _, path in (entry.partition("\t") for entry in entries)}
    with suppress(errors.ProgramFailed):
        fetch_blobs(git, set(oids.values()) - git.present(oids.values()))
    here = git.present(oids.values())
    known = [name for name in wanted if oids.get(name) in here]
    read = git.run("cat-file", "--batch", stdin=_lines([oids[name] for name in known])).stdout
    return {name: None if name in oids else () for name in wanted} | dict(zip(known, _owners(read), strict=True))


def _lines(places: Iterable[str]) -> bytes:
    return os.fsencode("".join(f"{place}\n" for place in places))


def _owners(answer: bytes) -> Iterable[tuple[str, ...]]:
    """The names in each owner list of an answer of `git cat-file --batch`; none for a list that does not exist."""
    while answer:
        head, _, answer = answer.partition(b"\n")
        size = 0 if head.endswith(b"missing") else int(head.rsplit(b" ", 1)[1])
        yield owner_names(answer[:size])
        answer = answer if head.endswith(b"missing") else answer[size + 1:]


def listing(git: Git, top: Path, *, local: bool = True, with_librarians: bool = False) -> list[Package]:
    """The packages of a working copy: those of its revision, and with `local` those that exist on disk only."""
    known = in_revision(git)
    sparse = sparse_set(git)
    owners: Mapping[str, tuple[str, ...] | None] = librarians(git, known) if with_librarians else {}
    found = [Package(name, (name in sparse if sparse is not None else True) and (top / name).is_dir(), False, owners.get(name, ()))
             for name in known]
    for name in on_disk(top) if local else ():
        if name not in known:
            file = top / name / ".librarians"
            own = owner_names(file.read_bytes()) if with_librarians and file.is_file() else ()
            found.append(Package(name, True, True, own))
    return sorted(found, key=lambda package: package.name)


def on_disk(top: Path) -> list[str]:
    """Folders of a working copy that are packages: those with a SConscript, whatever git knows about them."""
    return sorted(entry.name for entry in os.scandir(top) if entry.is_dir(follow_symlinks=False) and _is_package(entry.name)
                  and entry.name not in BUILT and (top / entry.name / "SConscript").exists())


def sparse_set(git: Git) -> set[str] | None:
    """The top-level folders that the sparse checkout names, None if everything is checked out or the user has his own patterns."""
    found = sparsesets.read(git)
    return found.packages if found.cone else None


def is_cache(name: str) -> bool:
    """True for what Python writes beside its sources."""
    return name.endswith(".pyc") or "__pycache__" in name.split("/")
