# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pushes of twenty accounts at once, judged again from the audit log by a second implementation of the policy document."""
import dataclasses
import json
import tomllib

import pytest

from b2tools import process
from tests.access import random_pushes, replay
from tests.access.replayed_refs import Replay


class Watched:
    """What the server writes down from now on, and how to judge it again with the objects of some clones."""

    def __init__(self, site, folder):
        self.site, self.folder = site, folder
        self.before, self.start = len(self._lines()), site.refs()

    def _lines(self):
        return [json.loads(line) for line in (self.site.server / "audit.jsonl").read_text().splitlines()]

    @property
    def log(self):
        """The lines since then."""
        return self._lines()[self.before:]

    def again(self, clones):
        """The second opinion on these lines."""
        process.run(["git", "init", "-q", "--bare", self.folder])
        stores = [self.site.server / "git/software.git", *(clone.folder / ".git" for clone in clones)]
        # names of stores are quoted, since that of the site holds a double quote
        lines = ['"' + str(store / "objects").replace("\\", "\\\\").replace('"', '\\"') + '"\n' for store in stores]
        (self.folder / "objects/info/alternates").write_text("".join(lines))
        accounts = tomllib.loads((self.site.server / "accounts.toml").read_text())["accounts"]
        rights = replay.Rights({name: tuple(account.get("roles", ())) for name, account in accounts.items()})
        judge = replay.Judge(replay.Repository(self.folder), rights, self.start[replay.MAIN])
        return Replay(judge, self.log, self.start, self.site.refs())


@pytest.fixture
def watched(site, tmp_path):
    """Watch the site's log."""
    return lambda: Watched(site, tmp_path / "witness.git")


@pytest.mark.parametrize("pushes", [80, pytest.param(200, marks=pytest.mark.slow)])
def test_a_second_reading_of_the_document_agrees_with_each_decision(site, librarian, tmp_path, watched, pushes):
    clones = random_pushes.prepare(site, librarian, tmp_path)
    seen = watched()
    said = random_pushes.push_all(clones, pushes, seed=20261128)
    again = seen.again(clones)
    assert again.complaints() == []
    assert not [text for text in said if "Traceback" in text]
    rules = {one["name"] for line in again.log for one in line["failing"]}
    landed = [line for line in again.log if line["allowed"]]
    refused = len(again.log) - len(landed)
    # a run that never gets past its first rule would agree about nothing
    assert len(again.log) > pushes * 0.7 and len(landed) > pushes * 0.1 and refused > pushes * 0.1 and len(rules) >= 8
    for forged in forgeries(again.log):
        assert dataclasses.replace(again, log=forged).complaints()


def forgeries(log):
    """The log with one answer turned round, for some answers that do not hang on what other pushes did at that moment."""
    sure = [number for number, line in enumerate(log)
            if line["allowed"] or {one["name"] for one in line["failing"]} & {"owner", "size", "names", "namespace", "deletion"}]
    for number in sure[::len(sure) // 12]:
        failing = [{"name": "owner"}] if log[number]["allowed"] else []
        yield [*log[:number], {**log[number], "allowed": not log[number]["allowed"], "failing": failing}, *log[number + 1:]]


def test_one_wrongly_allowed_and_one_wrongly_refused_line_are_found(site, librarian, member, watched, accepted, refused):
    seen, policy = watched(), site.server / "policy.toml"
    right = policy.read_text()
    librarian.commit({"framework/new.txt": "x"})
    accepted(librarian.push())
    site.switch_off("owner")
    member.git.run("pull", "-q")
    member.commit({"framework/new.txt": "y"})
    accepted(member.push())
    policy.write_text(right.replace("1048576", "100"))
    member.commit({"framework/new.txt": "z" * 1000})
    refused(member.push("HEAD:refs/heads/feature/x"), "size")
    first, second = seen.again([librarian, member]).complaints()
    assert first.startswith("line 2: wrongly allowed to member, against ['owner']")
    assert second.startswith("line 3: wrongly refused to member for ['size'], not []")


def test_a_ref_that_moves_without_a_line_is_found(site, librarian, watched, accepted):
    seen = watched()
    accepted(librarian.push("HEAD:refs/heads/feature/x"))
    process.run(["git", "update-ref", "refs/heads/feature/y", seen.start[replay.MAIN]], cwd=site.server / "git/software.git")
    process.run(["git", "update-ref", "-d", "refs/heads/feature/x"], cwd=site.server / "git/software.git")
    complaints = seen.again([librarian]).complaints()
    assert [one.partition(":")[0] for one in complaints] == ["refs/heads/feature/x", "refs/heads/feature/y"]
