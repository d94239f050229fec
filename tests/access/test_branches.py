# SPDX-License-Identifier: LGPL-3.0-or-later
"""Main and release branches only grow; everybody's branches belong to who created them."""
import shutil
import sys

import pytest

from b2tools.server import siteserver
from tests import small_site

FEATURE = "HEAD:refs/heads/feature/x"


@pytest.mark.parametrize("account", ["librarian", "author", "member"])
def test_nobody_deletes_main(site, tmp_path, refused, account):
    clone = site.clone(tmp_path / "clone", account)
    refused(clone.push(":refs/heads/main"), "deletion")


def test_nobody_rewrites_main(librarian, refused):
    librarian.git.run("commit", "-q", "--amend", "-m", "Another start")
    refused(librarian.push("+HEAD:refs/heads/main"), "fast-forward")


def test_main_points_at_commits_only(librarian):
    blob = librarian.git.line("rev-parse", "HEAD:.light")
    assert librarian.push(f"+{blob}:refs/heads/main").returncode != 0


def test_every_member_creates_and_continues_feature_branches(member, author, accepted):
    member.commit({"mdst/new.txt": "x"})
    accepted(member.push(FEATURE))
    author.git.run("fetch", "-q", "origin", "feature/x")
    author.git.run("checkout", "-q", "FETCH_HEAD")
    author.commit({"mdst/more.txt": "x"})
    accepted(author.push(FEATURE))


def test_a_feature_branch_is_rewritten_and_deleted_by_its_creator_only(site, member, librarian, accepted, refused):
    member.commit({"mdst/new.txt": "x"})
    accepted(member.push(FEATURE))
    librarian.commit({"mdst/other.txt": "x"})
    assert "only by who created it: member" in refused(librarian.push("+" + FEATURE), "branch-creator")
    refused(librarian.push(":refs/heads/feature/x"), "branch-creator")
    member.git.run("commit", "-q", "--amend", "-m", "Better")
    accepted(member.push("+" + FEATURE))
    accepted(member.push(":refs/heads/feature/x"))
    assert "refs/heads/feature/x" not in site.refs()


def test_without_the_rule_of_the_creator_anybody_deletes(site, member, librarian, accepted, refused):
    accepted(member.push(FEATURE))
    refused(librarian.push(":refs/heads/feature/x"), "branch-creator")
    site.switch_off("branch-creator")
    accepted(librarian.push(":refs/heads/feature/x"))


def test_who_creates_a_branch_again_is_its_creator(member, author, accepted, refused):
    accepted(member.push("HEAD:refs/heads/bugfix/y"))
    accepted(member.push(":refs/heads/bugfix/y"))
    accepted(author.push("HEAD:refs/heads/bugfix/y"))
    refused(member.push(":refs/heads/bugfix/y"), "branch-creator")


def test_deleting_everything_deletes_nothing(site, member, librarian, accepted):
    accepted(librarian.push("HEAD:refs/heads/feature/a", "HEAD:refs/heads/feature/b"))
    accepted(member.push("HEAD:refs/heads/feature/mine"))
    before = site.refs()
    assert member.push(*(f":{ref}" for ref in before)).returncode != 0
    assert site.refs() == before


@pytest.mark.parametrize("name", ["feature/a$b", "feature/-x", "feature/größe", "feature/.", "feature/a;b", "bugfix/a'b"])
def test_odd_branch_names_are_refused(site, member, name):
    before = site.refs()
    assert member.push(f"HEAD:refs/heads/{name}").returncode != 0
    assert site.refs() == before


def test_a_release_branch_starts_on_main_by_a_release_manager(site, librarian, member, accepted, refused):
    refused(member.push("HEAD:refs/heads/release/01-00"), "creation")
    site.switch_off("branch-name")
    accepted(librarian.push("HEAD:refs/heads/release/01-00"))
    librarian.commit({"framework/new.txt": "x"})
    refused(librarian.push("HEAD:refs/heads/release/02-00"), "creation")


def test_a_release_branch_has_a_version_for_a_name(librarian, refused):
    refused(librarian.push("HEAD:refs/heads/release/next"), "branch-name")


def test_a_release_branch_is_owned_and_protected_like_main(librarian, author, accepted, refused):
    accepted(librarian.push("HEAD:refs/heads/release/01-00"))
    author.commit({"mdst/new.txt": "x"})
    refused(author.push("HEAD:refs/heads/release/01-00"), "owner")
    librarian.commit({"mdst/new.txt": "x"})
    accepted(librarian.push("HEAD:refs/heads/release/01-00"))
    refused(librarian.push("+HEAD~1:refs/heads/release/01-00"), "fast-forward")
    refused(librarian.push(":refs/heads/release/01-00"), "deletion")


def test_who_lost_his_role_on_main_has_none_on_a_release_branch(librarian, author, accepted, refused):
    accepted(librarian.push("HEAD:refs/heads/release/01-00"))
    author.commit({"framework/new.txt": "x"})
    librarian.commit({"framework/.authors": ""})
    accepted(librarian.push())
    refused(author.push("HEAD:refs/heads/release/01-00"), "owner")


def test_the_first_commit_comes_from_a_librarian_of_the_repository(tmp_path):
    siteserver.create(tmp_path / "empty", "empty", sys.executable, small_site.os.environ)
    site = small_site.SmallSite(tmp_path / "empty")
    clone = site.clone(tmp_path / "clone")
    clone.git.run("checkout", "-q", "-B", "main")
    clone.commit(small_site.FIRST_FILES)
    pushed = clone.push()
    assert pushed.returncode != 0 and b"comes from one of its librarians: librarian" in pushed.stderr
    assert clone.push(account="librarian").returncode == 0


def test_main_is_not_made_again_once_anything_is_there(site, tmp_path, librarian, accepted, refused):
    accepted(librarian.push("HEAD:refs/heads/feature/x"))
    shutil.rmtree(tmp_path / "librarian")
    config = site.server / "git/software.git/config"
    config.write_text(config.read_text().replace("denydeletecurrent = refuse", "denydeletecurrent = ignore"))
    site.switch_off("deletion")
    clone = site.clone(tmp_path / "again", "librarian")
    accepted(clone.push(":refs/heads/main"))
    refused(clone.push(), "creation")
