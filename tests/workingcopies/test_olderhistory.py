# SPDX-License-Identifier: LGPL-3.0-or-later
"""The history from before the import is joined in one working copy, undone, and seen by nobody else."""
import os
import sys

import pytest

from b2tools import errors, files, sites
from b2tools.access import advice, check
from b2tools.git import Git
from b2tools.workingcopies import clienthooks, olderhistory

IMPORTED = "#pragma once\n"


@pytest.fixture
def older(tmp_path) -> Git:
    """A repository with two commits of the time before."""
    git = Git(tmp_path / "older")
    git.folder.mkdir()
    git.run("init", "-q", "-b", "trunk")
    for text in ("// first\n", IMPORTED):
        files.write(git.folder / "framework/include/A.h", text)
        git.run("add", "-A")
        git.run("commit", "-q", "-m", f"Older {text.strip()}")
    return git


def log(git: Git) -> list[str]:
    return Git(git.folder, dict(os.environ)).run("log", "--format=%s").text.splitlines()


def test_log_and_blame_go_back_into_the_older_history(copy, older):
    git = copy("framework")
    done = olderhistory.join(git, str(older.folder))
    assert done == olderhistory.Joined(git.line("rev-parse", "HEAD"), str(older.folder), older.line("rev-parse", "HEAD"), 2)
    assert log(git) == ["Start", "Older #pragma once", "Older // first"]
    blamed = Git(git.folder, dict(os.environ)).run("blame", "--porcelain", "framework/include/A.h").text
    assert blamed.startswith(older.line("rev-parse", "HEAD"))


def test_a_second_call_needs_no_network_and_changes_nothing(copy, older):
    git = copy("framework")
    olderhistory.join(git, str(older.folder))
    before = git.run("for-each-ref").text
    older.folder.rename(older.folder.with_name("gone"))
    assert not olderhistory.join(git, str(older.folder)).fresh
    assert git.run("for-each-ref").text == before


def test_undone_the_copy_is_as_before(copy, older):
    git = copy("framework")
    before = git.run("for-each-ref").text
    first = olderhistory.join(git, str(older.folder)).first
    assert olderhistory.part(git, dry_run=True) == (first,) and len(log(git)) == 3
    assert olderhistory.part(git) == (first,)
    assert (git.run("for-each-ref").text, log(git)) == (before, ["Start"])
    assert olderhistory.part(git) == ()


def test_a_dry_run_fetches_nothing(copy, older):
    git = copy("framework")
    before = git.run("for-each-ref").text
    assert olderhistory.join(git, str(older.folder), dry_run=True).older is None
    assert git.run("for-each-ref").text == before


def test_another_commit_than_the_newest_one_can_be_the_last(copy, older):
    git = copy("framework")
    olderhistory.join(git, str(older.folder), at=older.line("rev-parse", "HEAD~1"))
    assert log(git) == ["Start", "Older // first"]
    olderhistory.part(git)
    for wrong in ("HEAD", "0" * 40, "nothing"):
        with pytest.raises(errors.NotJoinable, match=f"its history has no commit {wrong}"):
            olderhistory.join(git, str(older.folder), at=wrong)


@pytest.mark.parametrize("kind", ["missing", "empty", "not a repository"])
def test_a_repository_that_cannot_be_fetched_is_named_with_git_s_reason(copy, tmp_path, kind):
    git = copy("framework")
    place = tmp_path / "there"
    if kind != "missing":
        place.mkdir()
    if kind == "empty":
        Git(place).run("init", "-q")
    before = git.run("for-each-ref").text
    with pytest.raises(errors.CannotFetch, match="(?s)older history from .*there cannot be fetched:\nfatal: .*nothing was changed"):
        olderhistory.join(git, str(place))
    assert git.run("for-each-ref").text == before


def test_our_own_history_is_not_older(copy, small):
    git = copy("framework")
    before = git.run("for-each-ref").text
    with pytest.raises(errors.NotJoinable, match="it holds our own history"):
        olderhistory.join(git, small.url())
    assert git.run("for-each-ref").text == before


