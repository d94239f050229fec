# SPDX-License-Identifier: LGPL-3.0-or-later
"""The dry run on a client: what the server would say about a push, from what was last fetched from it."""
from __future__ import annotations

from dataclasses import replace

from b2tools import errors
from b2tools.access import policy
from b2tools.access.accounts import Account
from b2tools.access.requirement import Decision
from b2tools.access.state import MAIN, State, Update
from b2tools.git import Git
from b2tools.objects import Objects
from b2tools.workingcopies import clienthooks

REMOTE = "refs/remotes/origin/"


def dry_run(git: Git, user: str, against: str = "main", revision: str = "HEAD") -> Decision:
    """What the server would decide if `user` pushed `revision` to the branch `against`.

    Roles and unknown account names are known to the server only; everything else is the same engine on the same content.
    Raises `NothingToCheck`, and `OtherPolicy` in an analysis.
    """
    if clienthooks.is_analysis(git):
        raise errors.OtherPolicy(folder=git.folder)
    new = git.resolve(f"{revision}^{{commit}}")
    heads = _heads(git)
    if new is None or MAIN not in heads:
        raise errors.NothingToCheck(what=revision if new is None else "origin's main", folder=git.folder)
    ref = f"refs/heads/{against}"
    with Objects(git) as objects:
        state = State(git, objects, Account(user) if user else None, None, refs=heads)
        update = Update(ref, heads.get(ref, "0" * len(new)), new)
        decision = policy.decide([update], state, known=("--remotes=origin",))
        if not any(one.name == "fast-forward" for one in decision.failing):
            return decision
        # diverged: after the merge that is asked for, the difference will be the one from the common commit
        base = git.line("merge-base", update.old, new)
        merged = policy.decide([replace(update, old=base)], state, known=("--remotes=origin",))
        return Decision(merged.account, decision.failing + tuple(one for one in merged.requirements if one.name != "fast-forward"))


def _heads(git: Git) -> dict[str, str]:
    rows = git.run("for-each-ref", "--format=%(refname) %(objectname)", REMOTE).text.splitlines()
    pairs = [row.split(" ") for row in rows]
    return {"refs/heads/" + name.removeprefix(REMOTE): identity for name, identity in pairs if name != f"{REMOTE}HEAD"}
