# SPDX-License-Identifier: LGPL-3.0-or-later
"""Judging and mending some lines of a file only: those with given numbers, which count from 1 and whatever ends a line.

No mending changes what a file means.
"""
from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from b2tools.style import engine, lines, text
from b2tools.style.engine import Finding
from b2tools.style.lines import Hunk

# what keeps a file from being judged at all is told wherever it lies
WHOLE = ("E902", "E999", "nul-byte", "encoding", engine.GIVEN_UP)


def numbered(content: bytes, numbers: Iterable[int]) -> frozenset[int]:
    """The numbers of lines for those of git, for which a carriage return alone ends no line."""
    wanted = frozenset(numbers)
    if content.count(b"\r") == content.count(b"\r\n"):
        return wanted
    found: set[int] = set()
    total = 0
    for number, line in enumerate(content.split(b"\n"), 1):
        count = max(len(text.raw_lines(line + b"\n")), 1)
        if number in wanted:
            found.update(range(total + 1, total + count + 1))
        total += count
    return frozenset(found)


def restrict(findings: Iterable[Finding], blobs: Mapping[str, bytes], only: Mapping[str, Collection[int] | None]) -> list[Finding]:
    """The findings that are about the lines in `only` by name; None stands for the whole file, a name that lacks for nothing."""
    kept: list[Finding] = []
    for one in findings:
        wanted = only.get(one.file, ())
        if wanted is None or (wanted and one.rule in WHOLE):
            kept.append(one)
        elif one.rule == "line-end":
            kept += text.line_ends(one.file, blobs[one.file], wanted)
        elif any(number in wanted for number in one.lines):
            kept.append(one)
    return kept


def mend(content: bytes, mended: str, wanted: frozenset[int] | None,
         same: Callable[[str, str], bool]) -> tuple[bytes, frozenset[int] | None]:
    """A readable content with the wanted lines (None: all) taken from its mended text, and the numbers that these lines have now.

    Everything else stays byte for byte. Of differences that cannot be had alone without changing what the text means, as `same`
    tells, none is taken.
    """
    mark = text.marks(content)
    raw = text.raw_lines(content.removeprefix(mark))
    old, new = text.lines(text.normal(content)), text.lines(mended)
    if wanted is None:
        taken = _harmless(old, new, lines.hunks(old, new), same)
        return "".join(_joined(old, new, taken)).encode(), None
    taken = _harmless(old, new, [hunk for hunk in lines.hunks(old, new) if not wanted.isdisjoint(_touched(hunk, len(old)))], same)
    kept: list[bytes] = []
    for number, (line, whole) in enumerate(zip(old, raw, strict=True), 1):
        kept.append(line.encode() if number in wanted and not _joins([*kept[-1:], line.encode()]) else whole)
    fresh = [line.encode() for line in new]
    taken = [hunk for hunk in taken if not _joins([*kept[:hunk.first][-1:], *fresh[hunk.start:hunk.end], *kept[hunk.last:][:1]])]
    joined = b"".join(_joined(kept, fresh, taken))
    return (b"" if 1 in wanted else mark) + joined, _numbers(len(old), taken, wanted)


def _touched(hunk: Hunk, count: int) -> range:
    """The old lines that a difference is about; where it only adds lines, the one that they come before."""
    return range(hunk.first + 1, hunk.last + 1) or range(min(hunk.first + 1, count), min(hunk.first + 1, count) + 1)


def _harmless(old: Sequence[str], new: Sequence[str], chosen: list[Hunk], same: Callable[[str, str], bool]) -> list[Hunk]:
    """The differences that leave the meaning as it is, tried all together and then in halves."""
    before = "".join(old)
    taken: list[Hunk] = []
    waiting = [chosen] if chosen else []
    while waiting:
        group = waiting.pop()
        if same(before, "".join(_joined(old, new, [*taken, *group]))):
            taken += group
        elif len(group) > 1:
            middle = len(group) // 2
            waiting += [group[middle:], group[:middle]]
    return taken


def _joins(parts: Sequence[bytes]) -> bool:
    """Whether a newline alone would become one end of line with a carriage return that is to stay."""
    return any(one.endswith(b"\r") and other == b"\n" for one, other in itertools.pairwise(parts))


def _joined(old: Sequence, new: Sequence, taken: Iterable[Hunk]) -> list:
    joined: list = []
    done = 0
    for hunk in taken:
        joined += [*old[done:hunk.first], *new[hunk.start:hunk.end]]
        done = hunk.last
    return [*joined, *old[done:]]


def _numbers(count: int, taken: Iterable[Hunk], wanted: Collection[int]) -> frozenset[int]:
    flags: list[bool] = [number in wanted for number in range(1, count + 1)]
    fresh: list[bool] = [True] * (max((hunk.end for hunk in taken), default=0))
    return frozenset(number for number, flag in enumerate(_joined(flags, fresh, taken), 1) if flag)