def test_what_the_user_has_replaced_himself_stays(copy, older):
    git = copy("framework")
    first = git.line("rev-parse", "HEAD")
    git.run("commit", "-q", "--no-verify", "--allow-empty", "-m", "Second")
    git.run("replace", "--graft", "HEAD")
    own = git.run("for-each-ref", "refs/replace").text
    olderhistory.join(git, str(older.folder))
    olderhistory.part(git)
    assert git.run("for-each-ref", "refs/replace").text == own
    git.run("replace", "-f", first, git.line("commit-tree", "-m", "Other", "HEAD^{tree}"))
    with pytest.raises(errors.NotJoinable, match="has been replaced by somebody else"):
        olderhistory.join(git, str(older.folder))


def test_nothing_of_it_is_pushed_and_the_server_decides_as_before(copy, older, small):
    git = copy("framework")
    olderhistory.join(git, str(older.folder))
    (git.folder / "framework/new.py").write_text("X = 1\n")
    git.run("add", "framework/new.py")
    git.run("commit", "-q", "-m", "Add a number")
    git.run("push", "-q", "origin", "HEAD:refs/heads/feature/a")
    refs = small.refs()
    assert set(refs) == {"refs/heads/main", "refs/heads/feature/a"}
    bare = Git(small.top / "server/git/software.git")
    assert bare.run("cat-file", "-e", older.line("rev-parse", "HEAD"), check=False).returncode != 0


@pytest.mark.parametrize("branch", ["main", "feature/a"])
def test_the_dry_run_and_the_hooks_do_not_look_at_it(copy, older, branch):
    git = copy("framework")
    (git.folder / "mine.py").write_text("X = 1\n")
    git.run("add", "mine.py")
    git.run("commit", "-q", "-m", "Add a number")
    before = foreseen(git, branch)
    olderhistory.join(git, str(older.folder))
    # even a replacement that changes what our newest commit follows
    git.run("replace", "--graft", "HEAD", olderhistory.OLDER)
    assert foreseen(git, branch) == before


def foreseen(git: Git, branch: str) -> tuple[str, list[str]]:
    told: list[str] = []
    refs = f"HEAD {git.line('rev-parse', 'HEAD')} refs/heads/{branch} {'0' * 40}\n"
    advice.pre_push(refs.encode(), "ssh://member@localhost/software.git", os.environ, told.append, git.folder)
    return check.dry_run(git, "member", branch).json(), told


def test_packages_come_and_go_as_before_and_git_finds_no_fault(copy, older, there):
    from b2tools.workingcopies import checkouts
    git = copy("framework")
    olderhistory.join(git, str(older.folder))
    checkouts.add(git, ["mdst"])
    checkouts.remove(git, ["framework"])
    assert there(git) == ["mdst", "site_scons"]
    git.run("gc", "-q", "--prune=now")
    git.run("fsck", "--connectivity-only")
    assert len(log(git)) == 3


def test_the_site_says_where_the_older_history_is(small, tmp_path):
    text = (small.top / "site.toml").read_text()
    for value, wanted in (("history.git", f"{sites.at(small.top).git_server('anna')}/history.git"), ("/a/b", "/a/b"),
                          ("ssh://{user}@example.org/old.git", "ssh://anna@example.org/old.git")):
        (small.top / "site.toml").write_text(text.replace("[git]", f'[git]\nhistory = "{value}"'))
        assert sites.at(small.top).history_url("anna") == wanted
    (small.top / "site.toml").write_text(text)
    with pytest.raises(errors.NoOlderHistory, match="names no repository with an older history .*: b2code-history URL"):
        sites.at(small.top).history_url("anna")


def test_hooks_are_installed_after_a_join_too(copy, older):
    git = copy("framework")
    olderhistory.join(git, str(older.folder))
    assert clienthooks.install(git, sys.executable).folder == git.folder / ".git/hooks"
