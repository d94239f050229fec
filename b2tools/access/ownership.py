# SPDX-License-Identifier: LGPL-3.0-or-later
"""Main and release branches: every affected package needs one of its librarians, or one of its authors for a direct commit."""
from __future__ import annotations

from collections.abc import Sequence

from b2tools.access.differences import Difference
from b2tools.access.owners import AUTHORS, LIBRARIANS, OwnerList, Owners, parse
from b2tools.access.requirement import Requirement
from b2tools.access.state import State
from b2tools.objects import FILE, FOLDER

TOP_FOLDERS_WITHOUT_LIST = ("site_scons",)


def affected(differences: Sequence[Difference], owners: Owners) -> dict[OwnerList, list[Difference]]:
    """The owner lists that govern changed paths, each with what it governs, sorted by folder."""
    found: dict[OwnerList, list[Difference]] = {}
    for one in differences:
        found.setdefault(owners.of(one.path), []).append(one)
    return dict(sorted(found.items(), key=lambda item: item[0].folder))


def requirements(ref: str, differences: Sequence[Difference], new_tree: str, owners: Owners, state: State) -> list[Requirement]:
    """One requirement per affected package, and those on changed owner lists and new packages."""
    # history that changes no file would stay for ever as well, and nobody else is asked about it
    governed = affected(differences, owners) or {owners.of(""): []}
    result = [_owner(ref, governing, changed, owners, state) for governing, changed in governed.items()]
    lists = [one for one in differences if _name(one) in (LIBRARIANS, AUTHORS)]
    result += [_owner_list(ref, one, new_tree, state) for one in lists]
    return result + _new_packages(ref, differences, new_tree, owners, state)


def _name(one: Difference) -> str:
    return one.path.rpartition("/")[2]


def _owner(ref: str, governing: OwnerList, changed: list[Difference], owners: Owners, state: State) -> Requirement:
    account, title = state.name, governing.title
    librarians = tuple(sorted(governing.librarians))
    who = ", ".join(librarians) or "nobody: ask the administrator"
    if state.account and account in governing.librarians:
        return Requirement("owner", ref, True, f"{title}: {account} is a librarian.")
    if changed and (approved := _approved(ref, governing, changed, state)):
        return Requirement("owner", ref, True, f"{title}: approved by {', '.join(approved)}.")
    lists = sorted(one.path for one in changed if _name(one) in (LIBRARIANS, AUTHORS))
    packages = sorted({one.path.split("/")[0] for one in changed if not governing.folder and "/" in one.path and one.added
                       and not _existed(owners, one.path.split("/")[0])})
    if state.account and account in governing.authors and changed and not lists and not packages:
        return Requirement("owner", ref, True, f"{title}: {account} is an author.")
    what = f"{packages[0]} is a new package" if packages else \
        f"the owner list {lists[0]} is changed by librarians only" if lists else \
        f"{account} is neither librarian nor author of it" if changed else "no file is changed, only history would grow"
    return Requirement("owner", ref, False, f"{title}: {what}. One of its librarians must approve or push this: {who}. "
                       f"Push it to feature/NAME and ask them (b2code-request).", librarians)


def _approved(ref: str, governing: OwnerList, changed: list[Difference], state: State) -> list[str]:
    """Librarians with an account whose approval of exactly this change holds."""
    from b2tools.access import approvals  # most pushes need none and are decided faster without
    given = approvals.valid(state.records, ref, lambda: state.history(ref), governing, changed)
    return sorted({one.librarian for one in given if state.accounts is None or one.librarian in state.accounts.by_name})


def _existed(owners: Owners, folder: str) -> bool:
    found = owners.objects.entries(owners.tree).get(folder) if owners.tree is not None else None
    return found is not None and found.mode == FOLDER


def _owner_list(ref: str, one: Difference, new_tree: str, state: State) -> Requirement:
    def answer(problem: str | None) -> Requirement:
        sentence = f"{one.path}: {problem}. Mend the list." if problem else f"{one.path} is a good list."
        return Requirement("owner-list", ref, problem is None, sentence, (problem,) if problem else ())

    folder = one.path.rpartition("/")[0]
    if one.removed:
        left = state.objects.find(new_tree, folder)
        still_package = "/" not in folder and left is not None and left.mode == FOLDER
        return answer("the package would have no librarians" if _name(one) == LIBRARIANS and still_package else None)
    if one.new_mode != FILE:
        return answer(f"must be a regular file (mode {FILE}), but has mode {one.new_mode}")
    names, mistakes = parse(state.objects.read(one.new_id, "blob"))
    if state.accounts is not None:
        mistakes += [f"{name} is no account here" for name in sorted(names - state.accounts.by_name.keys())]
    if _name(one) == LIBRARIANS and not names and not mistakes:
        mistakes.append("is empty, so nobody could ever approve a change")
    return answer("; ".join(mistakes) if mistakes else None)


def of_the_repository(ref: str, new_tree: str, state: State) -> Requirement:
    """What the first commit must bring: nobody could approve anything later without it."""
    entry = state.objects.find(new_tree, LIBRARIANS)
    good = entry is not None and entry.mode == FILE
    sentence = f"The repository has librarians of its own ({LIBRARIANS} at its top)." if good else \
        f"The first commit needs {LIBRARIANS} at its top, an account name per line: who may change what lies outside of packages."
    return Requirement("owner-list", ref, good, sentence, () if good else (LIBRARIANS,))


def _new_packages(ref: str, differences: Sequence[Difference], new_tree: str, owners: Owners, state: State) -> list[Requirement]:
    tops = sorted({one.path.split("/")[0] for one in differences if "/" in one.path and one.added})
    result = []
    for folder in tops:
        if _existed(owners, folder) or folder in TOP_FOLDERS_WITHOUT_LIST or folder.startswith("."):
            continue
        entry = state.objects.find(new_tree, f"{folder}/{LIBRARIANS}")
        good = entry is not None and entry.mode == FILE
        sentence = f"The new package {folder} has a list of librarians." if good else \
            f"The new package {folder} has no list of librarians. Add {folder}/{LIBRARIANS} with an account name per line."
        result.append(Requirement("new-package", ref, good, sentence, () if good else (f"{folder}/{LIBRARIANS}",)))
    return result
