# SPDX-License-Identifier: LGPL-3.0-or-later
"""Approvals are bound to content: what they survive, what ends them, and who gives them."""
import pytest
from hypothesis import given, strategies as st

from b2tools import errors, process
from b2tools.access import approvals
from b2tools.access.differences import Difference
from tests.access import review_site

MAIN = "HEAD:refs/heads/main"
BRANCH = "HEAD:refs/heads/feature/x"


@pytest.fixture
def site(reviewed):
    """A site with several librarians."""
    return reviewed


def propose(member, files):
    member.commit(files)
    assert member.push(BRANCH, "-f").returncode == 0


def elsewhere(site, tmp_path, files, account="librarian"):
    """Somebody lands something else meanwhile."""
    other = site.clone(tmp_path / f"other {len(list(tmp_path.iterdir()))}", account)
    other.commit(files)
    assert other.push().returncode == 0


def test_a_change_lands_with_an_approval_and_not_without(site, member, approve, refused, accepted):
    propose(member, {"framework/a.txt": "new\n"})
    assert "Push it to feature/NAME and ask them" in refused(member.push(), "owner")
    assert approve("ann") == ["framework"]
    accepted(member.push())


def test_one_more_commit_ends_it(member, approve, refused):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    member.commit({"framework/b.txt": "sneaked in\n"})
    refused(member.push(), "owner")


@pytest.mark.parametrize("content", ["newer\n", "new\n\n"])
def test_other_content_of_the_same_file_ends_it(member, approve, refused, content):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    member.commit({"framework/a.txt": content})
    refused(member.push(), "owner")


def test_another_mode_of_the_same_content_ends_it(member, approve, refused):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    (member.folder / "framework/a.txt").chmod(0o755)
    member.commit()
    refused(member.push(), "owner")


def test_it_survives_a_rebase_and_changes_elsewhere_also_in_the_same_package(site, member, approve, accepted, refused, tmp_path):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    elsewhere(site, tmp_path, {"framework/b.txt": "theirs\n"}, "ann")
    elsewhere(site, tmp_path, {"mdst/a.txt": "theirs\n"}, "bob")
    member.git.run("pull", "-q", "--rebase", "origin", "main")
    accepted(member.push())


def test_it_survives_a_merge_and_a_squash(site, member, approve, accepted, tmp_path):
    member.commit({"framework/a.txt": "halfway\n"})
    propose(member, {"framework/a.txt": "new\n", "framework/c.txt": "c\n"})
    approve("ann")
    elsewhere(site, tmp_path, {"framework/b.txt": "theirs\n"}, "ann")
    member.git.run("fetch", "-q", "origin")
    member.git.run("reset", "-q", "--soft", "origin/main")
    member.git.run("checkout", "-q", "origin/main", "--", "framework/b.txt")
    member.commit(message="Squashed")
    accepted(member.push())


def test_every_owner_list_is_approved_for_itself(member, approve, refused, accepted):
    propose(member, {"framework/a.txt": "new\n", "framework/deep/a.txt": "new\n", "mdst/a.txt": "new\n"})
    assert approve("ann") == ["framework"]
    said = refused(member.push(), "owner")
    assert "framework/deep: member is neither" in said and "mdst: member is neither" in said and "framework: member" not in said
    assert approve("bob", "mdst") == ["mdst"]
    assert "mdst:" not in refused(member.push(), "owner")
    assert approve("bob") == ["framework/deep", "mdst"]
    accepted(member.push())


def test_a_change_of_the_build_is_approved_and_survives_unrelated_pushes(site, member, approve, accepted, tmp_path):
    propose(member, {"site_scons/SConstruct": "# other\n", "README": "x\n"})
    assert approve("librarian") == ["."]
    elsewhere(site, tmp_path, {"mdst/a.txt": "theirs\n"}, "bob")
    elsewhere(site, tmp_path, {"framework/a.txt": "theirs\n"}, "ann")
    member.git.run("pull", "-q", "--rebase", "origin", "main")
    accepted(member.push())


def test_a_new_package_is_approved_by_librarians_of_the_repository(member, approve, refused, accepted):
    propose(member, {"fresh/.librarians": "member\n", "fresh/a.txt": "x\n"})
    with pytest.raises(errors.PushRefused, match="ann is a librarian of nothing that the change touches"):
        approve("ann")
    approve("librarian")
    accepted(member.push())


def test_an_approval_counts_once_even_if_the_change_was_taken_back(site, member, approve, accepted, refused, tmp_path):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    accepted(member.push())
    elsewhere(site, tmp_path, {"framework/a.txt": "a\n"}, "ann")
    member.git.run("pull", "-q", "origin", "main")
    member.commit({"framework/a.txt": "new\n"})
    refused(member.push(), "owner")
    member.push(BRANCH, "-f")
    approve("ann")
    accepted(member.push())


def test_an_approval_that_a_librarian_made_needless_does_not_come_back(site, member, approve, refused, tmp_path):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    elsewhere(site, tmp_path, {"framework/a.txt": "new\n"}, "ann")
    elsewhere(site, tmp_path, {"framework/a.txt": "a\n"}, "ann")
    member.git.run("fetch", "-q", "origin")
    member.git.run("reset", "-q", "--hard", "origin/main")
    member.commit({"framework/a.txt": "new\n"})
    refused(member.push(), "owner")


