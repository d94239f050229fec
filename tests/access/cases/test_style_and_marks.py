# SPDX-License-Identifier: LGPL-3.0-or-later
"""Style: only what stood on main before frees files from it, whatever a file is called and however it is written."""
import pytest

BAD = "def  f( ):\n    return {  1:2 }   \n"


@pytest.fixture
def marked(librarian, author, accepted):
    """`framework/ext` is marked as imported on main; gives the author's up-to-date working copy."""
    librarian.commit({"framework/ext/.imported": "", "framework/ext/x.txt": "x"})
    accepted(librarian.push())
    author.git.run("pull", "-q")
    return author


def test_an_author_does_not_mark_a_folder_first_and_push_bad_code_next(author, refused):
    author.commit({"framework/ext/.imported": ""})
    assert "the repository itself: author is neither" in refused(author.push(), "owner")
    author.commit({"framework/ext/bad.py": BAD})
    refused(author.push(), "owner", "style")


@pytest.mark.parametrize("change", [["rm", "-q", "framework/ext/.imported"], ["mv", "framework/ext", "framework/other"],
                                    ["mv", "framework/ext/.imported", "framework/.imported"],
                                    ["update-index", "--chmod=+x", "framework/ext/.imported"]])
def test_a_mark_is_removed_and_moved_by_librarians_of_the_repository_only(marked, refused, change):
    marked.git.run(*change)
    marked.git.run("commit", "-q", "--no-verify", "-m", "Change")
    assert "the repository itself: author is neither" in refused(marked.push(), "owner")


def test_an_author_works_in_a_marked_folder_as_before(marked, accepted):
    marked.commit({"framework/ext/bad.py": BAD})
    accepted(marked.push())


def test_a_mark_that_goes_in_the_same_push_still_counts_and_then_no_more(marked, librarian, accepted, refused):
    librarian.commit({"framework/ext/.imported": None, "framework/ext/bad.py": BAD})
    accepted(librarian.push())
    librarian.commit({"framework/ext/bad.py": BAD + "\n"})
    refused(librarian.push(), "style")


def test_a_mark_on_a_feature_branch_frees_nothing_on_main(member, librarian, accepted, refused):
    member.commit({"framework/ext/.imported": ""})
    accepted(member.push("HEAD:refs/heads/feature/x"))
    librarian.git.run("pull", "-q", "origin", "feature/x")
    librarian.commit({"framework/ext/bad.py": BAD})
    refused(librarian.push(), "style")


def test_a_mark_that_is_a_link_is_none(librarian, accepted, refused):
    librarian.commit({"framework/ext/x.txt": "x"})
    (librarian.folder / "framework/ext/.imported").symlink_to("x.txt")
    librarian.commit()
    accepted(librarian.push())
    librarian.commit({"framework/ext/bad.py": BAD})
    refused(librarian.push(), "style")


@pytest.mark.parametrize("name, content", [("bad.cc", "int f( ){return 1 ;}\n"), ("bad.h", "#pragma once\nint  f( ) ;\n"),
                                           ("bad.py", BAD),
                                           ("one.py", "\ufeffx = 1\n"), ("odd.cc", "int f();\0\n"), ("crlf.cc", "int f();\r\n"),
                                           ("SConscript.py", "x=1\n"), ("long.py", "x = '" + "y" * 1000000 + "'\n")])
def test_each_kind_of_file_is_looked_at(librarian, refused, name, content):
    librarian.commit({f"framework/{name}": content})
    refused(librarian.push(), "style")


def test_a_line_that_is_ten_megabytes_long_is_refused_in_time(site, librarian, refused):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text().replace("1048576", str(12 << 20)))
    librarian.commit({"framework/scripts/long.py": "x = '" + "y" * (10 << 20) + "'\n"})
    refused(librarian.push(), "style")
    assert site.last_decision()["milliseconds"] < 30_000


def test_a_merge_is_judged_for_what_it_changes_on_main_alone(site, librarian, author, accepted, refused):
    policy = (site.server / "policy.toml").read_text()
    librarian.commit({"framework/scripts/bad.py": BAD})
    site.switch_off("style")
    accepted(librarian.push())
    (site.server / "policy.toml").write_text(policy)
    author.commit({"framework/new.txt": "x"})
    author.git.run("fetch", "-q", "origin")
    author.git.run("merge", "-q", "-m", "Merge main", "origin/main")
    accepted(author.push())
    author.git.run("checkout", "-q", "-b", "side")
    author.commit({"framework/scripts/worse.py": BAD})
    author.git.run("checkout", "-q", "main")
    author.git.run("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    refused(author.push(), "style")
