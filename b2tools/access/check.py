# SPDX-License-Identifier: LGPL-3.0-or-later
"""The dry run on a client: what the server would say about a push, from what was last fetched from it."""
from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from b2tools import errors
from b2tools.access import policy, published
from b2tools.access.accounts import Account
from b2tools.access.records import PUBLISHED, REF
from b2tools.access.requirement import Decision
from b2tools.access.settings import Settings
from b2tools.access.state import MAIN, State, Update
from b2tools.git import Git
from b2tools.objects import Objects
from b2tools.workingcopies import analysismarks, packages, serverwords

REMOTE = "refs/remotes/origin/"
SECONDS = 20


def dry_run(git: Git, user: str | Sequence[str], against: str = "main", revision: str = "HEAD", online: bool = False,
            url: str = "") -> Decision:
    """What the server would decide if `user` pushed `revision` to the branch `against`: the same engine on the same content.

    With `online` the server is asked first where the branch is, what it keeps, and, if `user` is a sequence, who is pushing (to
    `url`, else to origin). Otherwise all is as it was fetched last, and of several users the first one counts that the server knew.
    Raises `NothingToCheck`, and `OtherPolicy` in an analysis.
    """
    if analysismarks.is_analysis(git):
        raise errors.OtherPolicy(folder=git.folder)
    users = (user,) if isinstance(user, str) else tuple(user)
    notes = []
    if online:
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(_who, git, url) if users != (user,) else None
            notes = refresh(git, against)
            users = ((asked.result(),) if asked and asked.result() else ()) + users
    return replace(_decide(git, users, against, revision), notes=tuple(notes))


def refresh(git: Git, branch: str) -> list[str]:
    """Get the branch and what the server keeps beside the software; returns why that did not work, empty if it did."""
    words = ("-c", "fetch.prune=false", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
             "origin", f"+{PUBLISHED}*:{PUBLISHED}*")
    heads = [f"+refs/heads/{branch}:{REMOTE}{branch}"] if git.resolve(f"{REMOTE}{branch}") else []
    try:
        if git.run(*words, *heads, check=False, timeout=SECONDS).returncode:
            # the branch may be gone
            git.run(*words, timeout=SECONDS)
        if git.resolve(PUBLISHED):
            entries = git.run("ls-tree", "-r", "--format=%(objectname)", PUBLISHED).text.split()
            packages.fetch_blobs(git, set(entries) - git.present(entries))
    except (errors.ProgramFailed, errors.TimedOut):
        known = "as of the last time" if git.resolve(PUBLISHED) else "unknown"
        return [f"The server was not reached, so roles, approvals and statuses are {known}."]
    return []


def _who(git: Git, url: str) -> str:
    """The account that a push to origin (or to an address) would be of, as the server says; empty if it does not."""
    way = serverwords.of_origin(git, git.environment, url)
    try:
        return serverwords.ask(way, ["whoami"], SECONDS).split(" ")[0] if way else ""
    except errors.B2Error:
        return ""


def _decide(git: Git, users: Sequence[str], against: str, revision: str) -> Decision:
    new = git.resolve(f"{revision}^{{commit}}")
    heads = _heads(git)
    if new is None or MAIN not in heads:
        raise errors.NothingToCheck(what=revision if new is None else "origin's main", folder=git.folder)
    ref = f"refs/heads/{against}"
    with Objects(git) as objects:
        state = _known(State(git, objects, Account(users[0]) if users[0] else None, None, refs=heads), users)
        update = Update(ref, heads.get(ref, "0" * len(new)), new)
        decision = policy.decide([update], state, known=("--remotes=origin",))
        if not any(one.name == "fast-forward" for one in decision.failing):
            return decision
        # diverged: after the merge that is asked for, the difference will be the one from the common commit
        base = git.line("merge-base", update.old, new)
        merged = policy.applied(policy.judge(replace(update, old=base), state), state)
        return replace(decision, requirements=decision.requirements + tuple(one for one in merged if one.name != "fast-forward"))


def _known(state: State, users: Sequence[str]) -> State:
    """The state with accounts and limits that the server told, if it ever did."""
    found = published.told(state.records)
    if found is None:
        return state
    everybody, limits = found
    # a push runs with the server's own limits of time and memory, a client has other ones
    limits = replace(limits, seconds=Settings.seconds, memory_limit=Settings.memory_limit)
    return replace(state, account=next(filter(None, map(everybody.by_name.get, users)), None), accounts=everybody, settings=limits)


def _heads(git: Git) -> dict[str, str]:
    rows = git.run("for-each-ref", "--format=%(refname) %(objectname)", REMOTE, PUBLISHED).text.splitlines()
    pairs = [row.split(" ") for row in rows]
    return {REF if name == PUBLISHED else "refs/heads/" + name.removeprefix(REMOTE): identity
            for name, identity in pairs if name != f"{REMOTE}HEAD"}
