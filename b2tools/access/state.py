# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the policy looks at: one push, who pushes it, and the repository as it was before."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from b2tools.access import exemptions
from b2tools.access.accounts import Account, Accounts
from b2tools.access.analyses import Analysis
from b2tools.access.branchnames import MAIN
from b2tools.access.owners import Owners
from b2tools.access.records import REF, Records
from b2tools.access.settings import Settings
from b2tools.git import Git
from b2tools.objects import Objects, is_zero

RELEASES = "refs/heads/release/"
TAGS = "refs/tags/"
OWN_BRANCHES = ("refs/heads/feature/", "refs/heads/bugfix/")


@dataclass(frozen=True)
class Update:
    """One ref that a push wants to change; ids of zeros stand for "nothing"."""

    ref: str
    old: str
    new: str

    @property
    def creates(self) -> bool:
        """Whether the ref is new."""
        return is_zero(self.old)

    @property
    def deletes(self) -> bool:
        """Whether the ref goes away."""
        return is_zero(self.new)


@dataclass(frozen=True)
class State:
    """The repository before the push; `accounts` is None on a client that does not know them, `analysis` for the software.

    `creator` says who created a branch; `history` which commits a branch was at, the oldest first, None if nobody knows.
    """

    git: Git
    objects: Objects
    account: Account | None
    accounts: Accounts | None
    settings: Settings = Settings()
    refs: Mapping[str, str] = field(default_factory=dict)
    symbolic: Mapping[str, str] = field(default_factory=dict)
    creator: Callable[[str], str | None] = lambda ref: None
    history: Callable[[str], Sequence[str] | None] = lambda ref: None
    analysis: Analysis | None = None

    @property
    def name(self) -> str:
        """The account's name for sentences."""
        return self.account.name if self.account else "an unknown account"

    @cached_property
    def owners(self) -> Owners:
        """The owner lists of main as it was before the push: the only ones that are trusted."""
        main = self.refs.get(MAIN)
        return Owners(self.objects, self.objects.tree_of(main) if main else None)

    @cached_property
    def records(self) -> Records:
        """Approvals and statuses that the server keeps."""
        return Records(self.objects, self.refs.get(REF))

    @cached_property
    def exemptions(self) -> tuple[exemptions.Exemption, ...]:
        """Files of the software that may be large, by the list of main as it was before the push."""
        main = None if self.analysis else self.refs.get(MAIN)
        return exemptions.of(self.objects, self.objects.tree_of(main) if main else None)

    def has_role(self, role: str) -> bool:
        """Whether the pusher has a role."""
        return self.account is not None and role in self.account.roles

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether `new` holds all of `old`'s history."""
        return self.git.run("merge-base", "--is-ancestor", old, new, check=False).returncode == 0


def history(git: Git, ref: str) -> list[str]:
    """The commits that a branch was at, the oldest first, as the repository's own log of it remembers them."""
    return git.run("rev-list", "--walk-reflogs", ref, "--").text.split()[::-1]


def refs_of(git: Git) -> tuple[dict[str, str], dict[str, str]]:
    """All refs with their ids, and the symbolic ones with the ref that they stand for."""
    rows = [line.split(" ") for line in git.run("for-each-ref", "--format=%(refname) %(objectname) %(symref)").text.splitlines()]
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows if row[2]}
