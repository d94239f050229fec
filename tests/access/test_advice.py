# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the server will say is foreseen before a push and after a merge, and never stops anybody."""
import os

import pytest

from b2tools.access import advice
from b2tools.git import Git
from tests.access import review_site


def before_push(clone, remote: str, url: str = "", **environ: str) -> str:
    told: list[str] = []
    line = f"HEAD {clone.git.line('rev-parse', 'HEAD')} refs/heads/{remote} {'0' * 40}\n"
    given = {**clone.site.environment(), "BELLE2_USER": clone.account, **environ}
    advice.pre_push(line.encode(), url, given, told.append, clone.folder)
    return "".join(told)


def test_a_push_to_a_branch_that_the_server_does_not_take_is_advised_against(member):
    assert before_push(member, "mine") == ("advice: the server takes no branch mine, only main, feature/NAME, bugfix/NAME "
                                           "and release/AA-BB.\n")


def test_a_member_is_told_who_has_to_approve_before_a_push_to_main(member):
    member.commit({"mdst/a.py": "A = 1\n"})
    assert "advice: the server will refuse this on main: " in before_push(member, "main")
    assert "librarian" in before_push(member, "main")
    assert before_push(member, "feature/a") == ""


def test_a_librarian_is_told_nothing(librarian):
    librarian.commit({"mdst/a.py": "A = 1\n"})
    assert before_push(librarian, "main") == ""


@pytest.mark.parametrize("url", ["ssh://librarian@localhost/software.git", "librarian@localhost:software.git"])
def test_the_account_in_the_address_is_who_pushes(member, url):
    member.commit({"mdst/a.py": "A = 1\n"})
    assert before_push(member, "main", url=url) == ""


def test_the_server_s_own_user_in_the_address_is_nobody_s_account(member, librarian):
    for clone, advised in ((member, True), (librarian, False)):
        clone.git.run("fetch", "-q", "origin", "refs/published/b2:refs/published/b2")
        clone.commit({"mdst/a.py": "A = 1\n"})
        assert bool(before_push(clone, "main", url="ssh://b2@localhost/software.git")) is advised


def test_an_approval_that_came_meanwhile_is_known(reviewed, tmp_path):
    clone = reviewed.clone(tmp_path / "clone", "member")
    commit = clone.commit({"mdst/a.py": "A = 1\n"})
    assert "librarian" in before_push(clone, "main")
    assert clone.push("HEAD:refs/heads/feature/x").returncode == 0
    server = review_site.server(reviewed, "bob")
    server.approve("feature/x", "main", commit, server.look("feature/x", "main")["mark"], ())
    assert before_push(clone, "main") == ""


def test_a_push_of_nothing_needs_no_advice():
    told: list[str] = []
    advice.pre_push(b"\n", "https://[", {}, told.append)
    assert told == []


@pytest.mark.parametrize("remote", ["main", "feature/a"])
def test_who_wants_no_advice_gets_none(member, remote):
    member.commit({"mdst/a.py": "A = 1\n"})
    assert before_push(member, remote, BELLE2_ACCESS_CHECK="no") == ""


def test_a_branch_that_is_deleted_needs_no_advice(member):
    told: list[str] = []
    advice.pre_push(f"(delete) {'0' * 40} refs/heads/feature/a {'1' * 40}\n".encode(), "", os.environ, told.append, member.folder)
    assert told == []


def test_after_a_merge_into_main_the_server_s_answer_is_foreseen(member):
    told: list[str] = []
    member.commit({"mdst/a.py": "A = 1\n"})
    advice.post_merge({**os.environ, "BELLE2_USER": "member"}, told.append, member.folder)
    assert told[0].startswith("advice: the server will refuse this on main: ")


def test_a_repository_without_a_server_gets_no_advice(tmp_path):
    git = Git(tmp_path)
    git.run("init", "-q", "-b", "main")
    git.run("commit", "-q", "--allow-empty", "-m", "Start")
    told: list[str] = []
    advice.post_merge(os.environ, told.append, tmp_path)
    assert told == []
