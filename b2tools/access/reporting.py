# SPDX-License-Identifier: LGPL-3.0-or-later
"""`status`: continuous integration tells what it found out about a tree, and everybody reads it."""
from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from b2tools import errors
from b2tools.access import recording, records, statuses
from b2tools.access.accounts import CI
from b2tools.access.audit import now
from b2tools.access.settings import CHECK
from b2tools.access.state import State
from b2tools.access.statuses import STATES, Status

if TYPE_CHECKING:
    from b2tools.access.words import Asked

LONGEST_URL = 500


def show(asked: Asked, place: Path, tree: str) -> list[dict[str, str]]:
    """The statuses of a tree, sorted by check, demanded ones that nobody told among them."""
    with asked.state(place) as state:
        known = statuses.of(state.records, _tree(state, tree))
        missing = [Status(tree, check, "unknown", "", "") for check in state.settings.demanded_checks if check not in known]
        return [asdict(one) for one in sorted([*known.values(), *missing], key=lambda one: one.check)]


def put(asked: Asked, place: Path, tree: str, check: str, told: str, url: str = "") -> dict[str, str]:
    """Record a status, which replaces the one before; raises `NotAllowed` for accounts without the role `ci` and for bad words."""
    words = {"tree": tree, "check": check, "state": told, "url": url}
    try:
        with asked.state(place) as state:
            _check(asked, check, told, url)
            made = Status(_tree(state, tree), check, told, asked.account.name, now(), url)
    except errors.NotAllowed as error:
        asked.record(place, error, status=words)
        raise
    asked.record(place, status=words)
    recording.change(state.git, asked.account.name, f"{check} {told} for {tree}", lambda _: {made.place: records.written(made)})
    return asdict(made)


def _check(asked: Asked, check: str, told: str, url: str) -> None:
    if CI not in asked.account.roles:
        people = ", ".join(asked.everybody.with_role(CI)) or "nobody has that role yet"
        raise errors.NotAllowed(problem=f"Statuses are told by accounts with the role {CI} only: {people}")
    if not CHECK.fullmatch(check):
        raise errors.NotAllowed(problem=f"{check!r} cannot be the name of a check. Use a-z 0-9 . _ -, at most 64")
    if told not in STATES:
        raise errors.NotAllowed(problem=f"{told!r} is no state. Use {', '.join(STATES)}")
    if url and (len(url) > LONGEST_URL or urlsplit(url).scheme not in ("http", "https") or not url.isprintable() or " " in url):
        raise errors.NotAllowed(problem=f"{url[:LONGEST_URL]!r} is no http or https address of at most {LONGEST_URL} signs")


def _tree(state: State, tree: str) -> str:
    known = len(next(iter(state.refs.values()), tree))
    if len(tree) != known or tree.strip("0123456789abcdef") or state.objects.kind(tree) != "tree":
        raise errors.NotAllowed(problem=f"The server has no tree {tree[:64]!r}. Push the commit first; say its whole id")
    return tree
