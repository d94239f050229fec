# SPDX-License-Identifier: LGPL-3.0-or-later
"""Packages: the top-level folders of the software repository, their owner lists, and which of them a working copy has."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
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
    """One package: whether it lies in the work tree, and whether it is a local one that the repository does not have."""

    name: str
    checked_out: bool
    local: bool
    librarians: tuple[str, ...] = ()


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
        git.run("-c", "fetch.negotiationAlgorithm=noop", "-c", "maintenance.auto=false", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
                "--recurse-submodules=no", "--filter=blob:none", "--stdin", "origin", stdin="\n".join(wanted).encode() + b"\n")


def librarians(git: Git, names: Iterable[str], revision: str = "HEAD") -> dict[str, tuple[str, ...]]:
    """Librarians of packages by the `.librarians` in their top folder, all read by one process."""
    wanted = list(names)
    lines = "".join(f"{revision}:{name}/.librarians\n" for name in wanted if "\n" not in name)
    answer = git.run("cat-file", "--batch", stdin=os.fsencode(lines)).stdout
    found: dict[str, tuple[str, ...]] = {}
    for name in (name for name in wanted if "\n" not in name):
        head, _, rest = answer.partition(b"\n")
        if head.endswith(b"missing"):
            found[name], answer = (), rest
            continue
        size = int(head.rsplit(b" ", 1)[1])
        found[name], answer = owner_names(rest[:size]), rest[size + 1:]
    return found


def listing(git: Git, top: Path, *, local: bool = True, with_librarians: bool = False) -> list[Package]:
    """The packages of a working copy: those of its revision, and with `local` those that exist on disk only."""
    known = in_revision(git)
    sparse = sparse_set(git)
    owners: Mapping[str, tuple[str, ...]] = librarians(git, known) if with_librarians else {}
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
