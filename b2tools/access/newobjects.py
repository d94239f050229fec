# SPDX-License-Identifier: LGPL-3.0-or-later
"""What holds for every object that a push brings, on whatever ref, since objects stay: sizes, names and modes."""
from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from b2tools.access import exemptions, names
from b2tools.access.expansion import Expansion, Shape
from b2tools.access.requirement import Requirement
from b2tools.access.state import MAIN, State, Update
from b2tools.errors import ObjectMissing
from b2tools.git import Git, memory
from b2tools.objects import EMPTY_FOLDERS, Entry, FOLDER, MODES, MODULE, decode, parse
from b2tools.variables import QUARANTINE

# a checkout may have that many times the paths that a push may change
TREE_FACTOR = 10
FORMAT = "--batch-check=%(objectname) %(objecttype) %(objectsize) %(rest)"


@dataclass(frozen=True)
class NewObject:
    """An object that only the push reaches, with one path under which it was seen."""

    id: str
    kind: str
    size: int
    path: str


def enumerate_new(git: Git, tips: Sequence[str], known: Sequence[str] = ("--all",)) -> Iterator[NewObject]:
    """Objects reachable from `tips` and not from what is `known`; sizes come from headers, nothing is unpacked."""
    with memory("".join(f"{tip}\n" for tip in tips).encode()) as given:
        listing = git.start("rev-list", "--objects", "--stdin", "--not", *known, stdin=given.fileno())
    sizes = git.start("cat-file", FORMAT, "--buffer", stdin=listing.stdout.fileno())
    try:
        listing.stdout.close()
        for line in sizes.stdout:
            identity, kind, size, path = decode(line[:-1]).split(" ", 3)
            if kind == "missing":
                raise ObjectMissing(kind="object", name=identity)
            yield NewObject(identity, kind, int(size), path)
        if listing.wait() or sizes.wait():
            raise ObjectMissing(kind="history of", name=" ".join(tips))
    finally:
        _end(sizes)
        _end(listing)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.stdout.close()
    process.kill()
    process.wait()


def requirements(updates: Sequence[Update], state: State, known: Sequence[str] = ("--all",)) -> list[Requirement]:
    """Size and names of everything that the push brings; trees are read only if all sizes are fine."""
    tips = [update.new for update in updates if not update.deletes]
    if not tips:
        return []
    ref = updates[0].ref
    total, big, trees = 0, [], []
    for one in enumerate_new(state.git, tips, known):
        total += one.size
        if one.size > state.settings.object_limit:
            big.append(one)
        if one.kind == "tree":
            trees.append((one.id, one.path))
            if one.path.count("/") >= state.settings.depth_limit and "names" not in state.settings.rules_off:
                # the list of paths grows with the square of the depth
                return [_too_deep(one.path, state, ref)]
    reached = {one.id for one in big}
    if big and state.exemptions:
        big = _not_exempted(big, [tree for tree, _ in trees], [*tips, "--not", *known], state)
    hidden, carried = _carried(state, reached)
    size = _size(max(total, carried), [*(one.path or one.id for one in big), *hidden], state, ref)
    return [size] if size.fails and "size" not in state.settings.rules_off else [size, _names(trees, updates, state, ref)]


def _carried(state: State, reached: set[str]) -> tuple[list[str], int]:
    """Large objects that came with the push although no branch reaches them, and the size of all that came."""
    inside = dict(state.git.environment)
    if not all(inside.get(name) for name in QUARANTINE):
        return [], 0
    outside = {name: value for name, value in inside.items() if name not in QUARANTINE}
    del inside["GIT_ALTERNATE_OBJECT_DIRECTORIES"]
    words = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname) %(objectsize)")
    rows = [line.split(" ") for line in Git(state.git.folder, inside).run(*words).text.splitlines()]
    sizes = {identity: int(size) for identity, size in rows}
    large = [identity for identity, size in sizes.items() if size > state.settings.object_limit and identity not in reached]
    total = sum(sizes.values())
    if large or total > state.settings.push_limit:
        # what a thin pack was completed with is no new object
        asked = "".join(f"{identity}\n" for identity in sizes).encode()
        answers = Git(state.git.folder, outside).run("cat-file", "--batch-check=%(objectname)", stdin=asked).text.splitlines()
        known = {answer for answer in answers if not answer.endswith(" missing")}
        large, total = [one for one in large if one not in known], total - sum(sizes[one] for one in known)
    return large, total


