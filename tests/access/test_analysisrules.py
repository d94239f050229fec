# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who writes an analysis and what only the owner takes away, judged by the hook of a real repository."""
import pytest

from tests.access.analysis_site import add_groups, ask, clone


@pytest.fixture
def own(site, tmp_path):
    """The member's own analysis with one commit on the server."""
    assert ask(site, "member", "analysis-create cut").text == "analyses/member_cut\n"
    made = clone(site, tmp_path / "cut", "analyses/member_cut")
    assert made.send().returncode == 0
    return made


@pytest.fixture
def shared(site, tmp_path):
    """An analysis of the group charm, which member and author are in; member owns it."""
    add_groups(site)
    assert ask(site, "member", "analysis-create cut charm").text == "physics/charm/cut\n"
    made = clone(site, tmp_path / "cut", "physics/charm/cut")
    assert made.send().returncode == 0
    return made


def test_the_owner_writes_what_the_software_would_refuse(own, accepted):
    own.commit({"bad.py": "x=1\n", "sub/c.cc": "int  main( ){}\n"})
    accepted(own.send("HEAD:refs/heads/main", "HEAD:refs/heads/Any-name", "HEAD:refs/tags/v1"))


def test_everybody_else_only_reads_and_is_told_who_writes(own, site, refused, tmp_path):
    own.commit()
    said = refused(own.send(account="librarian"), "analysis-writer")
    assert "analyses/member_cut is written by its owner member; librarian may only read it." in said and "b2code-check" not in said
    assert clone(site, tmp_path / "read", "analyses/member_cut").git.line("log", "--format=%s", "-1", "origin/main") == "Change"


def test_the_members_of_the_group_write_and_nobody_else(shared, accepted, refused):
    shared.commit()
    accepted(shared.send(account="author"))
    shared.commit()
    said = refused(shared.send(account="librarian"), "analysis-writer")
    assert "is written by its owner member and the group charm (author); librarian may only read it." in said


def test_who_leaves_the_group_writes_no_more(shared, site, refused):
    file = site.server / "accounts.toml"
    file.write_text(file.read_text().replace('"member", "author"', '"member"'))
    shared.commit()
    refused(shared.send(account="author"), "analysis-writer")


def test_only_the_owner_drops_commits_of_main(shared, accepted, refused):
    shared.git.run("commit", "--amend", "-q", "--no-verify", "-m", "Rewritten")
    said = refused(shared.send("+HEAD:refs/heads/main", account="author"), "analysis-owner")
    assert "drops commits from main, which only the owner member may do" in said
    accepted(shared.send("+HEAD:refs/heads/main"))


def test_nobody_deletes_main(own, refused):
    refused(own.send(":refs/heads/main"), "deletion")


def test_other_branches_are_everybodys_of_the_writers_and_tags_are_the_owners(shared, accepted, refused):
    accepted(shared.send("HEAD:refs/heads/x", "HEAD:refs/tags/v1", account="author"))
    shared.git.run("commit", "--amend", "-q", "--no-verify", "-m", "Rewritten")
    refused(shared.send("+HEAD:refs/tags/v1", account="author"), "analysis-owner")
    accepted(shared.send("+HEAD:refs/heads/x", account="author"))
    accepted(shared.send(":refs/heads/x", account="author"))
    accepted(shared.send(":refs/tags/v1"))


@pytest.mark.parametrize("ref", ["refs/b2/x", "refs/notes/x", "refs/heads-x/y"])
def test_nothing_but_branches_and_tags_is_pushed(own, refused, ref):
    refused(own.send(f"HEAD:{ref}"), "namespace")


def test_a_branch_points_at_a_commit(own, refused):
    own.git.run("tag", "-a", "-m", "x", "annotated")
    refused(own.send("annotated:refs/heads/x"), "commit")


@pytest.mark.parametrize("name, content, rule", [("big.bin", b"\1" * 1048577, "size"), ("a\u202eb", b"", "names")])
def test_size_and_names_hold_on_every_ref_as_for_the_software(own, refused, name, content, rule):
    own.commit({name: content})
    refused(own.send("HEAD:refs/heads/x"), rule)


def test_a_push_without_the_wrapper_is_refused(own, site, refused):
    own.commit()
    place = site.server / "git/analyses/member_cut.git"
    pushed = own.git.run("push", str(place), "HEAD:refs/heads/main", check=False)
    refused(pushed, "identity")


def test_an_analysis_that_lost_its_record_takes_nothing(own, site):
    (site.server / "git/analyses/member_cut.git/b2-analysis.json").unlink()
    own.commit()
    done = own.send()
    assert done.returncode != 0 and b"incident number" in done.stderr


def test_the_audit_log_names_the_whole_repository(own, site):
    assert site.last_decision()["repository"] == "analyses/member_cut.git" and site.last_decision()["allowed"]
