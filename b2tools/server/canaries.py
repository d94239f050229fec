# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pushes that must be refused, and one that must not, through the wrapper that a forced command runs: what is configured is proved.

A hook that is not executable or was replaced makes git accept everything in silence; no look at files shows that for sure.
"""
from __future__ import annotations

import json
import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, locks
from b2tools.access import analyses, audit, repositories, settings
from b2tools.access.serverfiles import SETTINGS, sealed
from b2tools.access.state import MAIN
from b2tools.doctor import Finding, command
from b2tools.git import Git
from b2tools.variables import clean
from b2tools.server.filechecks import mending

SCRATCH = Path("git/b2-canary.git")
# says that the scratch repository is one and may be removed
MARK = "b2-canary"
LOCK = ".canary.lock"
FEATURE = "refs/heads/feature/b2-canary"
TAG = "refs/tags/canary-v00-00-01"
MORE_SECONDS = 60
GRAVE = "Grave: "
SSH = """#!/bin/sh
for word; do :; done
exec env -i HOME="$HOME" PATH="$PATH" SSH_ORIGINAL_COMMAND="$word" {shell} {account}
"""


@dataclass(frozen=True)
class Canary:
    """A client with commits that a push can bring, and an account that pushes them."""

    server: Path
    account: str
    git: Git
    seconds: float

    def push(self, repository: str, *refspecs: str) -> tuple[bool, str]:
        """Whether the server took a push, and what it said."""
        try:
            done = self.git.run("push", "--quiet", f"ssh://canary/{repository}", *refspecs, check=False, timeout=self.seconds)
        except errors.TimedOut as error:
            return False, str(error)
        said = " ".join(line.removeprefix("remote: ").strip() for line in done.stderr.decode("utf-8", "replace").splitlines())
        return done.returncode == 0, " ".join(said.split())[:300]

    def failing(self, repository: str, since: int) -> set[str] | None:
        """Names of the requirements for which the policy refused the push after a length of the audit log; None if it did not."""
        try:
            with open(self.server / audit.FILE, "rb") as log:
                log.seek(since)
                lines = [json.loads(line) for line in log if line.strip()]
        except (OSError, ValueError):
            return None
        own = [line for line in lines if line["repository"] == repository and "incident" not in line]
        return {one["name"] for one in own[-1]["failing"]} if own and not own[-1]["allowed"] else None

    def refused(self, repository: str, refspec: str, wanted: str, what: str) -> Finding | None:
        """Push what must be refused for a reason; a finding if it was not, or for something else."""
        since = (self.server / audit.FILE).stat().st_size if (self.server / audit.FILE).exists() else 0
        accepted, said = self.push(repository, refspec)
        if accepted and wanted in settings.read(self.server / SETTINGS).rules_off:
            return Finding(f"Warning: {repository} took {what}, since the rule {wanted} is off.",
                           f"Take it out of rules_off in {self.server / SETTINGS}, unless that is meant.")
        if accepted:
            return Finding(f"{GRAVE}{repository} took {what}, which the policy must refuse: its hook does not decide.",
                           "Stop sshd or take the key lines away until it is mended, and look what was pushed meanwhile.",
                           mending(self.server))
        names = self.failing(repository, since)
        if names is None or wanted not in names:
            return Finding(f"{repository} refused {what}, but not because of {wanted}: {said}",
                           f"Look at the last lines of {self.server / audit.FILE}.", mending(self.server))
        return None


@contextmanager
def client(server: Path, account: str, environ: Mapping[str, str]) -> Iterator[Canary]:
    """A client in a temporary folder whose ssh runs what the account's forced command would run."""
    with tempfile.TemporaryDirectory(prefix="b2canary-") as folder:
        ssh = Path(folder) / "ssh"
        files.write(ssh, SSH.format(shell=shlex.quote(str(server / "bin" / "shell")), account=shlex.quote(account)), 0o755)
        place = Path(folder) / "client.git"
        place.mkdir()
        own = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
               for what, value in (("NAME", "canary"), ("EMAIL", "canary@localhost"))}
        environment = sealed(environ, place) | own | {"GIT_SSH_COMMAND": shlex.quote(str(ssh)), "GIT_SSH_VARIANT": "simple"}
        git = Git(place, environment)
        git.run("init", "-q", "--bare", "-b", "main", "--template=", ".")
        yield Canary(server, account, git, settings.read(server / SETTINGS).seconds + MORE_SECONDS)