def _not_exempted(big: list[NewObject], trees: list[str], history: list[str], state: State) -> list[NewObject]:
    """What is large and may not be so at each place where it lies."""
    deepest = max(one.pattern.count("/") for one in state.exemptions)
    roots = {row for row in state.git.run("log", "--format=%T", *history).text.split()}
    return [one for one in big if one.kind != "blob" or not exemptions.exempted(
        one.id, one.size, state.exemptions, exemptions.places(one.id, trees, roots, state.objects, deepest))]


def _size(total: int, big: list[str], state: State, ref: str) -> Requirement:
    limit = state.settings.object_limit
    if big:
        listed = ", ".join(sorted(big)[:5]) + (f" and {len(big) - 5} more" if len(big) > 5 else "")
        return Requirement("size", ref, False,
                           f"{listed}: larger than {limit} bytes, and it would stay in the history for ever, even if removed "
                           "again. Take it out of all commits of this push; data belongs into the data area.",
                           tuple(sorted(big)[:20]))
    if total > state.settings.push_limit:
        return Requirement("size", ref, False, f"The push brings {total} bytes, allowed are {state.settings.push_limit}. Split it.",
                           (str(total),))
    return Requirement("size", ref, True, f"Every new object is at most {limit} bytes.")


def _too_deep(path: str, state: State, ref: str) -> Requirement:
    place = f"{path[:80]}... lies below more than {state.settings.depth_limit} folders"
    return Requirement("names", ref, False, f"{place}. Put it higher in all commits of this push.", (place,))


def _names(trees: list[tuple[str, str]], updates: Sequence[Update], state: State, ref: str) -> Requirement:
    bad, shapes = [], {}
    for identity, path in trees:
        prefix = f"{path}/" if path else ""
        entries = list(parse(state.objects.read(identity, "tree"), len(identity) // 2))
        shapes[identity] = Shape(len(entries), tuple((name, entry.id) for name, entry in entries if entry.mode == FOLDER))
        bad += [f"{prefix}{name} {problem}" for name, entry in entries if (problem := names.problem(name) or _odd(entry))]
        bad += [f"{prefix}{first} and {second} cannot lie beside each other everywhere"
                for first, second in names.collisions(name for name, _ in entries)]
    if bad:
        return Requirement("names", ref, False, f"{'; '.join(bad[:5])}. Rename in all commits of this push.", tuple(bad[:20]))
    return _checkout([identity for identity, path in trees if not path], shapes, updates, state, ref) or \
        Requirement("names", ref, True, "All new names work on every machine.")


def _checkout(roots: list[str], shapes: dict[str, Shape], updates: Sequence[Update], state: State, ref: str) -> Requirement | None:
    """What speaks against a checkout of any commit of the push: more paths or folders than a machine can take."""
    before = [state.refs.get(name) for name in (MAIN, *(one.ref for one in updates[:3] if one.ref.startswith("refs/heads/")))]
    bases = tuple(dict.fromkeys(state.objects.tree_of(commit) for commit in before if commit))
    expansion, limit = Expansion(state.objects, shapes), TREE_FACTOR * state.settings.path_limit
    for root in roots:
        size = expansion.added(root, bases) or expansion.size(root)
        if size.depth > state.settings.depth_limit:
            return _too_deep("A path", state, ref)
        if size.paths > limit:
            return Requirement("names", ref, False, f"A checkout would have {size.paths} paths, since the same folders occur again "
                               f"and again; allowed are {limit}. Take them out of all commits of this push.", (str(size.paths),))
    return None


def _odd(entry: Entry) -> str | None:
    """What git itself never stores, but lets pass: rules that look at the mode would overlook it."""
    if entry.mode == MODULE:
        return "is a submodule"
    if entry.mode not in MODES:
        return f"has the mode {entry.mode}, which git does not make"
    if entry.mode == FOLDER and entry.id in EMPTY_FOLDERS:
        return "is a folder without a file, which git does not make"
    return None
