# SPDX-License-Identifier: LGPL-3.0-or-later
"""Main may demand what continuous integration says of exactly the pushed tree."""
import pytest

from b2tools import errors
from b2tools.access import statuses
from tests.access import review_site


@pytest.fixture
def site(reviewed):
    """A site whose main demands two checks."""
    policy = reviewed.server / "policy.toml"
    policy.write_text(policy.read_text() + 'demanded_checks = ["unit-tests", "script-tests"]\n')
    return reviewed


@pytest.fixture
def ann(site, tmp_path):
    """ann's working copy with a change that waits on a feature branch."""
    made = site.clone(tmp_path / "ann", "ann")
    made.commit({"framework/a.txt": "new\n"})
    assert made.push("HEAD:refs/heads/feature/x").returncode == 0
    return made


@pytest.fixture
def tell(site, ann):
    """`tell("unit-tests", "passed")`: the CI account says so of what ann has committed."""
    def do(check, state, account="robot", tree=None, url=""):
        tree = tree or ann.git.line("rev-parse", "HEAD^{tree}")
        return review_site.server(site, account).statuses(tree, check, state, url)[0]
    return do


def test_what_lands_has_passed_all_that_is_demanded(ann, tell, refused, accepted):
    said = refused(ann.push(), "status")
    assert "unit-tests must have passed" in said and "script-tests must have passed" in said
    tell("unit-tests", "passed")
    tell("script-tests", "running")
    assert "script-tests must have passed for exactly this content" in refused(ann.push(), "status")
    tell("script-tests", "passed")
    accepted(ann.push())


def test_a_failure_is_told_with_its_page(ann, tell, refused):
    tell("unit-tests", "passed")
    tell("script-tests", "failed", url="https://ci.example.org/7")
    assert "but it is failed (https://ci.example.org/7)" in refused(ann.push(), "status")


def test_the_last_word_counts(ann, tell, refused):
    for state in ("passed", "failed"):
        tell("unit-tests", state)
        tell("script-tests", state)
    refused(ann.push(), "status")


def test_green_is_the_content_not_the_commit(ann, tell, accepted, refused):
    tell("unit-tests", "passed")
    tell("script-tests", "passed")
    ann.git.run("commit", "-q", "--amend", "--no-verify", "-m", "Other words")
    ann.commit({"framework/a.txt": "newer\n"})
    refused(ann.push(), "status")
    ann.git.run("reset", "-q", "--hard", "HEAD~")
    accepted(ann.push())


def test_a_status_counts_as_long_as_its_account_is_ci(site, ann, tell, refused):
    tell("unit-tests", "passed")
    tell("script-tests", "passed")
    accounts = site.server / "accounts.toml"
    accounts.write_text(accounts.read_text().replace('roles = ["ci"]', "roles = []"))
    assert "was said by robot, which is no CI account now" in refused(ann.push(), "status")


def test_feature_branches_wait_for_nobody(ann, accepted):
    ann.commit({"mdst/a.txt": "x"})
    accepted(ann.push("HEAD:refs/heads/feature/y"))


def test_without_the_rule_red_content_lands(site, ann, tell, accepted):
    tell("unit-tests", "failed")
    site.switch_off("status")
    accepted(ann.push())


@pytest.mark.parametrize("account", ["ann", "librarian", "member"])
def test_only_ci_accounts_tell(site, ann, tell, refused, account):
    with pytest.raises(errors.PushRefused, match="by accounts with the role ci only: robot"):
        tell("unit-tests", "passed", account)
    assert site.last_decision()["account"] == account and not site.last_decision()["allowed"]
    refused(ann.push(), "status")


@pytest.mark.parametrize("tree", ["0" * 40, "HEAD", "", "abc", "../../x", "a" * 64, "main^{tree}", "-x"])
def test_a_tree_that_the_server_does_not_have_has_no_status(site, ann, tree):
    done = review_site.ask(site, "robot", f"status set software.git '{tree}' unit-tests passed")
    assert done.returncode == 1 and b"The server has no tree" in done.stderr


def test_a_commit_is_no_tree(ann, tell):
    with pytest.raises(errors.PushRefused, match="has no tree"):
        tell("unit-tests", "passed", tree=ann.git.line("rev-parse", "HEAD"))


@pytest.mark.parametrize("words, sentence", [
    ("Unit passed", "cannot be the name of a check"), ("../x passed", "cannot be the name of a check"),
    ("unit-tests green", "is no state"), ("unit-tests passed ftp://x", "is no http"),
    ("unit-tests passed javascript:1", "is no http"),
    ("unit-tests", "Write status show"), ("unit-tests passed http://x y", "Write status show")])
def test_bad_words_are_refused(site, ann, words, sentence):
    tree = ann.git.line("rev-parse", "HEAD^{tree}")
    done = review_site.ask(site, "robot", f"status set software.git {tree} {words}")
    assert done.returncode == 1 and sentence in done.stderr.decode()


def test_everybody_reads_what_is_known_and_what_lacks(site, ann, tell):
    tell("unit-tests", "passed")
    tell("docs", "failed")
    found = review_site.server(site, "member").statuses(ann.git.line("rev-parse", "HEAD^{tree}"), None, None, "")
    assert [(one["check"], one["state"]) for one in found] == [
        ("docs", "failed"), ("script-tests", "unknown"), ("unit-tests", "passed")]


def test_a_record_lies_below_its_tree():
    made = statuses.Status("ab" * 20, "docs", "passed", "robot", "2026-01-01")
    assert made.place == f"statuses/ab/{'ab' * 19}/docs"
