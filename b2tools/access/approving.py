# SPDX-License-Identifier: LGPL-3.0-or-later
"""`approve`: a librarian approves what a branch would change, exactly as the server has it now."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from b2tools import errors
from b2tools.access import approvals, audit, merging, recording, records
from b2tools.access.approvals import Approval
from b2tools.access.branchnames import HEADS, MAIN, OWN, RELEASE
from b2tools.access.merging import Merge
from b2tools.access.state import State

if TYPE_CHECKING:
    from b2tools.access.words import Asked


def look(asked: Asked, place: Path, branch: str, target: str) -> dict[str, object]:
    """What a branch would change of the target: commit, lists with their librarians, number of files and approvals so far."""
    with asked.state(place) as state:
        merge = merging.attempt(state, full(target), tip(state, branch))
        return {"branch": branch, "target": target, "commit": merge.commit, "base": merge.base, "tree": merge.tree,
                "mark": approvals.mark(merge.target, merge.affected),
                "lists": described(state, merge), "files": files(merge)}


def approve(asked: Asked, place: Path, branch: str, target: str, commit: str, mark: str,
            wanted: Sequence[str]) -> dict[str, object]:
    """Approve what somebody looked at, for the named lists or all of which the account is a librarian.

    Raises `NotAllowed`, and `Moved` if the branch is not at that commit now, or if what it changes (`mark`) is not the same.
    """
    told = {"branch": branch, "target": target, "commit": commit, "lists": list(wanted)}
    try:
        with asked.state(place) as state:
            found = tip(state, branch)
            if found != commit:
                raise errors.Moved(branch=branch, found=found, seen=commit)
            merge = merging.attempt(state, full(target), commit)
            if approvals.mark(merge.target, merge.affected) != mark:
                raise errors.Moved(branch=branch, found="another difference or other owner lists", seen=commit)
            given = _given(asked, merge, branch, approvals.chosen(merge.lists, asked.account.name, wanted))
    except errors.NotAllowed as error:
        asked.record(place, error, approve=told)
        raise
    asked.record(place, approve=told | {"lists": [one.list for one in given], "digests": [one.digest for one in given]})
    names = ", ".join(one.list or "the repository itself" for one in given)
    recording.change(state.git, asked.account.name, f"Approve {branch}: {names}",
                     lambda _: {one.place: records.written(one) for one in given})
    return {"commit": commit, "approved": [one.list or "." for one in given]}


def _given(asked: Asked, merge: Merge, branch: str, lists: Sequence) -> list[Approval]:
    when = audit.now()
    return [Approval(approvals.digest(merge.target, one.folder, merge.affected[one]), merge.target, one.folder, asked.account.name,
                     when, branch, merge.commit, merge.base, len(merge.affected[one])) for one in lists]


def full(target: str) -> str:
    """Full name of a branch that is merged into; raises `NotAllowed` for others than main and release branches."""
    ref = HEADS + target
    if ref != MAIN and not RELEASE.fullmatch(ref):
        raise errors.NotAllowed(problem=f"{target!r} is no branch to merge into, only main and release/AA-BB are")
    return ref


def tip(state: State, branch: str) -> str:
    """The commit of a branch feature/NAME or bugfix/NAME; raises `NotAllowed` if it is not there."""
    found = state.refs.get(HEADS + branch) if OWN.fullmatch(HEADS + branch) else None
    if found is None:
        known = [name.removeprefix(HEADS) for name in state.refs if OWN.fullmatch(name)]
        raise errors.NotAllowed(problem=f"There is no branch {branch!r} on the server. {errors.near(branch, known)} "
                                        f"If it is yours, push it first: git push origin {branch}")
    return found


def described(state: State, merge: Merge) -> list[dict[str, object]]:
    """The affected lists: folder (`.` is the repository itself), librarians, number of changed files, who approved this content."""
    found = []
    for one, changed in merge.affected.items():
        given = approvals.valid(state.records, merge.target, lambda: state.history(merge.target), one, changed)
        found.append({"list": one.folder or ".", "librarians": sorted(one.librarians), "files": len(changed),
                      "approved": sorted({approval.librarian for approval in given})})
    return found


def files(merge: Merge, most: int = 500) -> list[str]:
    """The changed paths with what happens to them (A added, D removed, M changed), at most so many."""
    signs = {True: "A"}
    ordered = sorted(merge.changed, key=lambda one: one.path)[:most]
    return [f"{signs.get(one.added) or ('D' if one.removed else 'M')} {one.path}" for one in ordered]
