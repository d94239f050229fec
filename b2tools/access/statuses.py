# SPDX-License-Identifier: LGPL-3.0-or-later
"""Statuses: what continuous integration found out about a tree, and the rule that demands it for what lands."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from b2tools.access import records
from b2tools.access.accounts import CI
from b2tools.access.records import Records
from b2tools.access.requirement import Requirement
from b2tools.access.state import State

FOLDER = "statuses"
PASSED, STATES = "passed", ("passed", "failed", "running")


@dataclass(frozen=True)
class Status:
    """One check of one tree: `state` is passed, failed or running; `account` is who said so, `url` where to read more."""

    tree: str
    check: str
    state: str
    account: str
    time: str
    url: str = ""

    @property
    def place(self) -> str:
        """Path of its record."""
        return f"{folder(self.tree)}/{self.check}"


def folder(tree: str) -> str:
    """Where the records of a tree lie."""
    return f"{FOLDER}/{tree[:2]}/{tree[2:]}"


def of(known: Records, tree: str) -> dict[str, Status]:
    """All statuses of a tree by check."""
    found = [records.read(Status, content) for _, content in known.below(folder(tree))]
    return {one.check: one for one in found}


def requirements(ref: str, tree: str, state: State) -> list[Requirement]:
    """One requirement per check that main and release branches demand."""
    if not state.settings.demanded_checks:
        return []
    known = of(state.records, tree)
    return [_requirement(ref, tree, check, known, state) for check in state.settings.demanded_checks]


def _requirement(ref: str, tree: str, check: str, known: Mapping[str, Status], state: State) -> Requirement:
    found = known.get(check)
    trusted = found is not None and (state.accounts is None or _is_ci(found.account, state))
    good = trusted and found.state == PASSED
    told = f"was said by {found.account}, which is no CI account now" if found else "is not known"
    said = f"is {found.state}" if trusted else told
    where = f" ({found.url})" if found and found.url and not good else ""
    sentence = f"{check} has passed for this content." if good else \
        f"{check} must have passed for exactly this content (tree {tree}), but it {said}{where}. " \
        "Push to feature/NAME and wait for CI."
    return Requirement("status", ref, good, sentence, () if good else (check,))


def _is_ci(account: str, state: State) -> bool:
    known = state.accounts.by_name.get(account)
    return known is not None and CI in known.roles
