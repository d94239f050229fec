# SPDX-License-Identifier: LGPL-3.0-or-later
"""A limit for the time that one file may take, since the engines need minutes for some contents that nobody writes by hand."""
from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from b2tools.style import engine
from b2tools.style.engine import Finding

SECONDS = 20


class GivenUp(BaseException):
    """The time is over; no ordinary exception, since the engines' own code catches those."""


@contextmanager
def limited(seconds: float | None = None) -> Iterator[None]:
    """Raise `GivenUp` in the body when it has used so much processor time; in another thread than the first there is no limit."""
    def stop(number: int, frame: object) -> NoReturn:
        raise GivenUp

    try:
        before = signal.signal(signal.SIGVTALRM, stop)
    except ValueError:
        # only the first thread may set signals
        yield
        return
    try:
        # again and again, since what is interrupted may be code that no exception leaves
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds or SECONDS, 1)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def finding(file: str, what: str) -> Finding:
    """What to tell about a file that took too long."""
    message = f"{what} took more than {SECONDS} s and was given up; make the file smaller or simpler"
    return Finding(file, 1, 1, engine.GIVEN_UP, message)
