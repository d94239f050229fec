# SPDX-License-Identifier: LGPL-3.0-or-later
"""Mending of contents: an engine's answer is mended again until nothing changes any more, wholly or in some lines only."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from b2tools.style import changed, engine, text, timelimit
from b2tools.style.engine import Finding

PASSES = 5


@dataclass(frozen=True)
class Task:
    """A readable content to mend: all of it, or the lines with these numbers; after it, whether the engine gave up."""

    file: str
    content: bytes
    lines: frozenset[int] | None = None
    given_up: bool = False

    @property
    def left(self) -> list[Finding]:
        """What is to be told about the mending itself."""
        return [timelimit.finding(self.file, "mending it")] if self.given_up else []


def mend(name: str, tasks: Sequence[Task]) -> list[Task]:
    """The tasks with what an engine makes of their contents, and the numbers that their lines have then."""
    judge, settings = engine.load(name), engine.known()[name]
    done = list(tasks)
    waiting = list(range(len(done)))
    for _ in range(PASSES):
        sources = [engine.Source(done[number].file, text.normal(done[number].content)) for number in waiting]
        before = [done[number].content for number in waiting]
        for number, mended in zip(waiting, judge.fix(sources, settings) if waiting else [], strict=True):
            done[number] = replace(done[number], given_up=True) if mended is None else _applied(done[number], mended, judge)
        waiting = [number for number, content in zip(waiting, before, strict=True) if done[number].content != content]
    return done


def _applied(task: Task, mended: str, judge: engine.Engine) -> Task:
    if task.lines is None:
        return replace(task, content=mended.encode())
    content, numbers = changed.mend(task.content, mended, task.lines, judge.same)
    return replace(task, content=content, lines=numbers)
