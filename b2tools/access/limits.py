# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time and memory that the server gives to one decision."""
from __future__ import annotations

import resource
import signal
from collections.abc import Callable
from typing import TypeVar

from b2tools import errors

Answer = TypeVar("Answer")


def within(seconds: int, what: str, act: Callable[[], Answer]) -> Answer:
    """The answer of `act`; raises `TimedOut` if it takes longer than that many seconds. Only for the main thread."""
    def stop(number, frame):
        raise errors.TimedOut(command=what, seconds=seconds)

    signal.signal(signal.SIGALRM, stop)
    # again and again, since code of others may catch the first one
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        return act()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def memory(limit: int) -> None:
    """Give this process and all that it starts at most that many bytes of data each."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


def no_memory_limit() -> None:
    """Take that limit away again, for what runs on behalf of the server itself."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def processor(seconds: int) -> None:
    """Give this process and each that it starts at most that much time of the processors."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds if hard == resource.RLIM_INFINITY else min(seconds, hard), hard))
