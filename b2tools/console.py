# SPDX-License-Identifier: LGPL-3.0-or-later
"""Progress on a terminal: a bar for what takes longer than two seconds, plain lines elsewhere."""
from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable

import click

from b2tools import space
from b2tools.progress import Bytes

PATIENCE = 2.0
# seconds between two plain lines about the same thing, and seconds over which a speed is taken
PAUSE, WINDOW = 30.0, 5.0


class Bars:
    """A `Progress` that draws on standard error; use it as a context manager so that the line is cleared at the end.

    With `tells_ends` what took long gets a line with its time when it has ended.
    """

    def __init__(self, tells_ends: bool = True) -> None:
        self._tells_ends = tells_ends
        self._terminal = sys.stderr.isatty()
        self._started: dict[str, float] = {}
        self._speeds: dict[str, _Speed] = {}
        self._drawn = 0.0
        self._told: dict[str, float] = {}

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *exception: object) -> None:
        self._clear()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        started = self._started.setdefault(what, now)
        if isinstance(what, Bytes):
            self._speeds.setdefault(what, _Speed()).add(now, done)
        if total and done >= total:
            self._clear()
            if self._tells_ends and now - started >= PATIENCE:
                click.echo(f"  {what}: done in {now - started:.1f} s{self._average(what, now - started)}", err=True)
            for known in (self._started, self._speeds, self._told):
                known.pop(what, None)
        elif now - started >= PATIENCE and now - self._drawn >= 0.1:
            self._draw(what, done, total, now)
            self._drawn = now

    def _average(self, what: str, seconds: float) -> str:
        speed = self._speeds.get(what)
        return f" ({space.text(speed.come)}, {space.text(round(speed.come / seconds))}/s)" if speed and seconds else ""

    def _draw(self, what: str, done: int, total: int, now: float) -> None:
        amount = self._speeds[what].text(done, total) if isinstance(what, Bytes) else ""
        name = "".join(one if one.isprintable() else "?" for one in what)
        if self._terminal:
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            width = max(10, min(30, columns - len(name + amount) - 12))
            filled = width * done // total if total else 0
            # without a total there is nothing to fill
            share = f"[{'#' * filled}{'.' * (width - filled)}] {100 * done // total:3d}% " if total else f"{done or ''} ".lstrip()
            click.echo(f"\r\033[K  {share}{name}{amount}"[:columns + 4], nl=False, err=True)
        elif now - self._told.get(what, -PAUSE) >= PAUSE:
            again = what in self._told
            self._told[what] = now
            share = f": {100 * done // total}%" if again and total else " ..."
            click.echo(f"  {name}{share}{amount if again else ''}", err=True)

    def _clear(self) -> None:
        if self._terminal and self._drawn:
            click.echo("\r\033[K", nl=False, err=True)


class _Speed:
    """Bytes per second over the last seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._first = 0

    @property
    def come(self) -> int:
        """Bytes that came since the first call."""
        return self._seen[-1][1] - self._first

    def add(self, now: float, done: int) -> None:
        """Note how much there is now."""
        if not self._seen:
            self._first = done
        if len(self._seen) > 1 and now - self._seen[-2][0] < 0.1:
            self._seen.pop()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[1][0] > WINDOW:
            self._seen.popleft()

    def text(self, done: int, total: int) -> str:
        """Amount, speed and the time that is left."""
        seconds = self._seen[-1][0] - self._seen[0][0]
        speed = (done - self._seen[0][1]) / seconds if seconds > 0 else 0.0
        left = f", {_duration((total - done) / speed)} left" if total and speed > 0 else ""
        return f"  {space.text(done)} of {space.text(total)}, {space.text(round(speed))}/s{left}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def waiting(name: str, doing: str = "installing") -> Callable[[str], None]:
    """What tells for whom an install of `name`, or another use, waits."""
    return lambda holder: click.echo(f"  waiting for {holder}, who is {doing} {name} ...", err=True)
