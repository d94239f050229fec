# SPDX-License-Identifier: LGPL-3.0-or-later
"""Owner lists, kinds of change and refs that the policy document names and no other file of tests pushes."""
import pytest

from b2tools import process

FEATURE = "HEAD:refs/heads/feature/x"


def test_who_is_named_beside_no_librarians_is_no_author(librarian, author, accepted, refused):
    librarian.commit({"mdst/tools/.authors": "author\n", "mdst/tools/x.txt": "x"})
    accepted(librarian.push())
    author.git.run("pull", "-q")
    author.commit({"mdst/tools/x.txt": "y"})
    refused(author.push(), "owner")


def test_an_author_does_not_appoint_himself_in_a_nested_list(author, refused):
    author.commit({"framework/mine/.librarians": "author\n", "framework/mine/x.txt": "x"})
    assert "changed by librarians only" in refused(author.push(), "owner")


def test_a_nested_list_is_not_escaped_by_removing_or_moving_it(librarian, author, accepted, refused):
    librarian.commit({"framework/tools/.librarians": "librarian\n", "framework/tools/x.txt": "x"})
    accepted(librarian.push())
    author.git.run("pull", "-q")
    author.commit({"framework/tools/.librarians": None, "framework/tools/x.txt": "y"})
    refused(author.push(), "owner")
    author.git.run("reset", "-q", "--hard", "HEAD~1")
    author.git.run("mv", "framework/tools", "framework/mine")
    author.commit()
    refused(author.push(), "owner")


def test_a_package_is_not_taken_by_replacing_it_with_a_link_to_ones_own(author, refused):
    author.git.run("rm", "-q", "-r", "mdst")
    (author.folder / "mdst").symlink_to("framework")
    author.commit()
    refused(author.push(), "owner")


@pytest.mark.parametrize("name", ["framework2/x.txt", "Framework.txt", "framework.txt", "frameworks", ".librarians",
                                  ".authors", "mdst"])
def test_paths_beside_a_package_are_not_in_it(author, name):
    if name == "mdst":
        author.git.run("rm", "-q", "-r", "mdst")
    author.commit({name: "author\n"})
    assert author.push().returncode != 0


def test_branches_and_main_of_one_push_land_together_or_not_at_all(site, librarian, member, accepted, refused):
    librarian.commit({"framework/new.txt": "x"})
    accepted(librarian.push("HEAD:refs/heads/main", FEATURE))
    assert site.refs()["refs/heads/feature/x"] == site.refs()["refs/heads/main"]
    member.commit({"framework/new.txt": "y"})
    refused(member.push("HEAD:refs/heads/feature/y", "+HEAD:refs/heads/main"), "fast-forward")
    assert "refs/heads/feature/y" not in site.refs()


def test_a_hundred_thousand_changed_files_are_decided_within_the_time_limit(site, librarian, accepted):
    lines = [b"blob\nmark :1\ndata 1\nx\n",
             b"commit refs/heads/many\ncommitter x <x@example.org> 1 +0000\ndata 4\nMany\nfrom refs/heads/main\n"]
    lines += [b"M 100644 :1 framework/data/%d/%d.txt\n" % (number // 1000, number) for number in range(100_000)]
    librarian.git.run("fast-import", "--quiet", stdin=b"".join(lines))
    accepted(librarian.push("many:refs/heads/main"))
    assert site.last_decision()["milliseconds"] < 60_000


def test_more_files_than_the_limit_are_refused_with_a_sentence(site, librarian):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text() + "path_limit = 100\n")
    librarian.commit({f"framework/data/{number}": "x" for number in range(101)})
    pushed = librarian.push()
    assert pushed.returncode != 0 and b"more than 100 changed paths" in pushed.stderr


@pytest.mark.parametrize("second", ["feature/x/y", "feature/x/y/z"])
def test_a_branch_below_a_branch_does_not_take_its_place(site, librarian, member, accepted, second):
    accepted(librarian.push(FEATURE))
    before = site.refs()
    assert member.push(f"HEAD:refs/heads/{second}").returncode != 0
    assert site.refs() == before


@pytest.mark.parametrize("ref", ["refs/heads/HEAD", "refs/heads/feature/HEAD.lock", "refs/heads/refs/heads/main",
                                 "refs/tags/../heads/main", "refs/heads/main.", "refs/heads/feature/x..y",
                                 "refs/heads/feature/\u202ex", "refs/heads/release/../main",
                                 "refs/tags/refs/heads/main", "refs/remotes/origin/main", "refs/stash", "HEAD", "refs/b2/records"])
def test_an_odd_ref_is_refused_and_changes_nothing(site, librarian, ref):
    before = site.refs()
    librarian.commit({"framework/new.txt": "x"})
    assert librarian.push(f"HEAD:{ref}").returncode != 0
    assert site.refs() == before


def test_mirrors_and_pruning_pushes_delete_nothing_of_others(site, librarian, member, accepted):
    accepted(librarian.push(FEATURE))
    librarian.git.run("tag", "-a", "-m", "text", "release-01-00-00")
    accepted(librarian.push("refs/tags/release-01-00-00"))
    before = site.refs()
    assert member.push("--mirror").returncode != 0
    assert member.push("--prune", "refs/heads/*:refs/heads/*").returncode != 0
    assert site.refs() == before


@pytest.mark.parametrize("ref", ["feature/x.git/HEAD", "feature/x.git/objects/a", "bugfix/a/b.GIT"])
def test_a_branch_that_would_look_like_a_repository_is_refused(site, member, refused, ref):
    refused(member.push(f"HEAD:refs/heads/{ref}"), "branch-name")
    done = process.run(["git", "ls-remote", "ssh://member@localhost/software.git/refs/heads/feature/x.git"], env=site.environment(),
                       check=False)
    assert done.returncode != 0 and b"There is no repository" in done.stderr
