# SPDX-License-Identifier: LGPL-3.0-or-later
"""Merge requests: opened, shown, approved and merged on the server, whose policy is that of a push."""
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from b2tools import errors, process
from tests.access import review_site


@pytest.fixture
def site(reviewed):
    """A site with several librarians."""
    return reviewed


@pytest.fixture
def member(site, tmp_path):
    """The member's working copy of that site."""
    return site.clone(tmp_path / "member", "member")


@pytest.fixture
def request_of(site):
    """`request_of("ann")("show", "1")`: ask about requests as an account; what is approved was shown just before."""
    def of(account):
        server = review_site.server(site, account)

        def ask(form, *words):
            if form == "approve":
                words = (*words[:2], server.request("show", words[0]).get("mark", "-"), *words[2:])
            return server.request(form, *words)
        return ask
    return of


def opened(site, member, files, branch="feature/x", title="Better tracks", text="", account="member"):
    """Push a branch and ask for its merge; gives the number and the commit."""
    commit = member.commit(files)
    assert member.push(f"HEAD:refs/heads/{branch}").returncode == 0
    made = review_site.server(site, account).request("open", branch, "main", commit, title, text)
    return str(made["number"]), commit


def land(site, folder, account, files):
    clone = site.clone(folder, account)
    clone.commit(files)
    assert clone.push().returncode == 0


def server_git(site, *words):
    return process.run(["git", *words], cwd=site.server / "git/software.git", env={**os.environ}).text.strip()


def test_a_request_is_opened_approved_and_merged(site, member, request_of):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"}, text="Fit twice.\n\nIt helps.")
    shown = request_of("member")("show", number)
    assert not shown["decision"]["allowed"] and shown["files"] == ["M framework/a.txt"]
    assert shown["lists"] == [{"list": "framework", "librarians": ["ann"], "files": 1, "approved": []}]
    with pytest.raises(errors.PushRefused, match="is not merged, the policy asks for more"):
        request_of("member")("merge", number, commit)
    assert request_of("ann")("approve", number, commit)["approved"] == ["framework"]
    assert request_of("member")("show", number)["decision"]["allowed"]
    done = request_of("member")("merge", number, commit)
    assert site.refs()["refs/heads/main"] == done["merge"] and done["state"] == "merged" and done["by"] == "member"
    assert server_git(site, "log", "-1", "--format=%an %ae%n%B", "main") == \
        "member member@localhost\nMerge request 1: Better tracks\n\nFit twice.\n\nIt helps."
    assert server_git(site, "rev-parse", "main^2") == commit


def test_a_librarian_of_all_that_is_touched_merges_without_approval(site, member, request_of):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"})
    assert request_of("ann")("merge", number, commit)["by"] == "ann"
    line = [one for one in (site.server / "audit.jsonl").read_text().splitlines() if '"request": 1' in one][-1]
    assert '"account": "ann", "allowed": true' in line


def test_a_merge_is_judged_as_a_push_by_all_rules(site, member, request_of):
    number, commit = opened(site, member, {"framework/scripts/bad.py": "x=1 ;y = 2\n"})
    with pytest.raises(errors.PushRefused, match="(?s)bad.py.*b2code-style-fix"):
        request_of("ann")("merge", number, commit)
    assert {one["name"] for one in site.last_decision()["failing"]} == {"style"}


def test_the_branch_is_merged_into_what_main_is_now(site, member, request_of, tmp_path):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"})
    request_of("ann")("approve", number, commit)
    land(site, tmp_path / "bob", "bob", {"mdst/a.txt": "theirs\n"})
    land(site, tmp_path / "ann", "ann", {"framework/b.txt": "theirs\n"})
    request_of("member")("merge", number, commit)
    files = {name: server_git(site, "show", f"main:{name}") for name in ("framework/a.txt", "framework/b.txt", "mdst/a.txt")}
    assert files == {"framework/a.txt": "new", "framework/b.txt": "theirs", "mdst/a.txt": "theirs"}


def test_a_conflict_names_the_files_and_merges_nothing(site, member, request_of, tmp_path):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"})
    land(site, tmp_path / "ann", "ann", {"framework/a.txt": "theirs\n"})
    before = site.refs()
    assert "change the same lines: framework/a.txt" in request_of("member")("show", number)["problem"]
    for form in ("approve", "merge"):
        with pytest.raises(errors.PushRefused, match="change the same lines: framework/a.txt"):
            request_of("ann")(form, number, commit)
    assert site.refs() == before


def test_what_was_not_looked_at_is_neither_approved_nor_merged(site, member, request_of):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"})
    member.commit({"framework/a.txt": "sneaked in\n"})
    member.push("HEAD:refs/heads/feature/x")
    for form in ("approve", "merge"):
        with pytest.raises(errors.PushRefused, match="feature/x is at .* now, not at .* as you saw it"):
            request_of("ann")(form, number, commit)


def test_a_later_commit_needs_a_new_approval(site, member, request_of):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"})
    request_of("ann")("approve", number, commit)
    later = member.commit({"framework/b.txt": "more\n"})
    member.push("HEAD:refs/heads/feature/x")
    with pytest.raises(errors.PushRefused, match="framework: member is neither"):
        request_of("member")("merge", number, later)


def test_main_may_demand_green_tests_of_the_tree_that_lands(site, member, request_of, tmp_path):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text() + 'demanded_checks = ["unit-tests"]\n')
    number, commit = opened(site, member, {"framework/a.txt": "new\n"})
    with pytest.raises(errors.PushRefused, match="unit-tests must have passed"):
        request_of("ann")("merge", number, commit)
    tree = request_of("ann")("show", number)["tree"]
    review_site.server(site, "robot").statuses(tree, "unit-tests", "passed", "")
    assert request_of("ann")("show", number)["statuses"][0]["state"] == "passed"
    assert request_of("ann")("merge", number, commit)["state"] == "merged"


