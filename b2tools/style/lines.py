# SPDX-License-Identifier: LGPL-3.0-or-later
"""Differences of texts line by line, in a time that hardly grows faster than the texts.

Lines are paired by what is on them besides blanks: common ends first, then lines that occur once in both texts (patience
differences, after Bram Cohen), and small gaps by difflib. A large gap without such lines is one difference.
"""
from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from b2tools.style import text

SMALL = 20_000
AROUND = 3
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True)
class Hunk:
    """Lines `first` to before `last` of the old text that lines `start` to before `end` of the new one stand for."""

    first: int
    last: int
    start: int
    end: int


def hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """The differences of two texts given as lines, in order; a pair of lines that differ in blanks only is one hunk."""
    found: list[Hunk] = []
    done = (0, 0)
    keys = [["".join(line.split()) for line in lines] for lines in (old, new)]
    for one, other in [*_pairs(*keys), (len(old), len(new))]:
        if done != (one, other):
            found.append(Hunk(done[0], one, done[1], other))
        if one < len(old) and old[one] != new[other]:
            found.append(Hunk(one, one + 1, other, other + 1))
        done = one + 1, other + 1
    return found


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Numbers of lines that belong together, both growing."""
    found: list[tuple[int, int]] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        first, last, start, end = waiting.pop()
        while first < last and start < end and old[first] == new[start]:
            found.append((first, start))
            first, start = first + 1, start + 1
        while first < last and start < end and old[last - 1] == new[end - 1]:
            last, end = last - 1, end - 1
            found.append((last, end))
        if first == last or start == end:
            continue
        if anchors := _anchors(old, new, (first, last, start, end)):
            found += anchors
            edges = [(first - 1, start - 1), *anchors, (last, end)]
            waiting += [(one[0] + 1, other[0], one[1] + 1, other[1]) for one, other in zip(edges, edges[1:], strict=False)]
        elif (last - first) * (end - start) <= SMALL:
            matcher = difflib.SequenceMatcher(None, old[first:last], new[start:end], autojunk=False)
            found += [(first + block.a + step, start + block.b + step)
                      for block in matcher.get_matching_blocks() for step in range(block.size)]
    return sorted(found)


def _anchors(old: Sequence[str], new: Sequence[str], part: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """Lines that occur once in both parts, as many as keep their order."""
    first, last, start, end = part
    single = {line for line, count in Counter(new[start:end]).items() if count == 1}
    places = {line: number for number, line in enumerate(new[start:end], start) if line in single}
    counts = Counter(old[first:last])
    return _rising([(number, places[line]) for number, line in enumerate(old[first:last], first)
                    if line in places and counts[line] == 1])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs whose second numbers rise."""
    ends: list[int] = []
    numbers: list[int] = []
    before = [-1] * len(pairs)
    for number, (_, value) in enumerate(pairs):
        place = bisect_left(ends, value)
        before[number] = numbers[place - 1] if place else -1
        ends[place:place + 1], numbers[place:place + 1] = [value], [number]
    found = []
    number = numbers[-1] if numbers else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def unified(file: str, old: str, new: str) -> str:
    """The difference of two contents of a file in the form that `git apply` and `patch -p1` take."""
    before, after = text.lines(old), text.lines(new)
    body = [line for group in _groups(hunks(before, after)) for line in _group(group, before, after)]
    if body:
        body[:0] = [f"--- {_quoted('a/' + file)}\n", f"+++ {_quoted('b/' + file)}\n"]
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in body)


def _quoted(name: str) -> str:
    if any(one in ESCAPES or ord(one) < 32 for one in name):
        return '"' + "".join(ESCAPES.get(one, one if ord(one) >= 32 else f"\\{ord(one):03o}") for one in name) + '"'
    return f"{name}\t" if " " in name else name


def _groups(found: Sequence[Hunk]) -> Iterator[list[Hunk]]:
    group: list[Hunk] = []
    for hunk in found:
        if group and hunk.first - group[-1].last > 2 * AROUND:
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _group(group: Sequence[Hunk], old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    above = min(group[0].first, AROUND)
    below = min(len(old) - group[-1].last, AROUND)
    first, last = group[0].first - above, group[-1].last + below
    yield f"@@ -{_span(first, last)} +{_span(group[0].start - above, group[-1].end + below)} @@\n"
    for hunk in group:
        yield from (f" {line}" for line in old[first:hunk.first])
        yield from (f"-{line}" for line in old[hunk.first:hunk.last])
        yield from (f"+{line}" for line in new[hunk.start:hunk.end])
        first = hunk.last
    yield from (f" {line}" for line in old[first:last])


def _span(first: int, last: int) -> str:
    if last - first == 1:
        return str(first + 1)
    return f"{first + (last > first)},{last - first}"
