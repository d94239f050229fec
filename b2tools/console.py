# SPDX-License-Identifier: LGPL-3.0-or-later
"""Progress on a terminal: a bar for what takes longer than two seconds, plain lines elsewhere."""
from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

PATIENCE = 2.0


class Bars:
    """A `Progress` that draws on standard error; use it as a context manager so that the line is cleared at the end.

    With `tells_ends` what took long gets a line with its time when it has ended.
    """

    def __init__(self, tells_ends: bool = True) -> None:
        self._tells_ends = tells_ends
        self._terminal = sys.stderr.isatty()
        self._started: dict[str, float] = {}
        self._drawn = 0.0
        self._told: set[str] = set()

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *exception: object) -> None:
        self._clear()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        started = self._started.setdefault(what, now)
        if total and done >= total:
            self._clear()
            if self._tells_ends and now - started >= PATIENCE:
                click.echo(f"  {what}: done in {now - started:.1f} s", err=True)
            self._started.pop(what, None)
        elif now - started >= PATIENCE and now - self._drawn >= 0.1:
            self._draw(what, done, total)
            self._drawn = now

    def _draw(self, what: str, done: int, total: int) -> None:
        if self._terminal:
            width = 30
            filled = width * done // total if total else 0
            share = f"{100 * done // total:3d}%" if total else f"{done}"
            click.echo(f"\r\033[K  [{'#' * filled}{'.' * (width - filled)}] {share} {what[:60]}", nl=False, err=True)
        elif what not in self._told:
            self._told.add(what)
            click.echo(f"  {what} ...", err=True)

    def _clear(self) -> None:
        if self._terminal and self._drawn:
            click.echo("\r\033[K", nl=False, err=True)


def waiting(name: str, doing: str = "installing") -> Callable[[str], None]:
    """What tells for whom an install of `name`, or another use, waits."""
    return lambda holder: click.echo(f"  waiting for {holder}, who is {doing} {name} ...", err=True)
