# SPDX-License-Identifier: LGPL-3.0-or-later
"""Approvals: a librarian's word for exactly one change of what one owner list governs, wherever the commits lie that bring it.

An approval is bound to the sorted difference entries, with old and new ids, of a target branch and an owner list. So it
survives a rebase, a squash and changes elsewhere, and is void as soon as an entry differs. It also ends when the branch has held
anything else at one of the paths since, or a list without its giver: otherwise it would count again after a change was taken back.
"""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from b2tools import errors
from b2tools.access import records
from b2tools.access.branchnames import MAIN
from b2tools.access.differences import Difference
from b2tools.access.owners import OwnerList, Owners
from b2tools.access.records import Records
from b2tools.objects import Entry, FOLDER as FOLDER_MODE, Objects

FOLDER = "approvals"


@dataclass(frozen=True)
class Approval:
    """Who approved which content: `list` is the folder of the owner list (empty: the repository), `base` the target then."""

    digest: str
    target: str
    list: str
    librarian: str
    time: str
    branch: str
    commit: str
    base: str
    paths: int

    @property
    def place(self) -> str:
        """Path of its record."""
        return f"{FOLDER}/{self.digest[:2]}/{self.digest[2:]}/{self.librarian}"


def digest(target: str, folder: str, entries: Iterable[Difference]) -> str:
    """SHA-256 in hex of a change of what the list of a folder governs: fields that end with NUL, entries sorted by path."""
    found = hashlib.sha256()
    fields = [target, folder]
    for one in sorted(entries, key=lambda one: one.path.encode("utf-8", "surrogateescape")):
        fields += [one.old_mode, one.new_mode, one.old_id, one.new_id, one.path]
    found.update("".join(f"{field}\0" for field in fields).encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def valid(known: Records, target: str, history: Callable[[], Sequence[str] | None], governing: OwnerList,
          entries: Sequence[Difference]) -> list[Approval]:
    """The approvals that hold for a change of the branch `target`: by librarians of today, and not used up.

    `history` gives the commits that the branch was at, the oldest first; None where nobody knows them (on a client).
    """
    if not entries:
        return []
    name = digest(target, governing.folder, entries)
    given = [one for one in _read(known, f"{FOLDER}/{name[:2]}/{name[2:]}") if one.librarian in governing.librarians]
    past = history() if given else None
    return [one for one in given if past is None or _untouched(known.objects, one, past, governing.folder, entries)]


def _read(known: Records, folder: str) -> Iterator[Approval]:
    for _, content in known.below(folder):
        yield records.read(Approval, content)


def _untouched(objects: Objects, approval: Approval, history: Sequence[str], folder: str, entries: Sequence[Difference]) -> bool:
    """Whether the branch never held anything else at these paths since the approval, nor another list without its librarian."""
    if approval.base not in history:
        return False
    before = [(one.path, Entry(one.old_mode, one.old_id) if not one.added else None) for one in entries]
    for commit in history[history.index(approval.base):]:
        tree = objects.tree_of(commit)
        if any(_file(objects, tree, path) != entry for path, entry in before):
            return False
        # the lists of main count, for release branches as well, and those have no log of theirs here
        lists = Owners(objects, tree).at(folder) if approval.target == MAIN else None
        if approval.target == MAIN and (lists is None or approval.librarian not in lists.librarians):
            return False
    return True


def _file(objects: Objects, tree: str, path: str) -> Entry | None:
    found = objects.find(tree, path)
    return None if found is None or found.mode == FOLDER_MODE else found


def mark(target: str, affected: Mapping[OwnerList, Sequence[Difference]]) -> str:
    """What somebody saw of a change: one digest of all lists with what they govern."""
    seen = sorted(digest(target, one.folder, entries) for one, entries in affected.items())
    return hashlib.sha256("".join(seen).encode()).hexdigest()


def chosen(lists: Sequence[OwnerList], account: str, wanted: Sequence[str]) -> list[OwnerList]:
    """The lists that somebody approves: those named (`.` is the repository itself), else all whose librarian the account is.

    Raises `NotAllowed` with every name that does not fit.
    """
    by_name = {one.folder or ".": one for one in lists}
    problems = [f"the change touches nothing of {name}. {errors.near(name, by_name)}" for name in wanted if name not in by_name]
    picked = [by_name[name] for name in wanted if name in by_name] if wanted else \
        [one for one in lists if account in one.librarians]
    problems += [f"{account} is no librarian of {one.title} ({', '.join(sorted(one.librarians)) or 'nobody is'})"
                 for one in picked if account not in one.librarians]
    if not picked and not problems:
        who = "; ".join(f"{one.title}: {', '.join(sorted(one.librarians)) or 'nobody'}" for one in lists)
        problems.append(f"{account} is a librarian of nothing that the change touches ({who or 'it changes no file'})")
    if problems:
        raise errors.NotAllowed(problem="; ".join(problems))
    return picked