def probe(canary: Canary, place: Path) -> Iterator[Finding]:
    """Push a harmless forbidden ref into a real repository; if it was taken, it is removed again."""
    name = analyses.relative(canary.server, place)
    ref = f"refs/b2-canary/{os.urandom(8).hex()}"
    commit = _commit(canary.git, {}, "A canary, which no server keeps")
    if found := canary.refused(name, f"{commit}:{ref}", "namespace", f"a push of {ref}"):
        yield found
    here = Git(place, sealed(canary.git.environment, place))
    if here.resolve(ref) and here.run("update-ref", "-d", ref, check=False).returncode:
        yield Finding(f"{ref} could not be removed from {name} again.", "Remove it.",
                      command("git", "--git-dir", place, "update-ref", "-d", ref))


def rehearse(canary: Canary, python: str) -> Iterator[Finding]:
    """Push into a scratch repository beside the others what each basic rule must refuse, and what it must let pass."""
    try:
        with locks.exclusive(canary.server / LOCK):
            yield from _rehearse(canary, canary.server / SCRATCH, python)
    except (errors.DiskFull, errors.NotWritable, errors.LockUnusable, errors.ProgramFailed) as error:
        yield Finding(f"No scratch repository can be made in {canary.server / 'git'}, so not all was tried: {error}",
                      "Mend that first.")


def _rehearse(canary: Canary, place: Path, python: str) -> Iterator[Finding]:
    if place.exists() and not (place / MARK).exists():
        yield Finding(f"{place} is in the way of the scratch repository that pushes are tried in.", "Rename it.")
        return
    try:
        # also what a killed run left
        files.vanish(place)
        repositories.create(place, python, clean(canary.git.environment), {MARK: ""})
        yield from _pushes(canary, place)
    finally:
        files.vanish(place)


def _pushes(canary: Canary, place: Path) -> Iterator[Finding]:
    git, name = canary.git, place.name
    # a librarian whom no server knows: every account is without rights here
    lists = {".librarians": b"-no-account-\n"}
    first = _commit(git, lists, "Start")
    second = _commit(git, lists | {"canary.txt": b"tweet\n"}, "Change", first)
    git.run("update-ref", MAIN, first)
    git.run("tag", "-a", "-m", "first", TAG.removeprefix("refs/tags/"), first)
    here = Git(place, sealed(git.environment, place))
    here.run("fetch", "--quiet", str(git.folder), f"{MAIN}:{MAIN}", f"{TAG}:{TAG}")
    git.run("tag", "-f", "-a", "-m", "moved", TAG.removeprefix("refs/tags/"), first)
    big = _commit(git, lists | {"big.txt": b"x" * (settings.read(canary.server / SETTINGS).object_limit + 1)}, "Big", first)
    other = _commit(git, lists, "Another start")
    for refspec, wanted, what in ((f"{second}:{MAIN}", "owner", "a change of main by an account without rights"),
                                  (f"{big}:{FEATURE}-big", "size", "a file above the size limit"),
                                  (f"+{other}:{MAIN}", "fast-forward", "a forced push to main"),
                                  (f"+{TAG}:{TAG}", "tag-immutable", "a tag that moves")):
        if found := canary.refused(name, refspec, wanted, what):
            yield found
    accepted, said = canary.push(name, f"{second}:{FEATURE}")
    if not accepted or here.resolve(FEATURE) != second:
        yield Finding(f"A good push to a feature branch was refused, as every other would be: {said}",
                      f"Look at the last lines of {canary.server / audit.FILE}.", mending(canary.server))


def _commit(git: Git, contents: Mapping[str, bytes], message: str, parent: str | None = None) -> str:
    blobs = {name: git.run("hash-object", "-w", "--stdin", stdin=content).text.strip() for name, content in contents.items()}
    lines = "".join(f"100644 blob {blob}\t{name}\n" for name, blob in sorted(blobs.items()))
    tree = git.run("mktree", stdin=lines.encode()).text.strip()
    return git.line("commit-tree", "-m", message, *(("-p", parent) if parent else ()), tree)
