# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the client's hooks say after a merge and before a push: the server's answer, foreseen; never a reason not to go on."""
from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from b2tools import errors
from b2tools.access import branches, check
from b2tools.access.branchnames import ALLOWED, HEADS, MAIN, taken
from b2tools.access.requirement import visible
from b2tools.git import Git
from b2tools.workingcopies import packages

ADDRESS = re.compile(r"(?:[a-z+]+://)?([^/:@]+)(?::[^/@]*)?@")


def pre_push(refs: bytes, url: str, environ: Mapping[str, str], tell: Callable[[str], object], folder: Path | None = None) -> None:
    """Say what the server will refuse of the pushed branches; `refs` and `url` are what git tells its hook."""
    named = ADDRESS.match(url)
    # behind a real sshd the address names the server's own user, and only the key says who pushes
    pushers = (*named.groups(), _account(environ)) if named else (_account(environ),)
    for line in filter(None, refs.split(b"\n")):
        _, new, remote, _ = os.fsdecode(line).split(" ")
        if not remote.startswith(HEADS) or not new.strip("0"):
            continue
        if taken(remote):
            _foresee(_git(environ, folder), remote.removeprefix(HEADS), new, pushers, environ, tell,
                     url=url if branches.is_protected(remote) else None)
        else:
            tell(f"advice: the server takes no branch {visible(remote.removeprefix(HEADS))}, only {ALLOWED}.\n")


def post_merge(environ: Mapping[str, str], tell: Callable[[str], object], folder: Path | None = None) -> None:
    """After a pull: get the owner lists that came, and on main say what the server will refuse of it."""
    git = _git(environ, folder)
    before, head = git.resolve("ORIG_HEAD"), git.resolve("HEAD")
    if before and head:
        fields = git.names("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", before, head)
        wanted = [facts.split(" ")[3] for facts, name in zip(fields[::2], fields[1::2], strict=True)
                  if os.path.basename(name) in packages.OWNERS and not facts.endswith("D")]
        # without the server they come when somebody asks for them
        with suppress(errors.ProgramFailed):
            packages.fetch_blobs(git, wanted)
    on_main = git.run("symbolic-ref", "--quiet", "HEAD", check=False).text.strip() == MAIN
    if on_main and head != git.resolve("refs/remotes/origin/main"):
        _foresee(git, "main", "HEAD", (_account(environ),), environ, tell)


def _git(environ: Mapping[str, str], folder: Path | None) -> Git:
    return Git(folder or Path.cwd(), dict(environ) | {"LC_ALL": "C.UTF-8", "GIT_NO_REPLACE_OBJECTS": "1"})


def _account(environ: Mapping[str, str]) -> str:
    return next((environ[name] for name in ("BELLE2_USER", "USER", "LOGNAME") if environ.get(name)), "")


def _foresee(git: Git, branch: str, revision: str, users: Sequence[str], environ: Mapping[str, str], tell: Callable[[str], object],
             url: str | None = None) -> None:
    if environ.get("BELLE2_ACCESS_CHECK", "warn") == "no":
        return
    try:
        decision = check.dry_run(git, users, branch, revision, url is not None, url or "")
    except errors.B2Error:
        # without a main of the server or with objects out of reach there is nothing to foresee
        return
    for requirement in decision.failing:
        tell(f"advice: the server will refuse this on {visible(branch)}: {visible(requirement.sentence)}\n")
