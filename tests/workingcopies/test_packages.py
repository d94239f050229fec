# SPDX-License-Identifier: LGPL-3.0-or-later
"""Packages, their owner lists, and what a working copy has of them."""
import pytest

from b2tools import errors
from b2tools.git import Git
from b2tools.workingcopies import packages
from tests.small_site import Clone, make


@pytest.fixture
def copy(tmp_path) -> Clone:
    """The librarian's clone of a small site."""
    return make(tmp_path / "site").clone(tmp_path / "copy", "librarian")


def test_packages_are_the_top_folders_but_for_the_build_and_hidden_ones(copy):
    copy.commit({".hidden/a": "", "größe/SConscript": ""})
    assert packages.in_revision(copy.git) == ["framework", "größe", "mdst"]


def test_an_empty_repository_has_no_packages(tmp_path):
    Git(tmp_path).run("init", "-q")
    assert packages.in_revision(Git(tmp_path)) == []


def test_owner_names_are_read_through_comments_carriage_returns_and_marks():
    assert packages.owner_names(b"\xef\xbb\xbfanna # the first\r\n\r\n# nobody\n  bert\t\n") == ("anna", "bert")


def test_librarians_come_from_the_top_folder_of_each_package(copy):
    copy.commit({"new/SConscript": "", "mdst/.librarians": "anna\nbert\n"})
    found = packages.librarians(copy.git, ["framework", "mdst", "new"])
    assert found == {"framework": ("librarian",), "mdst": ("anna", "bert"), "new": ()}


def test_a_working_copy_needs_its_folders_the_files_beside_them_and_all_owner_lists(copy):
    copy.commit({"mdst/deep/.authors": "anna\n", "top.txt": "top\n", "mdst/a.py": "A = 1\n", "framework/deep/b.py": "B = 1\n"})
    known = {name: copy.git.line("rev-parse", f"HEAD:{name}") for name in copy.git.names("ls-files", "-z")}
    needed = set(packages.needed_blobs(copy.git, "HEAD", ["framework"]))
    assert {known[name] for name in ("mdst/deep/.authors", "mdst/.librarians", "top.txt", "framework/deep/b.py")} <= needed
    assert known["mdst/a.py"] not in needed
    assert set(packages.needed_blobs(copy.git, "HEAD", None)) == set(known.values())


def test_the_profile_names_the_packages_of_a_light_copy(copy):
    assert packages.profile(copy.git, "HEAD") == ["framework"]
    copy.commit({".light": None})
    with pytest.raises(errors.NoProfile, match="HEAD has no usable file .light"):
        packages.profile(copy.git, "HEAD")


def test_a_wrong_name_lists_near_ones():
    with pytest.raises(errors.UnknownPackage, match="There is no package framwork in main. Did you mean framework?"):
        packages.require_known(["framwork"], ["framework", "mdst"], "main")


def test_a_listing_tells_what_is_checked_out_and_what_exists_only_here(copy):
    copy.git.run("sparse-checkout", "set", "mdst")
    copy.write({"mine/SConscript": "", "mine/.librarians": "me\n", "build/x": "", "notes/a.txt": ""})
    listed = packages.listing(copy.git, copy.folder, with_librarians=True)
    assert [(one.name, one.checked_out, one.local, one.librarians) for one in listed] == [
        ("framework", False, False, ("librarian",)), ("mdst", True, False, ("librarian",)), ("mine", True, True, ("me",))]
    assert [one.name for one in packages.listing(copy.git, copy.folder, local=False)] == ["framework", "mdst"]


def test_owner_lists_that_a_branch_has_are_fetched_at_once_or_told_to_be_unknown(tmp_path):
    site = make(tmp_path / "site")
    first = site.clone(tmp_path / "first", "librarian")
    first.git.run("clone", "-q", "--filter=blob:none", "--sparse", site.url("librarian"), str(tmp_path / "partial"))
    first.commit({"mdst/.librarians": "author\n", "framework/.librarians": "librarian\nauthor\n"})
    assert first.push().returncode == 0
    partial = Git(tmp_path / "partial", site.environment())
    partial.run("fetch", "-q", "origin")
    (site.top / "server").rename(site.top / "gone")
    found = packages.librarians(partial, ["framework", "mdst", "none"], "origin/main")
    assert found == {"framework": None, "mdst": None, "none": ()}
    (site.top / "gone").rename(site.top / "server")
    wanted = {"framework": ("librarian", "author"), "mdst": ("author",)}
    assert packages.librarians(partial, ["framework", "mdst"], "origin/main") == wanted
    (site.top / "server").rename(site.top / "gone")
    assert packages.librarians(partial, ["framework", "mdst"], "origin/main") == wanted


def test_a_complete_copy_has_no_sparse_set(copy):
    assert packages.sparse_set(copy.git) is None
    assert all(one.checked_out for one in packages.listing(copy.git, copy.folder))
