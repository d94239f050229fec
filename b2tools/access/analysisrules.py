# SPDX-License-Identifier: LGPL-3.0-or-later
"""Rules of the repositories of analyses: who writes, and what only the owner takes away."""
from __future__ import annotations

from b2tools.access.branchnames import is_apart
from b2tools.access.requirement import Requirement, short
from b2tools.access.state import MAIN, State, TAGS, Update

BRANCHES = "refs/heads/"


def requirements(update: Update, state: State) -> list[Requirement]:
    """What one ref of an analysis demands; layout and owner lists are the business of the software only."""
    if not update.ref.startswith((BRANCHES, TAGS)) or not update.deletes and not is_apart(update.ref):
        return [Requirement("namespace", update.ref, False, f"{update.ref} is not for pushing, only branches and tags are "
                            "(no part of their names ends with .git).")]
    writer = _writer(update, state)
    return [writer] if writer.fails else [writer, *_change(update, state)]


def _writer(update: Update, state: State) -> Requirement:
    analysis = state.analysis
    writers = analysis.writers(state.accounts)
    others = [name for name in writers if name != analysis.owner]
    who = f"its owner {analysis.owner}" + (f" and the group {analysis.group} ({', '.join(others)})" if analysis.group else "")
    good = state.name in writers
    return Requirement("analysis-writer", update.ref, good,
                       f"{analysis.repository} is written by {who}" + ("." if good else f"; {state.name} may only read it."),
                       () if good else writers)


def _change(update: Update, state: State) -> list[Requirement]:
    ref = update.ref
    if ref == MAIN and update.deletes:
        return [Requirement("deletion", ref, False, "main cannot be deleted by anybody.")]
    if ref.startswith(BRANCHES) and not update.deletes and (kind := state.objects.kind(update.new)) != "commit":
        return [Requirement("commit", ref, False, f"{short(ref)} must point at a commit, not at a {kind}.")]
    if update.creates or update.old == update.new or (ref != MAIN and ref.startswith(BRANCHES)):
        return []
    if ref == MAIN and state.is_ancestor(update.old, update.new):
        return []
    owner = state.analysis.owner
    good = state.name == owner
    sentence = (f"This push drops commits from main, which only the owner {owner} may do. Fetch, rebase or merge, and push again."
                if ref == MAIN else f"{short(ref)} exists, and only the owner {owner} may move or delete it.")
    return [Requirement("analysis-owner", ref, good, sentence, () if good else (owner,))]
