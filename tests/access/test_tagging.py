# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tags: annotated, named the same inside, on main, never moved, each kind by those who may."""
import pytest


def tag(clone, name, *at):
    clone.git.run("tag", "-a", "-m", "text", name, *at)
    return clone.push(f"refs/tags/{name}")


@pytest.mark.parametrize("name", ["framework-v01-00-00", "release-01-00-00", "prerelease-01-00-00a", "build-2026-11-21",
                                  "light-2611-tauon"])
def test_each_kind_of_tag_is_made_by_who_may(librarian, member, author, accepted, refused, name):
    refused(tag(member, name), "tag-right")
    refused(tag(author, name), "tag-right")
    accepted(tag(librarian, name))


@pytest.mark.parametrize("name", ["framework-v1-0-0", "release-01-00", "v01-00-00", "main", "anything", "framework-v01-00-00-rc"])
def test_names_that_are_no_versions_are_refused(librarian, refused, name):
    refused(tag(librarian, name), "tag-name")


def test_a_tag_never_moves_and_never_goes(librarian, accepted, refused):
    accepted(tag(librarian, "framework-v01-00-00"))
    librarian.git.run("tag", "-f", "-a", "-m", "other", "framework-v01-00-00")
    refused(librarian.push("+refs/tags/framework-v01-00-00"), "tag-immutable")
    refused(librarian.push(":refs/tags/framework-v01-00-00"), "tag-immutable")


def test_without_the_rule_a_tag_would_move(site, librarian, accepted):
    accepted(tag(librarian, "framework-v01-00-00"))
    site.switch_off("tag-immutable")
    accepted(librarian.push(":refs/tags/framework-v01-00-00"))


def test_a_lightweight_tag_is_refused(librarian, refused):
    librarian.git.run("tag", "release-01-00-00")
    refused(librarian.push("refs/tags/release-01-00-00"), "tag-form")


def test_a_tag_that_calls_itself_otherwise_is_refused(librarian, refused):
    librarian.git.run("tag", "-a", "-m", "text", "framework-v01-00-00")
    pushed = librarian.push("refs/tags/framework-v01-00-00:refs/tags/framework-v02-00-00")
    assert "calls itself framework-v01-00-00" in refused(pushed, "tag-form")


@pytest.mark.parametrize("at", ["HEAD:.light", "HEAD^{tree}"])
def test_a_tag_of_something_else_than_a_commit_is_refused(librarian, refused, at):
    refused(tag(librarian, "framework-v01-00-00", at), "tag-form")


def test_a_tag_of_a_tag_is_refused(librarian, refused):
    librarian.git.run("tag", "-a", "-m", "text", "framework-v01-00-00")
    refused(tag(librarian, "framework-v02-00-00", "framework-v01-00-00"), "tag-form")


def test_a_commit_that_is_not_on_main_is_not_tagged(librarian, accepted, refused):
    librarian.commit({"framework/new.txt": "x"})
    accepted(librarian.push("HEAD:refs/heads/feature/x"))
    refused(tag(librarian, "framework-v01-00-00"), "tag-place")


def test_what_comes_in_the_same_push_is_not_on_main_yet(librarian, refused, accepted):
    librarian.commit({"framework/new.txt": "x"})
    librarian.git.run("tag", "-a", "-m", "text", "framework-v01-00-00")
    refused(librarian.push("HEAD:refs/heads/main", "refs/tags/framework-v01-00-00"), "tag-place")
    accepted(librarian.push())
    accepted(librarian.push("refs/tags/framework-v01-00-00"))


def test_a_commit_of_a_release_branch_may_be_tagged(librarian, accepted):
    accepted(librarian.push("HEAD:refs/heads/release/01-00"))
    librarian.commit({"framework/fix.txt": "x"})
    accepted(librarian.push("HEAD:refs/heads/release/01-00"))
    accepted(tag(librarian, "release-01-00-01"))


def test_an_unknown_package_is_not_tagged(librarian, refused):
    assert "no package nothing on main" in refused(tag(librarian, "nothing-v01-00-00"), "tag-right", "tag-package")


def test_a_package_that_the_tagged_commit_lacks_is_not_tagged(site, librarian, accepted, refused):
    librarian.commit({"fresh/.librarians": "librarian\n"})
    accepted(librarian.push())
    refused(tag(librarian, "fresh-v01-00-00", "HEAD~1"), "tag-package")
    site.switch_off("tag-package")
    accepted(librarian.push("refs/tags/fresh-v01-00-00"))
