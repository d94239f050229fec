# SPDX-License-Identifier: LGPL-3.0-or-later
"""Past the policy: an administrator moves or deletes a ref for a reason, which is recorded before and announced after."""
from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, permissions
from b2tools.access import accounts, audit, differences, named, ownership, policy, push, serverfiles, settings
from b2tools.access.branchnames import HEADS
from b2tools.access.records import OWN
from b2tools.access.requirement import Decision, short, visible
from b2tools.access.state import MAIN, State, TAGS, Update
from b2tools.errors import OverrideRefused
from b2tools.git import Git
from b2tools.mail import Mailer, address_problem
from b2tools.server import repositorychecks

IDENTITY = re.compile(r"[0-9a-f]{7,64}", re.ASCII)
LONGEST_REASON = 500
# what the kernel says of a process that stems from no login
NO_LOGIN = 2**32 - 1


@dataclass(frozen=True)
class Wish:
    """What an administrator asks for; without a commit the ref is deleted."""

    ref: str
    commit: str | None
    reason: str
    account: str
    repository: str = "software"
    mail: bool = True


@dataclass(frozen=True)
class Plan:
    """What would be done: the change, what the policy says to it (None: it cannot say, `undecided` tells why), who is told."""

    server: Path
    place: Path
    update: Update
    account: str
    reason: str
    administrator: str
    decision: Decision | None
    undecided: str
    people: tuple[str, ...]
    addresses: tuple[str, ...]
    mailer: Mailer | None

    @property
    def overridden(self) -> list[str]:
        """What the policy would have asked for, in sentences."""
        if self.decision is None:
            return [self.undecided]
        return [f"{one.name}: {visible(one.sentence)}" for one in self.decision.failing]

    @property
    def text(self) -> str:
        """Everything, for who is asked and who is told."""
        facts = {"Repository": self.place.name, "Ref": visible(self.update.ref), "Before": self.update.old,
                 "After": self.update.new, "Account": self.account, "By": self.administrator, "Reason": self.reason}
        demanded = self.overridden or ["nothing: a push would have been allowed"]
        return "\n".join([*(f"{name + ':':<12}{value}" for name, value in facts.items()), "What the policy would have asked for:",
                          *(f"  {one}" for one in demanded)])


def plan(server: Path, wish: Wish, environ: Mapping[str, str]) -> Plan:
    """Look at what is asked for; raises `OverrideRefused`, `MailFailed` and `NoRepository` and changes nothing."""
    reason = _reason(wish.reason)
    place = named.repository(server, wish.repository, False)
    everybody, mailer = accounts.read(server / serverfiles.ACCOUNTS), settings.read(server / serverfiles.SETTINGS).mail
    account = everybody.by_name.get(wish.account)
    if account is None:
        raise OverrideRefused(problem=f"there is no account {wish.account!r} that it could be done for. "
                              f"{errors.near(wish.account, everybody.by_name)} Name one with --account")
    with push.opened(server, place, dict(environ), everybody, account) as state:
        update = _update(wish, state)
        decision, undecided = _decided(update, state)
        people = _concerned(update, state)
    addresses = tuple(sorted({everybody.by_name[name].email for name in people if name in everybody.by_name
                              and not address_problem(everybody.by_name[name].email)}))
    if wish.mail:
        _require_mail(mailer, people, addresses)
    return Plan(server, place, update, account.name, reason, administrator(), decision, undecided, people, addresses,
                mailer if wish.mail else None)


def carry_out(plan: Plan, environ: Mapping[str, str]) -> None:
    """Record it, do it if the ref is still where it was, and announce it.

    Raises `MailFailed` and `OverrideRefused` if nothing was changed, `NotAnnounced` if it was but the mail failed.
    """
    if plan.mailer is None:
        _land(plan, environ)
        return
    with plan.mailer.connected() as post:
        _land(plan, environ)
        try:
            post.send(plan.addresses, f"Override in {plan.place.name}: {short(plan.update.ref)}",
                      f"The administrator changed {short(plan.update.ref)} past the policy.\n\n{plan.text}\n")
        except errors.MailFailed as error:
            raise errors.NotAnnounced(reason=error.facts["reason"], people=", ".join(plan.people)) from error


def administrator() -> str:
    """The Unix user who acts, with the one who logged in where the kernel remembers another."""
    user = permissions.user_name(os.getuid())
    try:
        login = int(Path("/proc/self/loginuid").read_text())
    except (OSError, ValueError):
        return user
    return user if login in (NO_LOGIN, os.getuid()) else f"{user} (logged in as {permissions.user_name(login)})"


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise OverrideRefused(problem=f"the reason must be one line of text that prints, with 1 to {LONGEST_REASON} signs. "
                              "It is recorded and sent to the librarians")
    return reason


