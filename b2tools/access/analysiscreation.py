# SPDX-License-Identifier: LGPL-3.0-or-later
"""`analysis-create`: an account gets a repository for an analysis, whole or not at all."""
from __future__ import annotations

import os
import sys
from pathlib import Path

from b2tools import errors, locks
from b2tools.access import analyses, audit, names, repositories
from b2tools.access.accounts import Account, Accounts
from b2tools.access.analyses import Analysis
from b2tools.access.serverfiles import sealed
from b2tools.access.requirement import Decision, Requirement
from b2tools.git import Git
from b2tools.workingcopies import analysisnames

LOCK = ".analyses.lock"
# what the wrapper serves
LONGEST = 200


def create(server: Path, account: Account, everybody: Accounts, name: str, group: str | None) -> str:
    """Make the repository of an analysis and return its name; one of the same owner that nothing was pushed to counts as new.

    Raises `NotAllowed` for bad names and foreign groups, `AnalysisTaken` for a name that somebody has.
    """
    wish = Analysis(analysisnames.repository(analyses.USERS, account.name, name, group), account.name, group)
    try:
        _check(account, everybody, name, group, wish)
        with locks.exclusive(server / LOCK):
            _make(server, wish)
    except (errors.NotAllowed, errors.AnalysisTaken) as error:
        refusal = Requirement("analysis-create", "", False, str(error))
        audit.record(server, f"{wish.repository[:LONGEST]}.git", (), Decision(account.name, (refusal,)))
        raise
    return wish.repository


def _check(account: Account, everybody: Accounts, name: str, group: str | None, wish: Analysis) -> None:
    if not analysisnames.is_good(name):
        raise errors.NotAllowed(problem=f"{name!r} cannot be the name of an analysis. Use {analysisnames.WANTED}")
    if group is not None and group not in everybody.groups:
        raise errors.NoGroup(group=group, near=errors.near(group, everybody.groups))
    if group is not None and account.name not in everybody.groups[group]:
        members = ", ".join(sorted(everybody.groups[group])) or "nobody"
        raise errors.NotAllowed(problem=f"{account.name} is not in the group {group}; its members are {members}")
    if account.name.startswith((".", "-")) or ".." in account.name or len(wish.repository) > LONGEST:
        raise errors.NotAllowed(problem=f"An account called {account.name} can have no analysis of its own: "
                                        "its repository could not be named after it")


def _make(server: Path, wish: Analysis) -> None:
    place = server / "git" / f"{wish.repository}.git"
    environment = sealed(os.environ, place)
    environment.pop("GIT_DIR")
    same = [one for one in place.parent.glob("*.git") if names.key(one.name) == names.key(place.name)]
    if same:
        found = analyses.of(server, same[0])
        if found != wish or Git(same[0], environment | {"GIT_DIR": str(same[0])}).run("for-each-ref", "--count=1").stdout:
            raise errors.AnalysisTaken(problem=_taken(found))
    audit.record(server, f"{wish.repository}.git", (), Decision(wish.owner, ()), created={"group": wish.group})
    repositories.create(place, sys.executable, environment, {analyses.RECORD: wish.record()})


def _taken(found: Analysis) -> str:
    get = f"{found.name} --group {found.group}" if found.group else f"{found.name} {found.owner}"
    whose = f"{found.owner} and the group {found.group}" if found.group else found.owner
    return (f"The analysis {found.repository} exists on the server already, it belongs to {whose}. "
            f"Choose another name, or work on that one: b2analysis-get {get}")
