# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one engine: all requirements of a push, for the server's hook, the client's dry run and the monthly build alike."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from b2tools.access import analysisrules, branches, newobjects
from b2tools.access.requirement import Decision, Requirement, short
from b2tools.access.state import MAIN, OWN_BRANCHES, State, TAGS, Update


def decide(updates: Sequence[Update], state: State, known: Sequence[str] = ("--all",)) -> Decision:
    """Judge all refs of one push together; `known` names (for `rev-list`) what the repository held before."""
    found = [_identity(updates[0].ref if updates else MAIN, state)]
    if not found[0].fails:
        resolved = [replace(update, ref=state.symbolic.get(update.ref, update.ref)) for update in updates]
        found += _once(resolved) + _current(resolved, state)
        # what every object must satisfy comes first: nothing else is read from a push that brings something monstrous
        found += newobjects.requirements(resolved, state, known)
        if not any(one.fails and one.name not in state.settings.rules_off for one in found):
            for update in resolved:
                found += judge(update, state)
    return Decision(state.account.name if state.account else None, applied(found, state))


def applied(found: Sequence[Requirement], state: State) -> tuple[Requirement, ...]:
    """The requirements, of which those do not apply that the administrator has switched off."""
    return tuple(replace(one, applies=False) if one.name in state.settings.rules_off else one for one in found)


def _identity(ref: str, state: State) -> Requirement:
    good = state.account is not None
    return Requirement("identity", ref, good, f"The pusher is {state.name}." if good else
                       "The server does not know who you are. Push through ssh with the key of an account, not to a path.")


def _once(updates: Sequence[Update]) -> list[Requirement]:
    refs = [update.ref for update in updates]
    twice = sorted({ref for ref in refs if refs.count(ref) > 1})
    return [Requirement("once", ref, False, "The push changes the same branch twice under two names.") for ref in twice]


def _current(updates: Sequence[Update], state: State) -> list[Requirement]:
    """On the server, what a client says that a ref was must be so: git looks at that too late, and for a deletion not at all."""
    moved = [update for update in updates if state.refs.get(update.ref) != (None if update.creates else update.old)]
    return [Requirement("current", update.ref, False,
                        f"{short(update.ref)} moved meanwhile. Fetch first, rebase or merge, and push again.", (update.old,))
            for update in moved]


def judge(update: Update, state: State) -> list[Requirement]:
    """The requirements of one ref."""
    if state.analysis:
        return analysisrules.requirements(update, state)
    if branches.is_protected(update.ref):
        return branches.protected(update, state)
    if update.ref.startswith(OWN_BRANCHES):
        return branches.personal(update, state)
    if update.ref.startswith(TAGS):
        from b2tools.access import tagging  # most pushes bring no tag and start faster without the versions
        return tagging.requirements(update, state)
    return [Requirement("namespace", update.ref, False,
                        f"{update.ref} is not for pushing. Branches are called feature/NAME or bugfix/NAME, "
                        "besides main and release/AA-BB; tags have the names of versions.")]
