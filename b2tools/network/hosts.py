# SPDX-License-Identifier: LGPL-3.0-or-later
"""Hosts that files are fetched from: a dead one is met once, then skipped for the rest of the run."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# a service that runs for days tries again
FORGOTTEN = 600.0


class Refused(Exception):
    """One URL did not give the file; its text says why. `missing`: the server is there and does not have it."""

    def __init__(self, reason: str, missing: bool = False) -> None:
        super().__init__(reason)
        self.missing = missing


class Dead(Refused):
    """The host itself does not serve: no connection, no answer in time, no valid certificate."""


class Hosts:
    """What is known about the hosts of this run, by `host:port`; used by many threads at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._first: dict[str, threading.Lock] = {}
        self._alive: set[str] = set()
        self._dead: dict[str, tuple[str, float]] = {}

    @contextmanager
    def contact(self, host: str) -> Iterator[None]:
        """Try a host in the body: the first try goes alone, so that a dead host costs one time limit and not one per file.

        Raises `Dead` at once if an earlier body raised it for this host.
        """
        with self._lock:
            first = self._first.setdefault(host, threading.Lock())
            known = host in self._alive
        if known:
            yield from self._try(host)
            return
        with first:
            yield from self._try(host)
            with self._lock:
                self._alive.add(host)

    def _try(self, host: str) -> Iterator[None]:
        with self._lock:
            reason, since = self._dead.get(host, ("", 0.0))
            if reason and self._clock() - since > FORGOTTEN:
                del self._dead[host]
                reason = ""
        if reason:
            raise Dead(f"not tried again: {reason}")
        try:
            yield
        except Dead as error:
            self.bury(host, str(error))
            raise

    def bury(self, host: str, reason: str) -> None:
        """Remember that a host does not serve."""
        with self._lock:
            self._dead.setdefault(host, (reason, self._clock()))
            self._alive.discard(host)

    def forget(self) -> None:
        """Know nothing about any host."""
        with self._lock:
            self._alive.clear()
            self._dead.clear()


# one run of a command is one process
EVERYBODY = Hosts()
