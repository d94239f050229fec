# SPDX-License-Identifier: LGPL-3.0-or-later
"""Rules of branches: main and release branches only grow, everybody's branches belong to who created them."""
from __future__ import annotations

from b2tools.access import differences, layout, ownership, records
from b2tools.access.accounts import RELEASE_MANAGER, REPOSITORY_LIBRARIAN
from b2tools.access.branchnames import OWN, RELEASE, is_apart
from b2tools.access.requirement import Requirement, short
from b2tools.access.state import MAIN, RELEASES, State, Update


def protected(update: Update, state: State) -> list[Requirement]:
    """Main and release branches."""
    ref = update.ref
    if update.deletes:
        return [Requirement("deletion", ref, False, f"{short(ref)} cannot be deleted by anybody.")]
    if update.old == update.new:
        return [Requirement("fast-forward", ref, True, f"{short(ref)} stays where it is.")]
    if (kind := state.objects.kind(update.new)) != "commit":
        return [Requirement("commit", ref, False, f"{short(ref)} must point at a commit, not at a {kind}.")]
    result = [_creation(update, state) if update.creates else _forward(update, state)]
    stopped = result[0].fails and result[0].name not in state.settings.rules_off
    return result if stopped else result + _content(update, state)


def _creation(update: Update, state: State) -> Requirement:
    ref, main = update.ref, state.refs.get(MAIN)
    if ref == MAIN:
        good = state.has_role(REPOSITORY_LIBRARIAN) and all(name.startswith(records.OWN) for name in state.refs)
        missing = state.accounts.with_role(REPOSITORY_LIBRARIAN) if state.accounts else ()
        return Requirement("creation", ref, good, "The first commit of an empty repository comes from one of its librarians: "
                           f"{', '.join(missing)}.", () if good else missing)
    if RELEASE.fullmatch(ref) is None:
        return Requirement("branch-name", ref, False, f"{short(ref)} is no name of a release branch. Use release/AA-BB.")
    on_main = main is not None and state.is_ancestor(update.new, main)
    good = state.has_role(RELEASE_MANAGER) and on_main
    missing = state.accounts.with_role(RELEASE_MANAGER) if state.accounts else ()
    return Requirement("creation", ref, good,
                       f"A release branch starts at a commit of main and is made by a release manager: {', '.join(missing)}.",
                       () if good else missing or ("a release manager",))


def _forward(update: Update, state: State) -> Requirement:
    good = state.is_ancestor(update.old, update.new)
    sentence = f"{short(update.ref)} goes forward." if good else \
        f"{short(update.ref)} only goes forward, and this push would drop commits from it. Fetch, rebase or merge, and push again."
    return Requirement("fast-forward", update.ref, good, sentence, () if good else (update.old,))


def _content(update: Update, state: State) -> list[Requirement]:
    if update.ref != MAIN and update.creates:
        return []
    old = None if update.creates else state.objects.tree_of(update.old)
    new = state.objects.tree_of(update.new)
    changed = differences.between(state.objects, old, new, state.settings.path_limit, state.settings.depth_limit)
    lists = ownership.requirements(update.ref, changed, new, state.owners, state)
    if update.creates:
        # the first import has no old owners; `creation` has asked for a librarian of the repository
        lists = [one for one in lists if one.name != "owner"] + [ownership.of_the_repository(update.ref, new, state)]
    result = lists + layout.requirements(update.ref, changed, old, state)
    if state.settings.demanded_checks:
        from b2tools.access import statuses  # only where continuous integration is asked
        result += statuses.requirements(update.ref, new, state)
    return result


def personal(update: Update, state: State) -> list[Requirement]:
    """Branches `feature/NAME` and `bugfix/NAME`: every member creates and continues; the creator deletes and rewrites."""
    ref = update.ref
    if (OWN.fullmatch(ref) is None or not is_apart(ref)) and not update.deletes:
        return [Requirement("branch-name", ref, False,
                            f"{short(ref)} is no good branch name. Use letters, digits and . _ + = # @ / -, "
                            "and no part that ends with .git")]
    if not update.deletes and (kind := state.objects.kind(update.new)) != "commit":
        return [Requirement("commit", ref, False, f"{short(ref)} must point at a commit, not at a {kind}.")]
    if update.creates or (not update.deletes and state.is_ancestor(update.old, update.new)):
        return [Requirement("branch", ref, True, f"Every member may push to {short(ref)}.")]
    creator = state.creator(ref)
    good = state.account is not None and creator == state.name
    what = "deleted" if update.deletes else "rewritten (this push would drop commits from it)"
    who = creator or "nobody whom the server remembers"
    return [Requirement("branch-creator", ref, good, f"{short(ref)} can be {what} only by who created it: {who}.",
                        () if good else (who,))]


def is_protected(ref: str) -> bool:
    """Whether a ref is main or a release branch."""
    return ref == MAIN or ref.startswith(RELEASES)
