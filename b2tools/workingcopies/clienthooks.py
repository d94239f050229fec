# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installs the client's git hooks: existing hooks and `core.hooksPath` stay in force, ours run before them."""
from __future__ import annotations

import itertools
import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from b2tools import files, resources
from b2tools.git import Git
from b2tools.workingcopies.analysismarks import ANALYSIS, is_analysis

__all__ = ["ANALYSIS", "Installed", "Configured", "install", "is_analysis", "remove"]

NAMES = ("pre-commit", "commit-msg", "pre-push", "post-merge")
# what an analysis gets: nobody foresees the policy of the software for it
LIGHT = ("pre-commit", "commit-msg")
MARK = b"# b2tools client hook"
BEFORE = ".before-b2tools"
OWN = "b2hooks"
FORWARD = """#!/bin/sh
{mark}: passes on to the hook that was configured before
exec {hook} "$@"
"""


@dataclass(frozen=True)
class Installed:
    """Where the hooks went, which hooks of others they run as well, and which older ones of others lie beside them unused."""

    folder: Path
    chained: tuple[str, ...]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Configured:
    """A `core.hooksPath` of somebody else, None if there is none, and the options that write it where it counts."""

    path: str | None
    where: tuple[str, ...] = ("--local",)
    ours_is_set: bool = False


def install(git: Git, python: str, home: Path | None = None, dry_run: bool = False) -> Installed:
    """Install or renew the hooks of the repository (also of a worktree or submodule), for the interpreter `python`.

    `home` is the folder that the working copy will be moved to, if it is made elsewhere.
    """
    shared = Path(git.folder, git.line("rev-parse", "--git-common-dir")).resolve()
    configured = _configured(git)
    names = LIGHT if is_analysis(git) else NAMES
    if configured.path is None:
        return _beside(shared / "hooks", python, names, dry_run)
    return _instead(git, shared / OWN, configured, python, home / ".git" / OWN if home else shared / OWN, names, dry_run)


def remove(git: Git, dry_run: bool = False) -> tuple[str, ...]:
    """Take our hooks away and put those that they ran back into their place; returns the names of ours."""
    shared = Path(git.folder, git.line("rev-parse", "--git-common-dir")).resolve()
    configured = _configured(git)
    if configured.ours_is_set:
        found = [name for name in NAMES if _is_ours(shared / OWN / name)]
        if not dry_run:
            _give_back(git, configured, shared / OWN)
        return tuple(found)
    found = [name for name in NAMES if _is_ours(shared / "hooks" / name)]
    for name in () if dry_run else found:
        place = shared / "hooks" / name
        place.unlink()
        if os.path.lexists(kept := place.with_name(name + BEFORE)):
            os.replace(kept, place)
    return tuple(found)


def _give_back(git: Git, configured: Configured, folder: Path) -> None:
    git.run("config", *configured.where, "--unset-all", "core.hooksPath")
    left = git.run("config", "--type=path", "core.hooksPath", check=False).text.removesuffix("\n")
    if configured.path and configured.path != left:
        git.run("config", *configured.where, "core.hooksPath", configured.path)
    git.run("config", *configured.where, "--unset-all", "b2tools.hooksPath", check=False)
    files.remove(folder)


def _configured(git: Git) -> Configured:
    found = git.names("config", "-z", "--show-scope", "--type=path", "--get-regexp", r"^(core|b2tools)\.hookspath$", check=False)
    # scope and value take turns, the last one counts
    pairs = [(scope, value.partition("\n")) for scope, value in zip(found[::2], found[1::2], strict=True)]
    values = {name: (scope, value) for scope, (name, _, value) in pairs}
    scope, path = values.get("core.hookspath", ("", ""))
    where = ("--worktree",) if scope == "worktree" else ("--local",)
    if path and Path(path).name == OWN:
        return Configured(values.get("b2tools.hookspath", ("", ""))[1] or None, where, ours_is_set=True)
    return Configured(path or None, where)


def _beside(folder: Path, python: str, names: tuple[str, ...], dry_run: bool) -> Installed:
    chained, unused = [], []
    for name in names:
        place = folder / name
        kept = folder / (name + BEFORE)
        theirs = os.path.lexists(place) and not _is_ours(place)
        if os.access(place if theirs else kept, os.X_OK):
            chained.append(name)
        if theirs and os.path.lexists(kept):
            # somebody has put a new hook over ours: the one from before is not lost
            aside = next(other for number in itertools.count(1) if not os.path.lexists(other := folder / f"{kept.name}-{number}"))
            unused.append(aside.name)
            if not dry_run:
                os.replace(kept, aside)
        if theirs and not dry_run:
            os.replace(place, kept)
        if not dry_run:
            files.write(place, _content(name, python, f'"$0{BEFORE}"'), 0o755, durable=False)
    return Installed(folder, tuple(chained), tuple(unused))


def _instead(git: Git, folder: Path, configured: Configured, python: str, place: Path, names: tuple[str, ...],
             dry_run: bool) -> Installed:
    """Take the place of a configured folder, which may be shared by all repositories of the user, without touching it."""
    path = configured.path
    theirs = Path(git.line("rev-parse", "--show-toplevel"), path)
    others = sorted(entry.name for entry in os.scandir(theirs) if os.access(entry.path, os.X_OK)) if theirs.is_dir() else []
    others = [name for name in others if not name.endswith(".sample")]
    if dry_run:
        return Installed(place, tuple(others))
    for name in names:
        files.write(folder / name, _content(name, python, shlex.quote(f"{path}/{name}")), 0o755, durable=False)
    for name in others:
        if name not in names:
            text = FORWARD.format(mark=MARK.decode(), hook=shlex.quote(f"{path}/{name}"))
            files.write(folder / name, text, 0o755, durable=False)
    git.run("config", *configured.where, "b2tools.hooksPath", path)
    git.run("config", *configured.where, "core.hooksPath", str(place))
    return Installed(place, tuple(others))


def _is_ours(place: Path) -> bool:
    try:
        return MARK in place.read_bytes()
    except OSError:
        return False


def _content(name: str, python: str, chained: str) -> str:
    source = (resources.folder("hooks") / name).read_text("utf-8")
    return source.replace("@PYTHON@", shlex.quote(python)).replace("@CHAINED@", chained)
