# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which packages a working copy has on disk, changed so that nothing goes that exists nowhere else and nothing is overwritten."""
from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from b2tools import errors
from b2tools.git import Git
from b2tools.workingcopies import packages, sparsesets
from b2tools.workingcopies.sparsesets import SparseSet

LOCKS = ("index.lock", "info/sparse-checkout.lock", "config.worktree.lock", "config.lock")
SKIPPED = "S "


def widen(copy: Git, names: Iterable[str]) -> None:
    """Check out more packages. Raises `NotCone`, `FilesInTheWay`, `IgnoredWouldGo`, `CannotFetch` before anything changes."""
    now = changeable(copy)
    if now.folders is not None:
        more = {name for name in names if not now.has(name)}
        refuse_files_in_the_way(copy, more)
        _apply(copy, "add", more | _kept_by_force(copy, now), now.folders | more)


def narrow(copy: Git, names: Iterable[str]) -> None:
    """Take packages out of the work tree. Raises `NotCone`, `IgnoredWouldGo`, `CannotFetch` before anything changes."""
    now = changeable(copy)
    gone = set(names)
    there = _of_all_branches(copy) if now.folders is None else now.folders
    local = set(packages.on_disk(copy.folder)).difference(now.packages or ())
    stay = {packages.ALWAYS, *there, *local, *_kept_by_force(copy, now)}
    stay = {name for name in stay if name.partition("/")[0] not in gone}
    _apply(copy, "set", stay, stay | gone)


def everything(copy: Git, excluded: Iterable[str]) -> None:
    """Check out all packages but the excluded ones that are not there.

    Raises `NotCone`, `FilesInTheWay`, `IgnoredWouldGo`, `CannotFetch` before anything changes.
    """
    now = changeable(copy)
    if now.folders is None:
        return
    missing = [name for name in packages.in_revision(copy) if not now.has(name)]
    wanted = [name for name in missing if name not in set(excluded)]
    if wanted != missing:
        widen(copy, wanted)
    else:
        refuse_files_in_the_way(copy, missing)
        _run(copy, "disable")


def changeable(copy: Git) -> SparseSet:
    """The sparse set, if it is one of whole folders; raises `NotCone` for patterns that the user has written."""
    now = sparsesets.read(copy)
    if now.folders is not None:
        mode = copy.run("config", "--type=bool", "core.sparseCheckoutCone", check=False).text.strip()
        if not now.cone or mode == "false":
            raise errors.NotCone(folder=copy.folder)
    return now


def refuse_files_in_the_way(copy: Git, names: Iterable[str]) -> None:
    """Raise `FilesInTheWay` if something lies where packages that are not checked out have other files."""
    present = [name for name in sorted(names) if os.path.lexists(copy.folder / name)]
    if not present:
        return
    tracked = _index(copy, present)
    folders = {os.fspath(parent) for path in tracked for parent in Path(path).parents}
    inside = [path for name in present for path in _below(copy.folder, name)]
    same = [path for path in inside if path in tracked and (copy.folder / path).is_file() and not (copy.folder / path).is_symlink()]
    oids = [copy.line("hash-object", "--", path) for path in same]
    other = {path for path, oid in zip(same, oids, strict=True) if oid != tracked[path]}
    blocked = [path for path in inside if path in folders or any(os.fspath(parent) in tracked for parent in Path(path).parents)]
    wrong = [path for path in inside if path in other or path in blocked or path in tracked and path not in same]
    if wrong:
        raise errors.FilesInTheWay(package=wrong[0].partition("/")[0], files=errors.some(wrong))


def _index(copy: Git, names: Iterable[str]) -> dict[str, str]:
    """Object ids by path of the files of packages."""
    entries = copy.names("--literal-pathspecs", "ls-files", "-s", "-z", "--cached", "--", *names)
    return {path: facts.split(" ")[1] for facts, _, path in (entry.partition("\t") for entry in entries)}


def _below(top: Path, name: str) -> list[str]:
    """Everything but folders at or below a place."""
    if (top / name).is_symlink() or not (top / name).is_dir():
        return [name]
    return [path for child in sorted(os.listdir(top / name)) for path in _below(top, f"{name}/{child}")]


def _of_all_branches(copy: Git) -> set[str]:
    """The packages of all local branches, so that one that was made on another branch is there when that is switched to."""
    revisions = copy.run("for-each-ref", "--format=%(objectname)", "refs/heads").text.split()
    return {name for revision in dict.fromkeys(["HEAD", *revisions]) for name in packages.in_revision(copy, revision)}


def _strays(copy: Git, stay: Iterable[str]) -> list[str]:
    """Tracked packages that are on disk without being in the set."""
    on_disk = {entry.name for entry in os.scandir(copy.folder) if entry.is_dir(follow_symlinks=False)}
    return sorted(on_disk.intersection(packages.in_revision(copy)).difference(stay))


def _kept_by_force(copy: Git, now: SparseSet) -> set[str]:
    """Packages outside of the set all of whose files are on disk, because somebody added them with `--sparse`."""
    strays = _strays(copy, now.packages) if now.packages is not None else []
    if not strays:
        return set()
    entries = copy.names("--literal-pathspecs", "ls-files", "-t", "-z", "--cached", "--", *strays)
    return set(strays) - {entry[2:].partition("/")[0] for entry in entries if entry.startswith(SKIPPED)}


def _apply(copy: Git, verb: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Change the set; not if git would delete files that it ignores, as it does in folders that hold nothing else."""
    wanted = sorted(set(names))
    for stray in _strays(copy, {name.partition("/")[0] for name in {*wanted, *known}}):
        entries = _status(copy, stray)
        if entries and all(entry.startswith("!!") for entry in entries):
            raise errors.IgnoredWouldGo(package=stray, files=errors.some([entry[3:] for entry in entries]))
    _run(copy, verb, *(["--cone"] if verb == "set" else []), "--stdin",
         stdin=b"".join(sparsesets.quoted(name) + b"\n" for name in wanted))


def _run(copy: Git, *words: str, stdin: bytes | None = None) -> None:
    """Let git change the set; an interruption leaves no lock behind."""
    places = [Path(copy.folder, copy.line("rev-parse", "--git-path", lock)) for lock in LOCKS]
    free = [place for place in places if not place.exists()]
    try:
        done = copy.run("sparse-checkout", *words, stdin=stdin, check=False)
    except BaseException:
        for place in free:
            place.unlink(missing_ok=True)
        raise
    if done.returncode:
        raise errors.CannotFetch(what="files of the packages", reason=done.stderr.decode("utf-8", "replace").strip())


def unsaved(copy: Git, name: str) -> list[str]:
    """Files of a package that are modified, staged or untracked, or ignored but not made by Python."""
    return [entry[3:] for entry in _status(copy, name)]


def _status(copy: Git, name: str) -> list[str]:
    words = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching")
    entries = copy.names("--literal-pathspecs", *words, "--", name)
    return [entry for entry in entries if not (entry.startswith("!!") and packages.is_cache(entry[3:]))]
