# SPDX-License-Identifier: LGPL-3.0-or-later
"""The commands of reviews as their users type them, each with an account of their own."""
import io
import json
import re

import pytest

from b2tools import cli
from tests import small_site
from tests.access import review_site


@pytest.fixture
def site(tmp_path):
    """A site with several librarians."""
    made = small_site.make(tmp_path / "my site")
    review_site.settle(made, made.clone(tmp_path / "second", "librarian"))
    return made


@pytest.fixture
def b2(site, tmp_path, monkeypatch, capfd):
    """`b2("ann", "b2code-request", "list")` in a working copy: exit code, output and errors."""
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(site.top))
    monkeypatch.setenv("BELLE2_USER", "member")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["my work"], "b2code-create") == 0
    monkeypatch.chdir(tmp_path / "my work")

    def run(account: str, program: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("BELLE2_USER", account)
        capfd.readouterr()
        code = cli.main([*words], program)
        return code, *capfd.readouterr()
    return run


@pytest.fixture
def branch(site, tmp_path):
    """The member's branch feature/x, pushed from the working copy of the commands."""
    clone = small_site.Clone(site, tmp_path / "my work", "member")

    def push(files):
        clone.git.run("switch", "-q", "-C", "feature/x", "origin/main")
        clone.write(files)
        clone.git.run("add", *files)
        clone.git.run("commit", "-q", "--no-verify", "-m", "Better tracks")
        assert clone.push("+feature/x").returncode == 0
        return clone
    return push


def test_the_whole_way_of_a_change(b2, site, branch):
    clone = branch({"framework/a.txt": "new\n"})
    code, said, _ = b2("member", "b2code-check")
    assert code == 1 and "framework: member is neither librarian nor author of it" in said
    code, said, _ = b2("member", "b2code-request")
    assert (code, said) == (0, "Merge request 1 is open: feature/x into main. Show it with: b2code-request show 1\n")
    code, said, _ = b2("ann", "b2code-request", "show", "1", "--patch")
    assert code == 0 and "M framework/a.txt" in said and "+new" in said and "librarians: ann" in said
    assert "not approved" in said and re.search(r"ok +framework: ann is a librarian", said)
    assert b2("member", "b2code-request", "merge", "1", "--yes")[0] == 56
    assert b2("ann", "b2code-request", "approve", "1", "--yes")[:2] == (0, "You approved framework of merge request 1.\n")
    code, said, _ = b2("member", "b2code-check")
    assert code == 0 and "framework: approved by ann." in said
    code, said, _ = b2("member", "b2code-request", "merge", "1", "--yes", "--json")
    assert code == 0 and json.loads(said)["merge"] == site.refs()["refs/heads/main"]
    assert b2("member", "b2code-request", "list")[1] == "There are no open merge requests (--all lists those that have ended).\n"
    assert "    1 merged Better tracks" in b2("member", "b2code-request", "list", "--all")[1]
    assert clone.git.run("fetch", "-q", "origin").returncode == 0


def test_an_approval_shows_what_it_is_for_and_asks(b2, site, branch, monkeypatch):
    branch({"framework/a.txt": "new\n", "mdst/a.txt": "new\n"})
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, said, errors = b2("ann", "b2code-approve", "feature/x")
    assert code != 0 and "M framework/a.txt" in said and "affects mdst: 1 file, not approved; librarians: bob" in said
    assert "Approve what you are a librarian of" in errors
    assert b2("ann", "b2code-approve", "feature/x", "framework", "--yes")[1].endswith("You approved framework of feature/x.\n")
    code, _, errors = b2("ann", "b2code-approve", "feature/x", "mdst", "--yes")
    assert code == 56 and "ann is no librarian of mdst (bob)" in errors


def test_only_the_commit_that_was_named_is_approved(b2, branch):
    branch({"framework/a.txt": "new\n"})
    code, _, errors = b2("ann", "b2code-approve", "feature/x", "--commit", "0" * 40, "--yes")
    assert code == 56 and "Look at it again" in errors


def test_ci_tells_and_everybody_reads(b2, branch):
    branch({"framework/a.txt": "new\n"})
    assert b2("eve", "b2code-status", "HEAD")[:2] == (1, "No check of this tree is known.\n")
    code, said, _ = b2("robot", "b2code-status", "HEAD", "set", "unit-tests", "passed", "--url", "https://ci.example.org/1")
    assert code == 0 and said.startswith("passed  unit-tests by robot, ")
    code, said, _ = b2("eve", "b2code-status", "HEAD", "show", "--json")
    assert code == 0 and json.loads(said)[0]["url"] == "https://ci.example.org/1"
    assert b2("robot", "b2code-status", "HEAD", "set", "script-tests", "failed")[0] == 0
    assert b2("eve", "b2code-status", "HEAD")[0] == 1
    assert b2("eve", "b2code-status", "HEAD", "set", "unit-tests", "passed")[0] == 56
    assert b2("robot", "b2code-status", "HEAD", "set")[0] == 2


def test_a_check_without_the_server_says_so(b2, site, branch, tmp_path):
    branch({"framework/a.txt": "new\n"})
    site.top.rename(tmp_path / "gone")
    code, said, _ = b2("member", "b2code-check")
    assert code == 1 and "note    The server was not reached, so roles, approvals and statuses are unknown." in said
    code, said, _ = b2("member", "b2code-check", "--offline", "--json")
    assert code == 1 and json.loads(said)["notes"] == []


def test_a_closed_request_is_no_longer_listed(b2, branch):
    branch({"framework/a.txt": "new\n"})
    assert b2("member", "b2code-request", "feature/x", "-m", "Title\n\nText")[0] == 0
    assert b2("eve", "b2code-request", "close", "1")[0] == 56
    assert b2("member", "b2code-request", "close", "1")[1] == "Merge request 1 is closed.\n"
    assert b2("member", "b2code-request", "list")[1] == "There are no open merge requests (--all lists those that have ended).\n"
    code, _, errors = b2("ann", "b2code-request", "approve", "1", "--yes")
    assert code == 56 and "It is closed since" in errors
