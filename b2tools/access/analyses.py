# SPDX-License-Identifier: LGPL-3.0-or-later
"""Analyses on the server: whose a repository is, by a record beside its objects that no push reaches."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors
from b2tools.access.accounts import Accounts

USERS, PHYSICS = "analyses", "physics"
RECORD = "b2-analysis.json"
FORMAT = 1


@dataclass(frozen=True)
class Analysis:
    """An analysis by the name of its repository below the server; `group` is None for that of a single user."""

    repository: str
    owner: str
    group: str | None = None

    @property
    def name(self) -> str:
        """What its owner calls it."""
        last = self.repository.rpartition("/")[2]
        return last if self.group else last.removeprefix(f"{self.owner}_")

    def writers(self, accounts: Accounts) -> tuple[str, ...]:
        """The accounts that may write: the owner and who is in the group now."""
        return tuple(sorted({self.owner} | accounts.groups.get(self.group or "", frozenset())))

    def record(self) -> str:
        """The content of its record."""
        return json.dumps({"format": FORMAT, "owner": self.owner, "group": self.group}) + "\n"


def relative(server: Path, place: Path) -> str:
    """Name of a repository below the server's folder, `software.git`, `analyses/ann_cut.git`."""
    return place.relative_to(server / "git").as_posix()


def is_one(server: Path, place: Path) -> bool:
    """Whether a repository is one of an analysis, by where it lies."""
    return relative(server, place).partition("/")[0] in (USERS, PHYSICS)


def of(server: Path, place: Path) -> Analysis | None:
    """Whose analysis a repository is, None for one that is no analysis; raises `BadServerFile` for one without a good record."""
    if not is_one(server, place):
        return None
    repository = relative(server, place).removesuffix(".git")
    try:
        data = json.loads((place / RECORD).read_text("utf-8"))
        owner, group = data["owner"], data["group"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise errors.BadServerFile(path=place / RECORD, mistakes=f"  {type(error).__name__}: {error}") from error
    if data.get("format") != FORMAT or not isinstance(owner, str) or not isinstance(group, str | None):
        raise errors.BadServerFile(path=place / RECORD, mistakes=f"  wanted are format {FORMAT}, owner and group")
    return Analysis(repository, owner, group)
