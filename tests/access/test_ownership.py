# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who may change what on main: the owner lists as they were before the push, whatever the push brings."""
import pytest

MAIN = "HEAD:refs/heads/main"


def test_the_refusal_says_why_and_who_could_approve(member, refused):
    member.commit({"framework/new.txt": "x"})
    said = refused(member.push(), "owner")
    assert "member is neither librarian nor author" in said and "must approve or push this: librarian" in said


def test_an_author_commits_directly_where_he_is_named(author, accepted, refused):
    author.commit({"framework/new.txt": "x"})
    accepted(author.push())
    author.commit({"mdst/new.txt": "x"})
    refused(author.push(), "owner")


def test_the_author_of_a_commit_does_not_count(member, refused):
    member.write({"framework/new.txt": "x"})
    member.git.run("add", "-A")
    member.git.run("commit", "-q", "--author", "librarian <librarian@localhost>", "-m", "Change\n\nApproved-by: librarian")
    refused(member.push(), "owner")


def test_nobody_appoints_himself_in_the_same_push(member, refused):
    member.commit({"framework/.librarians": "librarian\nmember\n", "framework/new.txt": "x"})
    refused(member.push(), "owner")


def test_nobody_appoints_himself_in_an_earlier_commit_of_the_push(member, refused):
    member.commit({"framework/.librarians": "librarian\nmember\n"})
    member.commit({"framework/new.txt": "x"})
    refused(member.push(), "owner")


def test_nobody_appoints_himself_in_an_earlier_push(member, refused):
    member.commit({"framework/.librarians": "librarian\nmember\n"})
    refused(member.push(), "owner")
    member.commit({"framework/new.txt": "x"})
    refused(member.push(), "owner")


def test_an_appointed_librarian_may_push_from_then_on(librarian, member, accepted):
    librarian.commit({"framework/.librarians": "\ufefflibrarian\r\n# new\r\n  member  # since today\r\n"})
    accepted(librarian.push())
    member.git.run("pull", "-q")
    member.commit({"framework/new.txt": "x"})
    accepted(member.push())


def test_an_author_does_not_change_owner_lists(author, refused):
    author.commit({"framework/.authors": "author\nmember\n"})
    assert "changed by librarians only" in refused(author.push(), "owner")


@pytest.mark.parametrize("content, problem",
                         [("", "is empty"), ("# nobody\n", "is empty"), ("librarian\nnoboby\n", "noboby is no account here"),
                          ("librаrian\n", "no account name"), ("x" * (65 << 10), "longer than 64 KiB")])
def test_a_bad_owner_list_is_refused_with_its_mistake(librarian, refused, content, problem):
    librarian.commit({"framework/.librarians": content})
    assert problem in refused(librarian.push(), "owner-list")


def test_an_owner_list_is_not_replaced_by_a_link(librarian, refused):
    (librarian.folder / "framework/.librarians").unlink()
    (librarian.folder / "framework/.librarians").symlink_to("../mdst/.librarians")
    librarian.commit()
    assert "must be a regular file" in refused(librarian.push(), "owner-list")


def test_an_owner_list_is_not_made_executable(librarian, refused):
    (librarian.folder / "framework/.librarians").chmod(0o755)
    librarian.commit()
    assert "mode 100755" in refused(librarian.push(), "owner-list")


def test_the_owner_list_of_a_package_is_not_deleted(librarian, refused):
    librarian.commit({"framework/.librarians": None})
    assert "would have no librarians" in refused(librarian.push(), "owner-list")


def test_a_whole_package_may_go(librarian, accepted):
    librarian.commit({"mdst/.librarians": None, "mdst/.authors": None, "mdst/SConscript": None})
    accepted(librarian.push())


def test_the_repositorys_own_list_is_not_deleted(librarian, refused):
    librarian.commit({".librarians": None})
    refused(librarian.push(), "owner-list")


def test_a_new_package_needs_a_list(librarian, refused, accepted):
    librarian.commit({"fresh/SConscript": "x"})
    assert "fresh/.librarians" in refused(librarian.push(), "new-package")
    librarian.commit({"fresh/.librarians": "member\n"})
    accepted(librarian.push())


def test_a_folder_with_a_dot_is_no_package_and_belongs_to_the_repository(librarian, author, accepted, refused):
    author.commit({".github/CODEOWNERS": "* @author\n"})
    assert "the repository itself" in refused(author.push(), "owner")
    librarian.commit({".github/CODEOWNERS": "* @librarian\n"})
    accepted(librarian.push())


def test_a_new_package_that_names_only_its_author_is_refused(librarian, refused):
    librarian.commit({"fresh/SConscript": "x", "fresh/.authors": "member\n"})
    refused(librarian.push(), "new-package")


