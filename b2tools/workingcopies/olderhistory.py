# SPDX-License-Identifier: LGPL-3.0-or-later
"""The history from before the software came into its repository, joined in one working copy and never pushed."""
from __future__ import annotations

from dataclasses import dataclass

from b2tools import errors
from b2tools.git import Git

OLDER = "refs/b2tools/older"
REPLACED = "refs/replace/"


@dataclass(frozen=True)
class Joined:
    """Our first commit, where the older history is, the commit of it that ours follows here (None: not yet), how many there are,
    and whether they were joined just now."""

    first: str
    url: str
    older: str | None = None
    commits: int = 0
    fresh: bool = True


def join(copy: Git, url: str, at: str | None = None, dry_run: bool = False) -> Joined:
    """Fetch the older history from `url` and let our first commit follow its newest one, or the one `at` which ours began.

    A history that is joined already is left as it is, without the network. Raises `CannotFetch`, `NotJoinable`.
    """
    for first in joined(copy):
        older = copy.line("rev-parse", OLDER)
        return Joined(first, url, older, _count(copy, older), fresh=False)
    first = copy.run("rev-list", "--max-parents=0", "--first-parent", "HEAD").text.split()[-1]
    if copy.resolve(f"{REPLACED}{first}"):
        raise errors.NotJoinable(url=url, reason=f"the first commit {first} has been replaced by somebody else",
                                 advice=f"See what with git show {first}; git replace -d {first} drops it.")
    if dry_run:
        return Joined(first, url)
    try:
        older = _fetch(copy, url, at, first)
        copy.run("replace", "--graft", first, older)
    except BaseException:
        copy.run("update-ref", "-d", OLDER, check=False)
        raise
    return Joined(first, url, older, _count(copy, older))


def part(copy: Git, dry_run: bool = False) -> tuple[str, ...]:
    """Undo the join; returns our first commits that are first again."""
    firsts = tuple(joined(copy))
    if not dry_run:
        for first in firsts:
            copy.run("replace", "-d", first)
        copy.run("update-ref", "-d", OLDER)
    return firsts


def joined(copy: Git) -> list[str]:
    """Our first commits that follow the older history here; not what somebody else has replaced."""
    older = copy.resolve(OLDER)
    rows = copy.run("for-each-ref", "--format=%(refname) %(parent)", REPLACED).text.splitlines() if older else []
    return [name.removeprefix(REPLACED) for name, *parents in map(str.split, rows) if older in parents]


def _fetch(copy: Git, url: str, at: str | None, first: str) -> str:
    words = ("fetch", "--quiet", "--no-tags", "--no-prune", "--no-write-fetch-head", "--recurse-submodules=no")
    done = copy.run(*words, "--", url, f"+HEAD:{OLDER}", check=False)
    if done.returncode:
        raise errors.CannotFetch(what=f"older history from {url}", reason=done.stderr.decode("utf-8", "replace").strip())
    newest = copy.line("rev-parse", OLDER)
    older = copy.resolve(f"{at}^{{commit}}") if at else newest
    if older is None or not _contains(copy, newest, older):
        raise errors.NotJoinable(url=url, reason=f"its history has no commit {at}", advice=f"Its newest one is {newest}.")
    if _contains(copy, older, first):
        raise errors.NotJoinable(url=url, reason="it holds our own history", advice="Look whether it is the right repository.")
    copy.run("update-ref", OLDER, older)
    return older


def _contains(copy: Git, newer: str, older: str) -> bool:
    return copy.run("merge-base", "--is-ancestor", older, newer, check=False).returncode == 0


def _count(copy: Git, revision: str) -> int:
    return int(copy.line("rev-list", "--count", revision))
