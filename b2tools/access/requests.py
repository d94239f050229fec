# SPDX-License-Identifier: LGPL-3.0-or-later
"""`request`: merge requests without a forge, each a record and a ref on the server that keeps its commits."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from b2tools import errors
from b2tools.access import analyses, approvals, approving, audit, merging, policy, recording, records, statuses
from b2tools.access.accounts import REPOSITORY_LIBRARIAN
from b2tools.access.audit import now
from b2tools.access.branchnames import HEADS
from b2tools.access.merging import Merge
from b2tools.access.records import Records
from b2tools.access.state import State, Update

if TYPE_CHECKING:
    from b2tools.access.words import Asked

FOLDER = "requests"
OPEN, MERGED, CLOSED = "open", "merged", "closed"
LONGEST_TITLE = 200
NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
# how often a merge is made again because its target moved meanwhile
ATTEMPTS = 5
PATCH = 1 << 20


@dataclass(frozen=True)
class Request:
    """A wish that `branch` be merged into `target`; `merge` is the commit that did it, `ended` when and `by` who."""

    number: int
    title: str
    text: str
    branch: str
    target: str
    account: str
    opened: str
    commit: str
    state: str = OPEN
    merge: str = ""
    ended: str = ""
    by: str = ""

    @property
    def place(self) -> str:
        """Path of its record; a folder holds a thousand."""
        return _place(self.number)

    @property
    def ref(self) -> str:
        """The ref that keeps its commits."""
        return f"refs/b2/requests/{self.number}"


def _place(number: int) -> str:
    return f"{FOLDER}/{number // 1000:03}/{number}"


def everything(known: Records) -> Iterator[Request]:
    """All requests, the oldest first."""
    yield from sorted((records.read(Request, content) for _, content in known.below(FOLDER)), key=lambda one: one.number)


def open_new(asked: Asked, place: Path, branch: str, target: str, commit: str, title: str, text: str) -> dict[str, object]:
    """Open a request; one that is open for the same two branches is renewed. Raises `NotAllowed`, `Moved`, `Conflict`."""
    title, text = title.strip(), text.strip()
    _readable(title, text)
    with asked.state(place) as state:
        _at(approving.tip(state, branch), branch, commit)
        merging.attempt(state, approving.full(target), commit)
        asked.record(place, request={"opens": branch, "target": target, "commit": commit})
        made: list[Request] = []

        def compute(present: Records) -> dict[str, object]:
            known = list(everything(present))
            same = [one for one in known if (one.state, one.branch, one.target) == (OPEN, branch, target)]
            own = same and (same[0].account == asked.account.name or _may_close(asked, state, same[0]))
            fresh = {"title": title, "text": text} if own else {}
            made.append(replace(same[0], commit=commit, **fresh) if same else
                        Request(max((one.number for one in known), default=0) + 1, title, text, branch, target,
                                asked.account.name, now(), commit))
            return {made[0].place: records.written(made[0])}

        recording.change(state.git, asked.account.name, f"Open a merge request for {branch}", compute)
        _keep(state, made[0], commit)
    return asdict(made[0])


def listing(asked: Asked, place: Path) -> list[dict[str, object]]:
    """All requests, the oldest first; one whose commits landed by a push counts as merged."""
    with asked.state(place) as state:
        return [asdict(_landed(state, one)) for one in everything(state.records)]


def show(asked: Asked, place: Path, number: str, patch: bool) -> dict[str, object]:
    """A request with its difference, affected lists, requirements for whoever asks, and statuses of the tree that would land."""
    with asked.state(place) as state:
        request = _landed(state, _find(state.records, number))
        found = asdict(request)
        if request.state != OPEN:
            return found
        try:
            commit = approving.tip(state, request.branch)
            merge = merging.attempt(state, approving.full(request.target), commit)
        except errors.NotAllowed as error:
            return found | {"problem": str(error)}
        decision = policy.decide([Update(merge.target, merge.base, _commit(asked, state, request, merge, still=True))], state)
        shown = found | {"commit": commit, "base": merge.base, "tree": merge.tree,
                         "mark": approvals.mark(merge.target, merge.affected), "files": approving.files(merge),
                         "changed": len(merge.changed), "lists": approving.described(state, merge),
                         "statuses": [asdict(one) for one in statuses.of(state.records, merge.tree).values()]}
        return shown | {"decision": json.loads(decision.json())} | ({"patch": _patch(state, merge)} if patch else {})


def approve(asked: Asked, place: Path, number: str, commit: str, mark: str, lists: Sequence[str]) -> dict[str, object]:
    """A librarian approves the content that an open request would bring."""
    with asked.state(place) as state:
        request = _find(state.records, number, only_open=True)
        done = approving.approve(asked, place, request.branch, request.target, commit, mark, lists)
        _keep(state, request, commit)
    return done


def merge(asked: Asked, place: Path, number: str, commit: str) -> dict[str, object]:
    """Merge a request if everything that the policy demands of this account's push holds.

    Raises `NotMerged` with what is missing, `Moved` if the branch is not at `commit`, `Conflict`.
    """
    for attempt in range(ATTEMPTS):
        with asked.state(place) as state:
            request = _find(state.records, number, only_open=True)
            _at(approving.tip(state, request.branch), request.branch, commit)
            wish = merging.attempt(state, approving.full(request.target), commit)
            update = Update(wish.target, wish.base, _commit(asked, state, request, wish))
            decision = policy.decide([update], state)
            audit.record(asked.server, analyses.relative(asked.server, place), [update], decision, request=request.number)
            if not decision.allowed:
                raise errors.NotMerged(number=request.number, reasons=decision.text(everything=False))
            if _land(state, request, update):
                ended = replace(request, state=MERGED, commit=commit, merge=update.new, ended=now(), by=asked.account.name)
                with suppress(errors.B2Error):
                    # it has landed, whatever becomes of the record: a listing sees that by the commits
                    _keep(state, ended, commit)
                    message = f"Merge request {number}"
                    recording.change(state.git, asked.account.name, message, lambda _: {ended.place: records.written(ended)})
                return asdict(ended)
    raise errors.NotAllowed(problem=f"{request.target} moved {ATTEMPTS} times meanwhile. Try again")


def close(asked: Asked, place: Path, number: str) -> dict[str, object]:
    """End a request without merging: who opened it may, and librarians of the repository."""
    with asked.state(place) as state:
        request = _find(state.records, number, only_open=True)
        if not _may_close(asked, state, request):
            raise errors.NotAllowed(problem=f"Only {request.account} or a librarian of the repository can close request {number}")
        asked.record(place, request={"closes": request.number})
        ended = replace(request, state=CLOSED, ended=now(), by=asked.account.name)

        def compute(present: Records) -> dict[str, object]:
            # somebody may have merged it meanwhile
            _find(present, number, only_open=True)
            return {ended.place: records.written(ended)}

        recording.change(state.git, asked.account.name, f"Close request {number}", compute)
        return asdict(ended)


def _may_close(asked: Asked, state: State, request: Request) -> bool:
    top = state.owners.at("")
    return asked.account.name == request.account or REPOSITORY_LIBRARIAN in asked.account.roles or \
        bool(top and asked.account.name in top.librarians)


def _readable(title: str, text: str) -> None:
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise errors.NotAllowed(problem=f"A title is one line of 1 to {LONGEST_TITLE} signs that can be printed")
    if any(not sign.isprintable() and sign not in "\n\t" for sign in text):
        raise errors.NotAllowed(problem="The description holds signs that cannot be printed")


def _at(found: str, branch: str, commit: str) -> None:
    if found != commit:
        raise errors.Moved(branch=branch, found=found, seen=commit)


def _find(known: Records, number: str, only_open: bool = False) -> Request:
    content = known.read(_place(int(number))) if NUMBER.fullmatch(number) else None
    found = records.read(Request, content) if content else None
    if found is None or only_open and found.state != OPEN:
        near = f"It is {found.state} since {found.ended} by {found.by}." if found else \
            errors.near(number, [str(one.number) for one in everything(known) if one.state == OPEN])
        raise errors.NoRequest(wanted="open " if only_open else "", number=repr(number), near=near)
    return found


def _landed(state: State, request: Request) -> Request:
    """An open request as merged if its target holds the branch's commit already."""
    target = state.refs.get(HEADS + request.target)
    tip = state.refs.get(HEADS + request.branch, request.commit)
    if request.state == OPEN and target and state.is_ancestor(tip, target):
        return replace(request, state=MERGED, commit=tip)
    return request


