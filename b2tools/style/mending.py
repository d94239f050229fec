# SPDX-License-Identifier: LGPL-3.0-or-later
"""Mending of contents, wholly or in some lines only: an engine's answer is mended again until nothing changes any more.

What does not come to rest stays as it is, so that a second fix never changes anything.
"""
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
        texts = judge.fix([engine.Source(done[number].file, text.normal(done[number].content)) for number in waiting], settings)
        before = {number: done[number].content for number in waiting}
        for number, mended in zip(waiting, texts, strict=True):
            done[number] = _applied(done[number], mended, judge)
        waiting = [number for number in waiting if done[number].content != before[number]]
        if not waiting:
            break
    for number in waiting:
        # every fix would change it again: a human has to
        done[number] = _applied(tasks[number], text.normal(tasks[number].content), judge)
    return done


def _applied(task: Task, mended: str | None, judge: engine.Engine) -> Task:
    if mended is None:
        return replace(task, given_up=True)
    try:
        with timelimit.limited():
            content, numbers = changed.mend(task.content, mended, task.lines, judge.same)
    except timelimit.GivenUp:
        return replace(task, given_up=True)
    return replace(task, content=content, lines=numbers)
