# SPDX-License-Identifier: LGPL-3.0-or-later
"""What would land if a branch were merged into another: made from the two trees on the server, without a checkout."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from b2tools import errors
from b2tools.access import differences, ownership
from b2tools.access.branchnames import HEADS
from b2tools.access.differences import Difference
from b2tools.access.owners import OwnerList
from b2tools.access.state import State
from b2tools.git import Git

# the length of one sentence about conflicts
SHOWN = 10


@dataclass(frozen=True)
class Merge:
    """A branch `commit` on top of `base`, the target's commit: the tree of both and what it changes of the target."""

    target: str
    base: str
    commit: str
    tree: str
    changed: tuple[Difference, ...]
    affected: dict[OwnerList, list[Difference]]

    @property
    def lists(self) -> Sequence[OwnerList]:
        """The owner lists that govern the change."""
        return tuple(self.affected)


def attempt(state: State, target: str, commit: str) -> Merge:
    """Merge a commit into the branch `target` (a full name), without writing any ref.

    Raises `NotAllowed` if there is nothing to merge or no common history, `Conflict` with the files, `TooMuch`.
    """
    base = state.refs.get(target)
    if base is None:
        raise errors.NotAllowed(problem=f"There is no branch {target.removeprefix(HEADS)} to merge into")
    if state.is_ancestor(commit, base):
        raise errors.NotAllowed(problem=f"{target.removeprefix(HEADS)} holds {commit} already, so there is nothing to merge")
    tree = state.objects.tree_of(commit) if state.is_ancestor(base, commit) else _merged(state, base, commit)
    limits = state.settings
    changed = differences.between(state.objects, state.objects.tree_of(base), tree, limits.path_limit, limits.depth_limit)
    return Merge(target, base, commit, tree, changed, ownership.affected(changed, state.owners))


def _merged(state: State, base: str, commit: str) -> str:
    parted = state.git.run("merge-base", base, commit, check=False).text.split()
    if not parted:
        raise errors.NotAllowed(problem="The branch shares no history with the one that it should be merged into")
    # git's own merge expands everything that differs before any limit could be looked at
    objects, limits = state.objects, state.settings
    for side in (base, commit):
        differences.between(objects, objects.tree_of(parted[0]), objects.tree_of(side), limits.path_limit, limits.depth_limit)
    made = state.git.run("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", base, commit, check=False)
    tree, *files = [name for name in made.text.split("\0") if name]
    if made.returncode:
        names = sorted(set(files))
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        raise errors.Conflict(files=", ".join(names[:SHOWN]) + more)
    return tree


def commit(state: State, merge: Merge, message: str, author: str, time: str = "") -> str:
    """Make the commit of a merge, which no ref holds yet; `author` has the form `NAME <ADDRESS>`, `time` is now unless given."""
    name, _, address = author.partition(" <")
    people = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
              for what, value in (("NAME", name), ("EMAIL", address.removesuffix(">")), ("DATE", time)) if value}
    git = Git(state.git.folder, {**state.git.environment, **people})
    return git.run("commit-tree", merge.tree, "-p", merge.base, "-p", merge.commit, stdin=message.encode()).text.strip()
