# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which of the allowed changes of a log took effect, and what each judgement can have seen: two pushes may be decided about the
same old value, and then git's lock on the ref lets only one of them through."""
from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.access.replay import Before, Judge, MAIN

# seconds in which an allowed change takes effect after its line was written
SLACK = 10.0


@dataclass(frozen=True)
class Landing:
    """A ref got a value by the line with that number."""

    line: int
    value: str


@dataclass(frozen=True)
class Possible:
    """One way in which the allowed changes of a ref may have gone so far."""

    landed: tuple[Landing, ...]
    # number of a line that waits -> whether it may have lost the race
    waiting: tuple[tuple[int, bool], ...] = ()


def zero(value: str) -> str:
    """Ids of zeros of whatever length as one."""
    return value if value.strip("0") else ""


def moment(line: Mapping) -> float:
    """When a line was written, in seconds."""
    return datetime.datetime.fromisoformat(line["time"]).timestamp()


def landings(log: list[Mapping], ref: str, start: str, final: str) -> tuple[Landing, ...] | None:
    """How a ref came from its first to its last value by allowed lines alone; None if it cannot have."""
    wishes = {number: (zero(one["old"]), zero(one["new"])) for number, line in enumerate(log) if line["allowed"]
              for one in line["refs"] if one["ref"] == ref}
    ways = {Possible((Landing(-1, start),))}
    for number in wishes:
        ways = {Possible(way.landed, (*way.waiting, (number, way.landed[-1].value != wishes[number][0]))) for way in ways}
        ways = _grown(ways, wishes)
        old = {waiting for waiting in wishes if moment(log[waiting]) < moment(log[number]) - SLACK}
        ways = {Possible(way.landed, tuple(one for one in way.waiting if one[0] not in old)) for way in ways
                if all(lost for waiting, lost in way.waiting if waiting in old)}
    return next((way.landed for way in ways if way.landed[-1].value == final and all(lost for _, lost in way.waiting)), None)


def _grown(ways: set[Possible], wishes: Mapping[int, tuple[str, str]]) -> set[Possible]:
    """The ways, and those in which any of the waiting changes took effect."""
    found, fresh = set(ways), set(ways)
    while fresh:
        longer = set()
        for way in fresh:
            for number, _ in way.waiting:
                old, new = wishes[number]
                if old == way.landed[-1].value:
                    rest = [(other, lost or wishes[other][0] != new) for other, lost in way.waiting if other != number]
                    longer.add(Possible((*way.landed, Landing(number, new)), tuple(rest)))
        fresh = longer - found
        found |= fresh
    return found


@dataclass
class Replay:
    """A log beside the refs before and after it."""

    judge: Judge
    log: list[Mapping]
    start: Mapping[str, str]
    final: Mapping[str, str]

    def complaints(self) -> list[str]:
        """Everything in which log, refs and document do not fit together; nothing is what it should be."""
        refs = sorted({one["ref"] for line in self.log for one in line["refs"]} | self.start.keys() | self.final.keys())
        ways = {ref: landings(self.log, ref, self.start.get(ref, ""), self.final.get(ref, "")) for ref in refs}
        self.ways = {ref: way or (Landing(-1, self.start.get(ref, "")),) for ref, way in ways.items()}
        found = [f"{ref}: its last value does not come from the allowed lines" for ref, way in ways.items() if way is None]
        for number, line in enumerate(self.log):
            found += self._about(number, line)
        return found

    def seen(self, ref: str, number: int) -> list[Landing]:
        """The values that the judgement of a line can have seen: the last one that was there for sure, and what came meanwhile."""
        began = moment(self.log[number]) - self.log[number].get("milliseconds", 0) / 1000
        before = [one for one in self.ways[ref] if one.line < number]
        sure = [one for one in before if one.line < 0 or moment(self.log[one.line]) + SLACK < began]
        return [sure[-1], *before[before.index(sure[-1]) + 1:]]

    def _about(self, number: int, line: Mapping) -> Iterable[str]:
        if "incident" in line:
            yield f"line {number + 1}: an incident: {line['problem'][-300:]}"
            return
        told = {one["name"] for one in line["failing"]}
        answers = [self._against(number, line, main.value) for main in self.seen(MAIN, number)] if line["refs"] else []
        if line["allowed"] and not any(not answer for answer in answers):
            yield f"line {number + 1}: wrongly allowed to {line['account']}, against {sorted(answers[-1])}: {line['refs']}"
        elif not line["allowed"] and not any(told and told <= answer for answer in answers):
            yield (f"line {number + 1}: wrongly refused to {line['account']} for {sorted(told)}, not {sorted(answers[-1])}: "
                   f"{line['refs']}")

    def _against(self, number: int, line: Mapping, main: str) -> set[str]:
        """What stands against a line if main was so; of what is uncertain, that which fits the line."""
        told, found = {one["name"] for one in line["failing"]}, set()
        for one in line["refs"]:
            values = self.seen(one["ref"], number)
            if one["ref"] == MAIN:
                values = [value for value in values if value.value == main]
            current = {value.value == zero(one["old"]) for value in values}
            if current == {False} or ("current" in told and False in current):
                found.add("current")
            answers = [self.judge.against(line["account"], one["ref"], one["old"], one["new"], before)
                       for before in self._befores(number, one["ref"], main)]
            found |= next((answer for answer in answers if answer <= told), answers[-1])
        return found

    def _befores(self, number: int, ref: str, main: str) -> list[Before]:
        releases = tuple(landing.value for other in self.ways if other.startswith("refs/heads/release/")
                         for landing in self.seen(other, number) if landing.value)
        history = [one for one in self.ways[ref] if one.line < number]
        creators = [self.log[one.line]["account"] for one, earlier in zip(history[1:], history, strict=False) if not earlier.value]
        possible = creators[-1:]
        if any(one in self.seen(ref, number)[1:] for one in history):
            # the server writes down who created a branch a moment after the branch is there
            possible = [None, *creators[-2:]]
        return [Before(main, releases, creator) for creator in possible or [None]]
