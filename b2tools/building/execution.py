# SPDX-License-Identifier: LGPL-3.0-or-later
"""Runs the commands of a plan for what changed: in order, several at once, and nothing behind a file that came out the same."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent import futures
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import process
from b2tools.building import changes
from b2tools.building.records import Plan, Target


@dataclass(frozen=True)
class Means:
    """How commands are run: folder, environment, algorithm of digests, how many at once, whether others go on after a failure,
    and where text goes."""

    top: Path
    environ: Mapping[str, str]
    algorithm: str
    jobs: int
    keep_going: bool
    tell: Callable[[str], object]
    verbose: bool = False


@dataclass
class Outcome:
    """What was made (with new notes of the files), what failed, and what was not reached."""

    made: dict[str, list] = field(default_factory=dict)
    built: list[Target] = field(default_factory=list)
    failed: list[Target] = field(default_factory=list)
    owed: list[Target] = field(default_factory=list)


def reach(plan: Plan, sources: Iterable[str], products: Iterable[str]) -> list[Target]:
    """Every target that changed sources and wrong products may make necessary, in the order of the plan."""
    waiting = [target for name in sources for target in plan.users.get(name, ())]
    waiting += [plan.maker[name] for name in products if name in plan.maker]
    found = set()
    while waiting:
        target = waiting.pop()
        if target.made[0] not in found:
            found.add(target.made[0])
            waiting += [user for name in target.made for user in plan.users.get(name, ())]
    return [target for target in plan.targets if target.made[0] in found]


class Execution:
    """One run through the targets that may be necessary."""

    def __init__(self, plan: Plan, reached: list[Target], changed: Iterable[str], wrong: Iterable[str], digests: Mapping[str, str],
                 means: Means) -> None:
        self.plan, self.means, self.digests = plan, means, digests
        self.altered = set(changed)
        self.necessary = {plan.maker[name].made[0] for name in wrong if name in plan.maker}
        self.left = {target.made[0]: target for target in reached}
        self.waits = {name: len({plan.maker[use].made[0] for use in target.uses if use in plan.maker} & set(self.left))
                      for name, target in self.left.items()}
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Run everything that is necessary; raises nothing for a command that fails."""
        ready = [target for name, target in self.left.items() if not self.waits[name]]
        running: dict[futures.Future, Target] = {}
        with process.pool(self.means.jobs) as threads:
            while ready or running:
                while ready and len(running) < self.means.jobs and not self._stopping():
                    target = ready.pop(0)
                    if self._is_necessary(target):
                        running[threads.submit(self._make, target)] = target
                    else:
                        ready += self._done(target)
                if not running:
                    break
                for one in futures.wait(running, return_when=futures.FIRST_COMPLETED).done:
                    ready += self._finished(running.pop(one), one.result())
        self.outcome.owed = [target for target in self.left.values() if target not in self.outcome.failed]
        return self.outcome

    def _stopping(self) -> bool:
        return bool(self.outcome.failed) and not self.means.keep_going

    def _is_necessary(self, target: Target) -> bool:
        return target.made[0] in self.necessary or not self.altered.isdisjoint(target.uses)

    def _done(self, target: Target) -> list[Target]:
        """Take a target from the list; returns those that waited for it alone."""
        del self.left[target.made[0]]
        free = []
        for user in {user.made[0] for name in target.made for user in self.plan.users.get(name, ())} & set(self.left):
            self.waits[user] -= 1
            if not self.waits[user]:
                free.append(self.left[user])
        return free

    def _make(self, target: Target) -> tuple[bool, dict[str, list]]:
        """Run the commands of one target; in a thread."""
        means = self.means
        for name in target.made:
            place = f"{means.top}/{name}"
            if os.path.lexists(place):
                os.unlink(place)
            os.makedirs(os.path.dirname(place), exist_ok=True)
        means.tell("\n".join(target.run) if means.verbose else target.say)
        for command in target.run:
            done = process.run(["sh", "-c", command], cwd=means.top, env=means.environ, check=False)
            if text := (done.stdout + done.stderr).decode("utf-8", "replace").rstrip("\n"):
                means.tell(text)
            if done.returncode:
                means.tell(f"{target.made[0]}: exit code {done.returncode}")
                return False, {}
        notes = {name: changes.note(f"{means.top}/{name}", means.algorithm) for name in target.made}
        missing = [name for name, note in notes.items() if note is None]
        if missing:
            means.tell(f"{missing[0]} was not made")
        return not missing, notes

    def _finished(self, target: Target, result: tuple[bool, dict[str, list]]) -> list[Target]:
        good, notes = result
        if not good:
            self.outcome.failed.append(target)
            return []
        self.outcome.made |= notes
        self.outcome.built.append(target)
        self.altered |= {name for name, note in notes.items() if note[4] != self.digests.get(name)}
        return self._done(target)