def _update(wish: Wish, state: State) -> Update:
    ref = wish.ref if wish.ref.startswith("refs/") else HEADS + wish.ref
    if state.git.run("check-ref-format", ref, check=False).returncode or ref.startswith(OWN):
        raise OverrideRefused(problem=f"{ref!r} is no ref that can be changed. Name a branch, or a ref like refs/tags/NAME")
    if ref in state.symbolic:
        raise OverrideRefused(problem=f"{ref} stands for {state.symbolic[ref]}. Name that one")
    old = state.refs.get(ref)
    if wish.commit is None:
        if old is None:
            raise OverrideRefused(problem=f"there is no {ref}. {errors.near(ref, state.refs)}")
        if ref == MAIN:
            raise OverrideRefused(problem="without main nothing would have owners any more. Move it instead")
        return Update(ref, old, "0" * len(old))
    if not ref.startswith((HEADS, TAGS)):
        raise OverrideRefused(problem=f"{ref} is neither branch nor tag. Others are only deleted")
    name = wish.commit if wish.commit.startswith("refs/") or IDENTITY.fullmatch(wish.commit) else HEADS + wish.commit
    peeled = f"{name}^{{commit}}" if ref.startswith(HEADS) else name
    new = state.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", peeled, check=False).text.strip()
    if state.objects.kind(new or name) not in ("commit", "tag"):
        raise OverrideRefused(problem=f"there is no commit {wish.commit!r} in the repository. Push it to a feature branch first")
    if new == old:
        raise OverrideRefused(problem=f"{ref} is at {new} already")
    return Update(ref, old or "0" * len(new), new)


def _decided(update: Update, state: State) -> tuple[Decision | None, str]:
    try:
        return policy.decide([update], state), ""
    except errors.B2Error as error:
        # often the very reason for an override
        return None, f"it cannot decide: {visible(str(error))}"


def _concerned(update: Update, state: State) -> tuple[str, ...]:
    """The librarians of affected lists and of the repository, the writers of an analysis."""
    if state.analysis:
        return state.analysis.writers(state.accounts)
    lists = [state.owners.of("")]
    base = state.refs.get(MAIN) if update.creates else update.old
    if update.ref.startswith(HEADS) and not update.deletes and base:
        old, new = state.objects.tree_of(base), state.objects.tree_of(update.new)
        try:
            changed = differences.between(state.objects, old, new, state.settings.path_limit, state.settings.depth_limit)
            lists += ownership.affected(changed, state.owners)
        except errors.TooMuch:
            lists += repositorychecks.owner_lists(state.git, state.objects, state.refs[MAIN])[1] if MAIN in state.refs else []
    names = set().union(*(one.librarians for one in lists))
    return tuple(sorted(names)) or state.accounts.with_role(accounts.REPOSITORY_LIBRARIAN)


def _require_mail(mailer: Mailer | None, people: tuple[str, ...], addresses: tuple[str, ...]) -> None:
    if mailer is None:
        raise errors.MailFailed(reason="policy.toml names no mail server, so nobody would be told (--no-mail does without)")
    if not addresses:
        raise errors.MailFailed(reason=f"none of those who must be told has an address: {', '.join(people) or 'there is nobody'} "
                                "(b2server-accounts change NAME --email gives one, --no-mail does without)")
    mailer.check()


def _land(plan: Plan, environ: Mapping[str, str]) -> None:
    facts = {"reason": plan.reason, "administrator": plan.administrator, "failing": plan.overridden,
             "announced": list(plan.addresses) if plan.mailer else []}
    repository = plan.place.relative_to(plan.server / "git").as_posix()
    audit.record(plan.server, repository, [plan.update], plan.decision, account=plan.account, override=facts)
    who = {"GIT_COMMITTER_NAME": plan.administrator, "GIT_COMMITTER_EMAIL": f"{plan.account}@{socket.gethostname()}"}
    git = Git(plan.place, serverfiles.sealed(environ, plan.place) | who)
    update, message = plan.update, f"override by {plan.administrator}: {plan.reason}"
    words = ["-d", update.ref, update.old] if update.deletes else ["--create-reflog", update.ref, update.new, update.old]
    done = git.run("update-ref", "--no-deref", "-m", message, *words, check=False)
    if done.returncode:
        said = visible(done.stderr.decode("utf-8", "replace").strip())
        audit.record(plan.server, repository, [update], plan.decision, account=plan.account, override=facts | {"failed": said})
        raise OverrideRefused(problem=f"git did not change {short(update.ref)}, perhaps since somebody pushed meanwhile ({said}). "
                              "Look at it again")
    if update.creates and update.ref.startswith(HEADS):
        with open(plan.place / serverfiles.CREATORS, "a", encoding="utf-8", errors="surrogateescape") as creators:
            creators.write(f"{update.ref} {plan.account}\n")
