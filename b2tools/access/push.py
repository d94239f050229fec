# SPDX-License-Identifier: LGPL-3.0-or-later
"""The server's hook: reads what a push wants, lets the policy decide, writes the audit log, and fails closed."""
from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from b2tools import errors
from b2tools.access import accounts, analyses, audit, limits, policy, settings, state
from b2tools.access.accounts import Account, Accounts
from b2tools.access.requirement import Decision
from b2tools.access.serverfiles import ACCOUNTS, CREATORS, MARK, SETTINGS, sealed, server_of
from b2tools.access.state import State, Update
from b2tools.git import Git
from b2tools.objects import Objects
from b2tools.variables import QUARANTINE

# of one push; nobody works on more, and each takes a line in the log
REFS, LONGEST_REF = 1000, 250


def pre_receive(repository: Path, environment: Mapping[str, str], lines: Iterable[bytes], say: Callable[[str], object]) -> int:
    """Decide about a push; 0 lets it through. Whatever goes wrong refuses it with an incident number, never with a traceback."""
    started = time.monotonic()
    updates: list[Update] = []
    try:
        for line in lines:
            updates.append(_update(line))
            if len(updates) > REFS:
                raise errors.TooMuch(what=f"a push of more than {REFS} branches and tags", limit=REFS)
            if len(updates[-1].ref) > LONGEST_REF:
                raise errors.TooMuch(what=f"a name of a branch or tag with more than {LONGEST_REF} signs", limit=LONGEST_REF)
        server = server_of(repository)
        decision = _within_time(lambda: _decide(server, repository, environment, updates), server)
        taken = round(1000 * (time.monotonic() - started))
        audit.record(server, analyses.relative(server, repository), updates, decision, milliseconds=taken)
    except Exception as error:
        return _incident(repository, updates, error, say)
    if not decision.allowed:
        advice = "" if analyses.of(server, repository) else "To ask without a push: b2code-check\n"
        say(f"Refused: the policy asks for more.\n{decision.text(everything=False)}\n{advice}")
    return 0 if decision.allowed else 1


def _update(line: bytes) -> Update:
    old, new, ref = line.decode("utf-8", "surrogateescape").rstrip("\n").split(" ", 2)
    return Update(ref, old, new)


def _decide(server: Path, repository: Path, environment: Mapping[str, str], updates: list[Update]) -> Decision:
    everybody = accounts.read(server / ACCOUNTS)
    with opened(server, repository, environment, everybody, everybody.identify(environment)) as before:
        return policy.decide(updates, before)


@contextmanager
def opened(server: Path, repository: Path, environment: Mapping[str, str], everybody: Accounts,
           account: Account | None) -> Iterator[State]:
    """The repository as it is now, for the decision about something that an account wants."""
    git = Git(repository, sealed(environment, repository, keep=QUARANTINE))
    refs, symbolic = state.refs_of(git)
    with Objects(git) as objects:
        yield State(git, objects, account, everybody, settings.read(server / SETTINGS), refs, symbolic,
                    lambda ref: creator(repository, ref), lambda ref: state.history(git, ref), analyses.of(server, repository))


def creator(repository: Path, ref: str) -> str | None:
    """Who created a branch: as git's log of it says, or behind gitolite the lines of post-receive; None if nobody remembers."""
    try:
        with open(repository / "logs" / ref, "rb") as log:
            who = log.readline(1000).partition(b"<")[2].partition(b">")[0].decode("utf-8", "replace")
        if who.endswith(MARK):
            return who.removesuffix(MARK)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        pass
    try:
        lines = (repository / CREATORS).read_text("utf-8", "surrogateescape").split("\n")
    except FileNotFoundError:
        return None
    return next((account for name, _, account in (line.partition(" ") for line in reversed(lines)) if name == ref), None)


def _within_time(decide: Callable[[], Decision], server: Path) -> Decision:
    return limits.within(settings.read(server / SETTINGS).seconds, "the decision about the push", decide)


def _incident(repository: Path, updates: list[Update], error: Exception, say: Callable[[str], object]) -> int:
    import traceback  # only here: the hook of a good push starts faster without it
    number, more = os.urandom(4).hex(), ""
    try:
        server = server_of(repository)
        audit.record(server, analyses.relative(server, repository), updates, None, incident=number, problem=traceback.format_exc())
    except Exception:
        more = "The incident could not be written down either.\n"
    # told last: a pusher who is gone already must not keep the incident from being written
    if isinstance(error, errors.TooMuch):
        say(f"Refused: {error}\n{more}")
    else:
        say(f"Refused: the server could not decide. Tell the administrator the incident number {number}.\n{more}")
    return 1
