# SPDX-License-Identifier: LGPL-3.0-or-later
"""The dry run says on the client what the server will say."""
import pytest

from b2tools import errors, process
from b2tools.access import check
from b2tools.git import Git
from tests.access.cases.test_each_rule import BAD_STYLE

CHANGES = [{"framework/new.txt": "x"}, {"mdst/new.txt": "x"}, {"README": "x"}, {"fresh/.librarians": "author\n"},
           {"fresh/SConscript": "x"},
           {"framework/.librarians": "author\n"}, {"framework/.librarians": ""}, {"framework/scripts/bad.py": BAD_STYLE},
           {"framework/aux.h": "x"}, {"framework/big": b"x" * ((1 << 20) + 1)}]


@pytest.mark.parametrize("number", range(len(CHANGES)))
@pytest.mark.parametrize("account", ["librarian", "author"])
def test_dry_run_and_push_agree(site, tmp_path, account, number):
    clone = site.clone(tmp_path / "clone", account)
    clone.commit(CHANGES[number])
    said = check.dry_run(clone.git, account)
    assert clone.push().returncode == (0 if said.allowed else 1)
    assert {one.name for one in said.failing} == {one["name"] for one in site.last_decision()["failing"]}


def test_a_branch_that_fell_behind_is_told_to_catch_up_and_judged_by_its_own_change(site, member, librarian):
    librarian.commit({"mdst/theirs.txt": "x"})
    librarian.push()
    member.commit({"framework/new.txt": "x"})
    member.git.run("fetch", "-q", "origin")
    failing = check.dry_run(member.git, "member").failing
    assert [one.name for one in failing] == ["fast-forward", "owner"] and "framework" in failing[1].sentence


def test_against_a_feature_branch_little_is_asked(member):
    member.commit({"mdst/new.txt": "x"})
    assert check.dry_run(member.git, "member", "feature/x").allowed
    assert not check.dry_run(member.git, "member", "main").allowed


def test_outside_of_a_clone_there_is_nothing_to_check(tmp_path):
    process.run(["git", "init", "-q", tmp_path / "empty"])
    with pytest.raises(errors.NothingToCheck, match="git fetch"):
        check.dry_run(Git(tmp_path / "empty"), "member")


def test_a_partial_clone_is_enough(site, tmp_path):
    process.run(["git", "clone", "-q", "--filter=blob:none", site.url("author"), tmp_path / "partial"], env=site.environment())
    git = Git(tmp_path / "partial", site.environment())
    (tmp_path / "partial/framework/new.txt").write_text("x")
    git.run("add", "-A")
    git.run("commit", "-q", "-m", "Change")
    assert check.dry_run(git, "author").allowed