def _commit(asked: Asked, state: State, request: Request, wish: Merge, still: bool = False) -> str:
    """The merge commit; `still` gives it the time of the epoch, so that looking twice makes one object."""
    account = asked.account
    author = f"{account.name} <{account.email or account.name}>"
    message = f"Merge request {request.number}: {request.title}\n\n{request.text}".rstrip() + "\n"
    return merging.commit(state, wish, message, author, "@0 +0000" if still else "")


def _land(state: State, request: Request, update: Update) -> bool:
    """Move the target; False if somebody else moved it meanwhile."""
    try:
        state.git.run("update-ref", "--create-reflog", "-m", f"merge request {request.number}", update.ref, update.new, update.old)
    except errors.ProgramFailed:
        if state.git.resolve(update.ref) == update.old:
            raise
        return False
    return True


def _keep(state: State, request: Request, commit: str) -> None:
    with suppress(errors.ProgramFailed):
        # two at once write the same or the newer one: the branch itself keeps its commits as well
        state.git.run("update-ref", request.ref, commit)


def _patch(state: State, wish: Merge) -> str:
    before = state.objects.tree_of(wish.base)
    size = 0
    lines = []
    for line in state.git.stream("diff-tree", "-r", "-p", "--no-renames", "--no-ext-diff", "--no-textconv", before, wish.tree,
                                 separator=b"\n"):
        size += len(line) + 1
        if size > PATCH:
            lines.append(f"... the difference is longer than {PATCH >> 20} MiB, look at it in a working copy")
            break
        lines.append(line.decode("utf-8", "replace"))
    return "\n".join(lines)
