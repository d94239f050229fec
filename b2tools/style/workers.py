# SPDX-License-Identifier: LGPL-3.0-or-later
"""Work spread over processes that are forked for it: they know what this one has loaded, and start without further imports."""
from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

WIDTH = 4


def spread(work: Callable[[Any], Any], jobs: Sequence[Any], workers: int) -> list[Any]:
    """Results of `work` for each job, in order, by at most that many processes with this one among them.

    Whatever a forked process did not deliver, because of an error or a kill, is done here, so that errors are raised here.
    """
    count = min(workers, len(jobs))
    if count < 2:
        return [work(job) for job in jobs]
    # all processes read from one open file, so that each takes the next job
    queue = os.memfd_create("jobs")
    children: list[_Child] = []
    try:
        os.write(queue, b"".join(number.to_bytes(WIDTH, "little") for number in range(len(jobs))))
        os.lseek(queue, 0, os.SEEK_SET)
        children += (_fork(work, jobs, queue) for _ in range(count - 1))
        done = dict(_take(work, jobs, queue))
        for child in children:
            done |= child.answer()
    finally:
        os.close(queue)
        for child in children:
            child.end()
    return [done[number] if number in done else work(job) for number, job in enumerate(jobs)]


def _take(work: Callable[[Any], Any], jobs: Sequence[Any], queue: int) -> Iterator[tuple[int, Any]]:
    while number := os.read(queue, WIDTH):
        index = int.from_bytes(number, "little")
        yield index, work(jobs[index])


@dataclass(frozen=True)
class _Child:
    number: int
    pipe: int

    def answer(self) -> dict[int, Any]:
        with open(self.pipe, "rb", closefd=False) as file:
            content = file.read()
        try:
            return dict(pickle.loads(content))
        except (EOFError, pickle.UnpicklingError):
            return {}

    def end(self) -> None:
        os.close(self.pipe)
        try:
            os.kill(self.number, signal.SIGTERM)
        except ProcessLookupError:
            pass
        os.waitpid(self.number, 0)


def _fork(work: Callable[[Any], Any], jobs: Sequence[Any], queue: int) -> _Child:
    reading, writing = os.pipe()
    number = os.fork()
    if number == 0:
        _work(work, jobs, queue, writing)
    os.close(writing)
    return _Child(number, reading)


def _work(work: Callable[[Any], Any], jobs: Sequence[Any], queue: int, pipe: int) -> NoReturn:
    try:
        answer = pickle.dumps(list(_take(work, jobs, queue)))
        with open(pipe, "wb") as file:
            file.write(answer)
    finally:
        # nothing of the process that this is a copy of may be flushed or cleaned up a second time
        os._exit(0)