def test_the_list_shows_all_and_a_push_that_brings_the_commits_ends_a_request(site, member, request_of, tmp_path):
    first, _ = opened(site, member, {"framework/a.txt": "new\n"})
    second, _ = opened(site, member, {"mdst/a.txt": "new\n"}, branch="bugfix/y", title="Mend")
    assert [(one["number"], one["state"]) for one in request_of("bob")("list")] == [(1, "open"), (2, "open")]
    ann = site.clone(tmp_path / "ann", "ann")
    ann.git.run("merge", "-q", "--ff-only", "origin/feature/x")
    assert ann.push().returncode == 0
    assert [(one["number"], one["state"]) for one in request_of("bob")("list")] == [(1, "merged"), (2, "open")]


def test_a_branch_has_one_open_request(site, member, request_of):
    first, _ = opened(site, member, {"framework/a.txt": "new\n"})
    again, _ = opened(site, member, {"framework/b.txt": "new\n"}, title="Other words")
    assert first == again and request_of("member")("show", first)["title"] == "Other words"


def test_others_renew_the_commit_of_a_request_but_not_its_words(site, member, request_of):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"}, title="Mine", text="My words")
    later = member.commit({"framework/b.txt": "more\n"})
    member.push("HEAD:refs/heads/feature/x")
    made = request_of("eve")("open", "feature/x", "main", later, "Approved by bob", "all is well")
    assert (made["title"], made["text"], made["commit"], made["account"]) == ("Mine", "My words", later, "member")


@pytest.mark.parametrize("account, good", [("member", True), ("librarian", True), ("ann", False), ("eve", False)])
def test_who_opened_it_and_librarians_of_the_repository_close_it(site, member, request_of, account, good):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"})
    if not good:
        with pytest.raises(errors.PushRefused, match="Only member or a librarian of the repository can close"):
            request_of(account)("close", number)
        return
    assert request_of(account)("close", number)["state"] == "closed"
    with pytest.raises(errors.PushRefused, match="no open merge request '1'. It is closed since .* by"):
        request_of("ann")("merge", number, commit)


@pytest.mark.parametrize("branch, target, sentence", [
    ("feature/nothing", "main", "There is no branch 'feature/nothing' on the server. Did you mean feature/x?"),
    ("main", "main", "There is no branch 'main'"), ("feature/x", "feature/x", "is no branch to merge into"),
    ("feature/x", "release/01-00", "There is no branch release/01-00 to merge into"), ("../x", "main", "There is no branch")])
def test_only_ones_own_branches_are_merged_into_main_or_a_release(site, member, request_of, branch, target, sentence):
    _, commit = opened(site, member, {"framework/a.txt": "new\n"})
    with pytest.raises(errors.PushRefused) as refusal:
        request_of("member")("open", branch, target, commit, "x", "")
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("title, text", [("", ""), (" ", ""), ("x\ny", ""), ("x" * 201, ""), ("x\x1b[31m", ""),
                                         ("x", "y\x07"), ("x\u202e", "")])
def test_what_cannot_be_printed_is_no_title(site, member, request_of, title, text):
    _, commit = opened(site, member, {"framework/a.txt": "new\n"})
    with pytest.raises(errors.PushRefused, match="title is one line|cannot be printed"):
        request_of("member")("open", "feature/x", "main", commit, title, text)


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "../1", "1 1"])
def test_a_number_that_is_not_there_is_told(site, member, request_of, number):
    opened(site, member, {"framework/a.txt": "new\n"})
    with pytest.raises(errors.PushRefused, match="There is no merge request"):
        request_of("member")("show", number)


def test_the_patch_shows_the_changed_lines(site, member, request_of):
    number, _ = opened(site, member, {"framework/a.txt": "new\n"})
    assert "-a\n+new" in request_of("member")("patch", number)["patch"]


def test_looking_often_leaves_nothing_behind(site, member, request_of):
    number, _ = opened(site, member, {"framework/a.txt": "new\n"})
    request_of("ann")("show", number)
    before = server_git(site, "count-objects")
    request_of("ann")("show", number)
    assert server_git(site, "count-objects") == before


def test_a_deleted_branch_is_not_merged_but_its_commits_stay(site, member, request_of):
    number, commit = opened(site, member, {"framework/a.txt": "new\n"})
    assert member.push(":refs/heads/feature/x").returncode == 0
    assert "There is no branch 'feature/x'" in request_of("ann")("show", number)["problem"]
    assert server_git(site, "rev-parse", "refs/b2/requests/1") == commit


def test_of_several_merges_at_once_all_land_one_after_the_other(site, tmp_path, request_of):
    wishes = []
    for name in ("one", "two", "three"):
        clone = site.clone(tmp_path / name, "member")
        wishes.append(opened(site, clone, {f"framework/{name}.txt": "x\n"}, branch=f"feature/{name}"))
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda wish: request_of("ann")("merge", *wish)["state"], wishes))
    assert done == ["merged"] * 3
    assert {"one.txt", "two.txt", "three.txt"} <= set(server_git(site, "ls-tree", "--name-only", "main:framework").split())


def test_unrelated_history_is_not_merged(site, member, request_of):
    member.git.run("checkout", "-q", "--orphan", "other")
    member.commit({"framework/a.txt": "new\n"})
    assert member.push("HEAD:refs/heads/feature/x").returncode == 0
    with pytest.raises(errors.PushRefused, match="shares no history"):
        request_of("member")("open", "feature/x", "main", member.git.line("rev-parse", "HEAD"), "x", "")
