# SPDX-License-Identifier: LGPL-3.0-or-later
"""Hosts that files are fetched from: a dead one is met once, then skipped for the rest of the run."""
from __future__ import annotations

import contextlib
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
    """The host itself does not serve: no connection, no answer in time, no valid certificate. `near_is_dead`: it is the proxy."""

    def __init__(self, reason: str, near_is_dead: bool = False) -> None:
        super().__init__(reason)
        self.near_is_dead = near_is_dead


class Hosts:
    """What is known about the hosts of this run, by `host:port`; used by many threads at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._first: dict[str, threading.Lock] = {}
        self._alive: set[str] = set()
        self._dead: dict[str, tuple[str, float]] = {}

    @contextmanager
    def contact(self, host: str, proxy: str | None = None) -> Iterator[str]:
        """Try a host in the body: the first try goes alone, so that a dead host costs one time limit and not one per file.

        So does the first one through a proxy, whichever host it asks for.
        Raises `Dead` at once if an earlier body raised it for this host or this proxy.
        """
        ways = [proxy, f"{host} through {proxy}"] if proxy else [host]
        with contextlib.ExitStack() as alone:
            for way in ways:
                alone.enter_context(self._first_alone(way))
                self._refuse_dead(way)
            try:
                yield ways[-1]
            except Dead as error:
                self.bury(ways[0] if error.near_is_dead else ways[-1], str(error))
                if not error.near_is_dead:
                    self._live(ways[:-1])
                raise
            self._live(ways)

    def _first_alone(self, way: str) -> contextlib.AbstractContextManager:
        with self._lock:
            return contextlib.nullcontext() if way in self._alive else self._first.setdefault(way, threading.Lock())

    def _refuse_dead(self, way: str) -> None:
        with self._lock:
            reason, since = self._dead.get(way, ("", 0.0))
            if reason and self._clock() - since > FORGOTTEN:
                del self._dead[way]
                reason = ""
        if reason:
            raise Dead(f"not tried again: {reason}")

    def _live(self, ways: list[str]) -> None:
        with self._lock:
            self._alive.update(ways)

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