def test_an_approver_who_lost_the_role_approves_nothing(site, member, approve, refused, tmp_path):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    elsewhere(site, tmp_path, {"framework/.librarians": "bob\n"}, "ann")
    member.git.run("pull", "-q", "--rebase", "origin", "main")
    refused(member.push(), "owner")


def test_an_approver_without_an_account_approves_nothing(site, member, approve, refused):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    accounts = site.server / "accounts.toml"
    accounts.write_text(accounts.read_text().replace("[accounts.ann]", "[accounts.anna]"))
    refused(member.push(), "owner")


def test_an_approval_for_one_branch_is_none_for_another(site, librarian, member, approve, refused):
    librarian.git.run("pull", "-q", "origin", "main")
    assert librarian.push("HEAD:refs/heads/release/01-00").returncode == 0
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann", target="release/01-00")
    refused(member.push(), "owner")
    assert member.push("HEAD:refs/heads/release/01-00").returncode == 0


@pytest.mark.parametrize("account, lists, sentence", [
    ("member", (), "member is a librarian of nothing that the change touches (framework: ann)"),
    ("author", ("framework",), "author is no librarian of framework (ann)"),
    ("bob", ("framework",), "bob is no librarian of framework (ann)"),
    ("ann", ("framwork",), "the change touches nothing of framwork. Did you mean framework?"),
    ("ann", ("mdst",), "the change touches nothing of mdst.")])
def test_only_librarians_approve_and_only_what_is_touched(site, member, approve, refused, account, lists, sentence):
    propose(member, {"framework/a.txt": "new\n"})
    with pytest.raises(errors.PushRefused) as refusal:
        approve(account, *lists)
    assert sentence in str(refusal.value)
    line = site.last_decision()
    assert (line["account"], line["allowed"], line["approve"]["branch"]) == (account, False, "feature/x")
    assert sentence in line["problem"]
    refused(member.push(), "owner")


def test_what_was_not_looked_at_is_not_approved(site, member):
    propose(member, {"framework/a.txt": "new\n"})
    server = review_site.server(site, "ann")
    seen = server.look("feature/x", "main")
    propose(member, {"framework/a.txt": "other\n"})
    with pytest.raises(errors.PushRefused, match="Look at it again"):
        server.approve("feature/x", "main", seen["commit"], seen["mark"], ())


def test_an_approval_does_not_come_back_with_its_giver(site, member, approve, refused, tmp_path):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    elsewhere(site, tmp_path, {"framework/.librarians": "bob\n"}, "ann")
    elsewhere(site, tmp_path, {"framework/.librarians": "ann\n"}, "bob")
    member.git.run("pull", "-q", "--rebase", "origin", "main")
    refused(member.push(), "owner")


def test_what_was_shown_is_approved_and_nothing_that_another_owner_list_governed_then(site, member, tmp_path):
    propose(member, {"framework/a.txt": "new\n", "framework/deep/a.txt": "new\n"})
    server = review_site.server(site, "ann")
    seen = server.look("feature/x", "main")
    elsewhere(site, tmp_path, {"framework/deep/.librarians": None}, "bob")
    with pytest.raises(errors.PushRefused, match="another difference or other owner lists"):
        server.approve("feature/x", "main", seen["commit"], seen["mark"], ())


@pytest.mark.parametrize("ref", ["refs/b2/records", "refs/b2/approvals/ann", "refs/approvals/ann", "refs/b2/requests/1",
                                 "refs/published/b2"])
def test_nobody_pushes_approvals(site, librarian, ref):
    def refs():
        return process.run(["git", "for-each-ref", "refs/b2", "refs/published"], cwd=site.server / "git/software.git").text
    before = refs()
    assert librarian.push(f"+HEAD:{ref}").returncode != 0 and refs() == before


@pytest.mark.parametrize("message", ["Approved-by: ann", "Change\n\nReviewed-by: ann <ann@example.org>\nApproved-by: ann"])
def test_words_in_a_message_approve_nothing(member, refused, message):
    member.commit({"framework/a.txt": "new\n"}, message)
    refused(member.push(), "owner")


def test_the_audit_log_says_who_approved_what(site, member, approve):
    propose(member, {"framework/a.txt": "new\n"})
    approve("ann")
    line = site.last_decision()
    commit = member.git.line("rev-parse", "HEAD")
    assert (line["account"], line["allowed"], line["approve"]["commit"]) == ("ann", True, commit)
    assert line["approve"]["lists"] == ["framework"]


def test_without_the_rule_nobody_needs_to_approve(site, member, accepted):
    site.switch_off("owner")
    member.commit({"framework/a.txt": "new\n"})
    accepted(member.push())


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=5)
ENTRY = st.builds(Difference, TEXT, st.sampled_from(["000000", "100644"]), st.sampled_from(["100644", "100755"]),
                  st.sampled_from("ab"), st.sampled_from("ab"))
CHANGE = st.lists(ENTRY, max_size=4, unique_by=lambda one: one.path)


@given(CHANGE, CHANGE, TEXT, TEXT)
def test_two_changes_have_one_digest_only_if_they_are_the_same(one, two, first, second):
    same = set(one) == set(two) and first == second
    assert (approvals.digest("main", first, one) == approvals.digest("main", second, two)) is same
    assert approvals.digest("main", first, one) == approvals.digest("main", first, one[::-1])
