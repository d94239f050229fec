# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the quickstart prints: a line per step with its time, and at the end what to try next."""
from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

import click

from b2tools import quickstart, templates


class Report:
    """Prints to standard output; commands of a step draw their own progress bars on standard error."""

    def __init__(self, site: Path, folder: Path, environment_seconds: str | None) -> None:
        self.site = site
        self.folder = folder
        self._started = time.monotonic() - float(environment_seconds or 0)
        self._count = len(quickstart.steps(folder)) + 1
        self._number = 1
        self._line("the tools in a virtual environment",
                   f"{float(environment_seconds):6.1f} s" if environment_seconds else "done before")

    def _line(self, title: str, time_or_state: str) -> None:
        click.echo(f"[{self._number}/{self._count}] {title} {'.' * max(3, 66 - len(title))} {time_or_state}")

    def before(self, step: quickstart.Step) -> None:
        """Say what starts now, unless a bar will."""
        if step.own_progress or not sys.stderr.isatty():
            click.echo(f"[{self._number + 1}/{self._count}] {step.title} ...", err=True)

    def after(self, outcome: quickstart.Outcome) -> None:
        """Say what has ended, and its highlights (`highlight: ` lines of its log)."""
        self._number += 1
        self._line(outcome.step.title, "done before" if outcome.done_before else f"{outcome.seconds:6.1f} s")
        log = self.site / ".quickstart" / f"{outcome.step.name}.log"
        if not outcome.done_before and log.is_file():
            for line in log.read_text(errors="replace").splitlines():
                if line.startswith("highlight: "):
                    click.echo(f"        {line.removeprefix('highlight: ')}")

    def summary(self) -> None:
        """The time in all and the three commands to try next."""
        click.echo(f"\nDone in {time.monotonic() - self._started:.1f} s.")
        release = (self.site / ".quickstart" / "release").read_text().strip()
        text = templates.read("quickstart/summary.txt")
        click.echo(text.fill(site=str(self.site), quoted=shlex.quote(str(self.site)), release=release), nl=False)
