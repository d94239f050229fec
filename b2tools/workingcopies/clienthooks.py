# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installs the client's git hooks: existing hooks and `core.hooksPath` stay in force, ours run before them."""
from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from b2tools import files, resources
from b2tools.git import Git

NAMES = ("pre-commit", "commit-msg", "pre-push", "post-merge")
MARK = b"# b2tools client hook"
BEFORE = ".before-b2tools"
OWN = "b2hooks"
FORWARD = """#!/bin/sh
{mark}: passes on to the hook that was configured before
exec {hook} "$@"
"""


@dataclass(frozen=True)
class Installed:
    """Where the hooks went and which hooks of others they run as well."""

    folder: Path
    chained: tuple[str, ...]


def install(git: Git, python: str, home: Path | None = None) -> Installed:
    """Install or renew the hooks of the repository (also of a worktree or submodule), for the interpreter `python`.

    `home` is the folder that the working copy will be moved to, if it is made elsewhere.
    """
    shared = Path(git.folder, git.line("rev-parse", "--git-common-dir")).resolve()
    configured = _configured(git)
    if configured is None:
        return _beside(shared / "hooks", python)
    return _instead(git, shared / OWN, configured, python, home / ".git" / OWN if home else shared / OWN)


def _configured(git: Git) -> str | None:
    """The `core.hooksPath` of somebody else that is in force, None if there is none."""
    path = git.run("config", "--type=path", "core.hooksPath", check=False).text.removesuffix("\n")
    if path and Path(path).name == OWN:
        return git.run("config", "--type=path", "b2tools.hooksPath", check=False).text.removesuffix("\n") or None
    return path or None


def _beside(folder: Path, python: str) -> Installed:
    chained = []
    for name in NAMES:
        place = folder / name
        kept = folder / (name + BEFORE)
        if os.path.lexists(place) and not _is_ours(place):
            os.replace(place, kept)
        if os.path.lexists(kept):
            chained.append(name)
        files.write(place, _content(name, python, f'"$0{BEFORE}"'), 0o755, durable=False)
    return Installed(folder, tuple(chained))


def _instead(git: Git, folder: Path, configured: str, python: str, place: Path) -> Installed:
    """Take the place of a configured folder, which may be shared by all repositories of the user, without touching it."""
    theirs = Path(git.line("rev-parse", "--show-toplevel"), configured)
    others = sorted(entry.name for entry in os.scandir(theirs) if os.access(entry.path, os.X_OK)) if theirs.is_dir() else []
    for name in NAMES:
        files.write(folder / name, _content(name, python, shlex.quote(f"{configured}/{name}")), 0o755, durable=False)
    for name in others:
        if name not in NAMES and not name.endswith(".sample"):
            files.write(folder / name, FORWARD.format(mark=MARK.decode(), hook=shlex.quote(f"{configured}/{name}")), 0o755, durable=False)
    git.run("config", "b2tools.hooksPath", configured)
    git.run("config", "core.hooksPath", str(place))
    return Installed(place, tuple(others))


def _is_ours(place: Path) -> bool:
    try:
        return MARK in place.read_bytes()
    except OSError:
        return False


def _content(name: str, python: str, chained: str) -> str:
    source = (resources.folder("hooks") / name).read_text("utf-8")
    return source.replace("@PYTHON@", shlex.quote(python)).replace("@CHAINED@", chained)
