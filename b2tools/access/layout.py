# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changed files on main: their style, judged from stored content with our own configuration, and links that stay inside."""
from __future__ import annotations

import posixpath
from collections.abc import Sequence

from b2tools.access import exemptions, names
from b2tools.access.differences import Difference
from b2tools.access.requirement import Requirement
from b2tools.access.state import State
from b2tools.objects import FILE, LINK, PROGRAM, decode

IMPORTED = ".imported"
FILES = (FILE, PROGRAM)


def requirements(ref: str, differences: Sequence[Difference], old_tree: str | None, state: State) -> list[Requirement]:
    """Style of the changed files outside of folders that were marked `.imported` before, and targets of changed links."""
    changed = [one for one in differences if one.new_mode in FILES and (one.old_id != one.new_id or one.old_mode not in FILES)]
    return [_style(ref, [one for one in changed if not _imported(one.path, old_tree, state)], state),
            _links(ref, differences, state), *exemptions.requirements(ref, differences, state.objects)]


def _imported(path: str, tree: str | None, state: State) -> bool:
    folders = path.split("/")[:-1]
    if tree is None:
        return False
    marks = (state.objects.find(tree, "/".join([*folders[:depth], IMPORTED])) for depth in range(len(folders) + 1))
    return any(mark is not None and mark.mode in FILES for mark in marks)


def _style(ref: str, changed: list[Difference], state: State) -> Requirement:
    findings = []
    if any("." in one.path.rpartition("/")[2][1:] for one in changed):
        # the engines are loaded only for a push that needs them
        from b2tools import style
        judged = {one.path: state.objects.read(one.new_id, "blob") for one in changed if style.handles(one.path)}
        findings = style.check_blobs(judged) if judged else []
    if findings:
        listed = "; ".join(str(one) for one in findings[:5]) + (f"; and {len(findings) - 5} more" if len(findings) > 5 else "")
        return Requirement("style", ref, False, f"{listed}. Run b2code-style-fix and commit again.",
                           tuple(sorted({one.file for one in findings})))
    return Requirement("style", ref, True, "The changed files are well laid out.")


def _links(ref: str, differences: Sequence[Difference], state: State) -> Requirement:
    bad = []
    for one in differences:
        if one.new_mode == LINK:
            target = decode(state.objects.read(one.new_id, "blob"))
            if _leaves(posixpath.dirname(one.path), target):
                bad.append(f"{one.path} -> {target}")
    if bad:
        return Requirement("links", ref, False, f"{'; '.join(bad[:5])}: the link leaves the repository. Link to something inside, "
                           "with .. at the beginning only.",
                           tuple(bad[:20]))
    return Requirement("links", ref, True, "No link leaves the repository.")


def _leaves(folder: str, target: str) -> bool:
    """Whether a link in a folder may lead out of the repository or into git's own files.

    Only `..` at its start is sure to climb in real folders: after a name, which may be a link itself, it could lead anywhere.
    """
    parts = [part for part in target.split("/") if part not in ("", ".")]
    up = next((number for number, part in enumerate(parts) if part != ".."), len(parts))
    depth = len(folder.split("/")) if folder else 0
    return not target or target.startswith("/") or up > depth or any(part == ".." or names.problem(part) or part.lower() == ".git"
                                                                     for part in parts[up:])