def test_a_new_package_is_not_made_by_who_is_named_in_it(member, refused):
    member.commit({"fresh/SConscript": "x", "fresh/.librarians": "member\n"})
    refused(member.push(), "owner")


def test_an_author_of_the_repository_makes_no_new_package(librarian, author, accepted, refused):
    librarian.commit({".authors": "author\n"})
    accepted(librarian.push())
    author.git.run("pull", "-q")
    author.commit({"README": "x"})
    accepted(author.push())
    author.commit({"fresh/.librarians": "author\n"})
    assert "fresh is a new package" in refused(author.push(), "owner")


@pytest.mark.parametrize("name", ["README", "site_scons/x.txt", ".light", ".gitattributes", "framework/.gitattributes",
                                  "framework/.imported", "framework/ext/.imported"])
def test_what_decides_about_everything_belongs_to_the_repositorys_librarians(author, refused, name):
    author.commit({name: "x"})
    assert "the repository itself" in refused(author.push(), "owner")


def test_a_rename_between_packages_needs_both_owners(author, refused):
    author.git.run("mv", "mdst/SConscript", "framework/FromMdst")
    author.commit()
    assert "mdst: author is neither" in refused(author.push(), "owner")


def test_a_change_of_mode_is_a_change(author, refused):
    (author.folder / "mdst/SConscript").chmod(0o755)
    author.commit()
    refused(author.push(), "owner")


def test_a_nested_list_rules_its_folder(librarian, author, member, accepted, refused):
    librarian.commit({"framework/tools/.librarians": "member\n", "framework/tools/x.txt": "x"})
    accepted(librarian.push())
    for clone in (author, member):
        clone.git.run("pull", "-q")
        clone.commit({"framework/tools/x.txt": clone.account})
    assert "framework/tools: author is neither" in refused(author.push(), "owner")
    accepted(member.push())


def test_an_evil_merge_is_judged_by_its_content(author, refused):
    author.git.run("checkout", "-q", "-b", "side")
    author.commit({"framework/side.txt": "x"})
    author.git.run("checkout", "-q", "main")
    author.commit({"framework/main.txt": "x"})
    author.git.run("merge", "-q", "--no-commit", "side")
    author.commit({"mdst/evil.txt": "x"}, "Merge side")
    assert "mdst: author is neither" in refused(author.push(), "owner")


def test_content_that_came_by_a_feature_branch_is_judged_again(member, accepted, refused):
    member.commit({"mdst/new.txt": "x"})
    accepted(member.push("HEAD:refs/heads/feature/x"))
    refused(member.push(), "owner")


def test_a_change_that_is_reverted_inside_the_push_is_no_change(author, accepted):
    author.commit({"mdst/new.txt": "x"})
    author.commit({"mdst/new.txt": None, "framework/new.txt": "x"})
    accepted(author.push())


def test_an_unrelated_history_is_refused(librarian, refused):
    librarian.git.run("checkout", "-q", "--orphan", "other")
    librarian.commit({"framework/new.txt": "x"})
    refused(librarian.push("+" + MAIN), "fast-forward")


def test_names_of_any_bytes_find_their_owner(author, refused, accepted):
    author.commit({"framework/größe mit \"blank\".txt": "x"})
    accepted(author.push())
    author.commit({"mdst/größe mit blank.txt": "x"})
    assert "mdst: author is neither" in refused(author.push(), "owner")


def merge_of_an_unrelated_history(clone):
    clone.git.run("checkout", "-q", "--orphan", "other")
    clone.commit({"junk": "x"})
    clone.git.run("checkout", "-q", "main")
    clone.git.run("merge", "-q", "-s", "ours", "--allow-unrelated-histories", "-m", "Merge", "other")


@pytest.mark.parametrize("prepare", [lambda clone: clone.commit(), merge_of_an_unrelated_history])
def test_history_that_changes_no_file_needs_a_librarian_of_the_repository(member, author, librarian, accepted, refused, prepare):
    for clone in (member, author):
        prepare(clone)
        assert "only history would grow" in refused(clone.push(), "owner")
    prepare(librarian)
    accepted(librarian.push())


def test_a_name_hidden_behind_a_comment_is_no_librarian(librarian, member, accepted, refused):
    # editors and reviews show one line, though Unicode calls the sign in it a line end
    librarian.commit({"framework/.librarians": "librarian\n# former:\u2028member\n# or\x85member\n# or\rmember\n"})
    accepted(librarian.push())
    member.git.run("pull", "-q")
    member.commit({"framework/new.txt": "x"})
    refused(member.push(), "owner")
