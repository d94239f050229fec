# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the wrapper understands besides git: each word with its forms, answered with a line of JSON or a name.

What follows a word is percent-encoded, since others through whom it may come (as gitolite) take no quotes.
"""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from b2tools import errors
from b2tools.access import analyses, audit, limits, named, settings
from b2tools.access.accounts import Account, Accounts
from b2tools.access.push import opened
from b2tools.access.serverfiles import SETTINGS
from b2tools.access.requirement import Decision, Requirement
from b2tools.access.state import State

# what a client may send as one text
LONGEST = 16 << 10


@dataclass(frozen=True)
class Asked:
    """Who asks, of which server, in which environment."""

    server: Path
    account: Account
    everybody: Accounts
    environment: Mapping[str, str]

    def repository(self, name: str) -> Path:
        """A repository of software; raises `NotAllowed` for one of an analysis, where none of the words has a meaning."""
        place = named.repository(self.server, name, writes=True)
        if analyses.of(self.server, place):
            raise errors.NotAllowed(problem=f"{name} is an analysis, which needs no approvals. Just push")
        return place

    @contextmanager
    def state(self, place: Path) -> Iterator[State]:
        """The repository as it is now, with the account as who wants something."""
        with opened(self.server, place, self.environment, self.everybody, self.account) as state:
            yield state

    def record(self, place: Path, problem: errors.B2Error | None = None, **more: object) -> None:
        """One line in the audit log about what was decided."""
        name = analyses.relative(self.server, place)
        failing = (Requirement("asked", "", False, str(problem)),) if problem else ()
        told = {"problem": audit.cut(str(problem))} if problem else {}
        more = {name: _short(value) for name, value in more.items()}
        audit.record(self.server, name, (), Decision(self.account.name, failing), **more, **told)


def _short(value: object) -> object:
    """What a client said, cut for the log."""
    if isinstance(value, dict):
        return {name: _short(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value[:audit.MOST]]
    return audit.cut(value) if isinstance(value, str) else value


def answer(asked: Asked, words: Sequence[str]) -> str:
    """What the server answers; raises `NotAllowed` with the forms of a word that was not understood."""
    limit = settings.read(asked.server / SETTINGS)
    limits.memory(limit.memory_limit)
    told = [unquote(word) for word in words[1:]]
    if any(len(word) > LONGEST or "\0" in word for word in told):
        raise errors.NotAllowed(problem=f"A text of more than {LONGEST} signs is too long")
    return limits.within(limit.seconds, words[0], lambda: KNOWN[words[0]](asked, told))


def _analysis_create(asked: Asked, words: Sequence[str]) -> str:
    from b2tools.access import analysiscreation
    if len(words) not in (1, 2):
        raise errors.NotAllowed(problem="Write analysis-create NAME [GROUP]")
    return analysiscreation.create(asked.server, asked.account, asked.everybody, words[0], words[1] if len(words) == 2 else None)


def _approve(asked: Asked, words: Sequence[str]) -> str:
    from b2tools.access import approving
    match words:
        case [name, branch, target]:
            return json.dumps(approving.look(asked, asked.repository(name), branch, target))
        case [name, branch, target, commit, mark, *lists]:
            return json.dumps(approving.approve(asked, asked.repository(name), branch, target, commit, mark, lists))
    raise errors.NotAllowed(problem="Write approve REPOSITORY BRANCH TARGET [COMMIT MARK [LIST...]]")


def _status(asked: Asked, words: Sequence[str]) -> str:
    from b2tools.access import reporting
    match words:
        case ["show", name, tree]:
            return json.dumps(reporting.show(asked, asked.repository(name), tree))
        case ["set", name, tree, check, state, *url] if len(url) < 2:
            return json.dumps(reporting.put(asked, asked.repository(name), tree, check, state, *url))
    raise errors.NotAllowed(problem="Write status show REPOSITORY TREE or status set REPOSITORY TREE CHECK STATE [URL]")


def _request(asked: Asked, words: Sequence[str]) -> str:
    from b2tools.access import requests
    match words:
        case ["open", name, branch, target, commit, title, text]:
            return json.dumps(requests.open_new(asked, asked.repository(name), branch, target, commit, title, text))
        case ["list", name]:
            return json.dumps(requests.listing(asked, asked.repository(name)))
        case ["show" | "patch" as wish, name, number]:
            return json.dumps(requests.show(asked, asked.repository(name), number, wish == "patch"))
        case ["approve", name, number, commit, mark, *lists]:
            return json.dumps(requests.approve(asked, asked.repository(name), number, commit, mark, lists))
        case ["merge", name, number, commit]:
            return json.dumps(requests.merge(asked, asked.repository(name), number, commit))
        case ["close", name, number]:
            return json.dumps(requests.close(asked, asked.repository(name), number))
    raise errors.NotAllowed(problem="Write request open REPOSITORY BRANCH TARGET COMMIT TITLE TEXT, request list REPOSITORY, "
                            "request show|patch|close REPOSITORY NUMBER, request merge REPOSITORY NUMBER COMMIT or "
                            "request approve REPOSITORY NUMBER COMMIT MARK [LIST...]")


KNOWN: dict[str, Callable[[Asked, Sequence[str]], str]] = {
    "analysis-create": _analysis_create, "approve": _approve, "request": _request, "status": _status}
