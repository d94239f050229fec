# SPDX-License-Identifier: LGPL-3.0-or-later
"""Rules of tags: annotated, named the same inside, on main or a release branch, never moved, each kind by those who may."""
from __future__ import annotations

from b2tools import versions
from b2tools.access.accounts import CONVENER, RELEASE_MANAGER
from b2tools.access.requirement import Requirement, short
from b2tools.access.state import MAIN, RELEASES, State, TAGS, Update
from b2tools.errors import BadVersion

BY_ROLE = {versions.ReleaseVersion: RELEASE_MANAGER, versions.PrereleaseVersion: RELEASE_MANAGER,
           versions.BuildVersion: RELEASE_MANAGER,
           versions.LightVersion: CONVENER}


def requirements(update: Update, state: State) -> list[Requirement]:
    """Everything that is demanded of one tag."""
    ref, name = update.ref, update.ref.removeprefix(TAGS)
    if not update.creates:
        what = "deleted" if update.deletes else "moved"
        return [Requirement("tag-immutable", ref, False,
                            f"A tag that is on the server is never {what}. Make a new one with the next version.")]
    form = _form(update, name, state)
    right = _right(ref, name, state)
    if form.fails:
        return [form, right]
    commit = state.objects.fields(update.new, "tag")["object"]
    return [form, right, _place(ref, commit, state), *_content(ref, name, commit, state)]


def _form(update: Update, name: str, state: State) -> Requirement:
    problem = None
    if state.objects.kind(update.new) != "tag":
        problem = "is not annotated. Make it with `git tag -a` or b2code-package-tag"
    else:
        inside = state.objects.fields(update.new, "tag")
        if inside["tag"] != name:
            problem = f"calls itself {inside['tag']} inside. The two names must be the same"
        elif inside["type"] != "commit":
            problem = f"points at a {inside['type']}, not at a commit"
    return Requirement("tag-form", update.ref, problem is None, f"{name} {problem or 'is annotated'}.", () if not problem
                       else (problem,))


def _right(ref: str, name: str, state: State) -> Requirement:
    try:
        version = versions.parse(name)
    except BadVersion as error:
        return Requirement("tag-name", ref, False, str(error))
    if isinstance(version, versions.PackageTag):
        owners = state.owners.at(version.package)
        librarians = tuple(sorted(owners.librarians)) if owners else ()
        good = state.account is not None and state.name in librarians
        who = ", ".join(librarians) or f"there is no package {version.package} on main"
        return Requirement("tag-right", ref, good, f"A tag of {version.package} is made by one of its librarians: {who}.",
                           () if good else librarians)
    role = BY_ROLE.get(type(version))
    if role is None:
        return Requirement("tag-name", ref, False, f"{name} names no package. Write PACKAGE-{name}.")
    people = state.accounts.with_role(role) if state.accounts else ()
    good = state.has_role(role)
    return Requirement("tag-right", ref, good,
                       f"{short(ref)} is made by a {role.replace('-', ' ')}: {', '.join(people) or 'nobody has that role yet'}.",
                       () if good else people)


def _place(ref: str, commit: str, state: State) -> Requirement:
    tips = [tip for name, tip in state.refs.items() if name == MAIN or name.startswith(RELEASES)]
    good = any(state.is_ancestor(commit, tip) for tip in tips)
    return Requirement("tag-place", ref, good, "The tagged commit must be on main or a release branch already. Push that first.",
                       () if good else (commit,))


def _content(ref: str, name: str, commit: str, state: State) -> list[Requirement]:
    if not versions.PackageTag.matches(name):
        return []
    package = versions.PackageTag.parse(name).package
    good = state.objects.find(state.objects.tree_of(commit), package) is not None
    return [Requirement("tag-package", ref, good, f"The package {package} {'is' if good else 'is not'} in the tagged commit.",
                        () if good else (package,))]
