# SPDX-License-Identifier: LGPL-3.0-or-later
"""Large files pass by the list of main before the push, at each place where they lie, up to the size given there."""
import pytest

from b2tools.access import exemptions
from tests.access import analysis_site

FEATURE = "HEAD:refs/heads/feature/x"
MIB = 1 << 20
LIST = "# fields\r\n framework/data/*.root   2MiB # measured\nmdst/big\t1500KiB\n"


@pytest.fixture
def listed(librarian, member, accepted):
    """The list is on main; gives the member's up-to-date working copy."""
    librarian.commit({".large-files": LIST})
    accepted(librarian.push())
    member.git.run("pull", "-q")
    return member


def test_a_listed_file_passes_up_to_its_size_on_any_branch(listed, librarian, accepted, refused):
    listed.commit({"framework/data/field.root": b"x" * (2 * MIB)})
    accepted(listed.push(FEATURE))
    listed.commit({"framework/data/field.root": b"x" * (2 * MIB + 1)})
    assert "framework/data/field.root" in refused(listed.push(FEATURE), "size")
    librarian.commit({"framework/data/other.root": b"y" * (2 * MIB)})
    accepted(librarian.push())


@pytest.mark.parametrize("path", ["framework/data/in/field.root", "framework/field.root", "data/field.root", "mdst/big2",
                                  "mdst/big/x",
                                  "Framework/data/field.root"])
def test_what_only_resembles_a_listed_path_is_refused(listed, refused, path):
    listed.commit({path: b"x" * (MIB + 1)})
    refused(listed.push(FEATURE), "size")


def test_a_list_that_comes_with_the_large_file_or_on_a_branch_does_not_count(librarian, member, accepted, refused):
    librarian.commit({".large-files": LIST, "framework/data/field.root": b"x" * (MIB + 1)})
    refused(librarian.push(), "size")
    member.commit({".large-files": LIST})
    accepted(member.push(FEATURE))
    member.commit({"framework/data/field.root": b"x" * (MIB + 1)})
    refused(member.push(FEATURE), "size")


def test_a_list_in_a_package_or_by_a_link_does_not_count(librarian, accepted, refused):
    librarian.commit({"framework/.large-files": LIST})
    accepted(librarian.push())
    librarian.commit({"framework/data/field.root": b"x" * (MIB + 1)})
    refused(librarian.push(), "size")
    librarian.git.run("reset", "-q", "--hard", "HEAD~1")
    (librarian.folder / ".large-files").symlink_to("framework/.large-files")
    librarian.commit()
    assert "must be a regular file" in refused(librarian.push(), "large-files")


@pytest.mark.parametrize("other", ["framework/elsewhere.root", "mdst/big", "framework/data/deep/field.root"])
def test_the_same_content_at_another_path_is_refused(listed, refused, other):
    # one object has one name in git's enumeration, whichever comes first; 2 MiB are too much for mdst/big
    listed.commit({"framework/data/field.root": b"x" * (2 * MIB), other: b"x" * (2 * MIB)})
    refused(listed.push(FEATURE), "size")


def test_the_same_content_at_another_path_of_another_commit_or_merge_is_refused(listed, refused):
    listed.git.run("checkout", "-q", "-b", "side")
    listed.commit({"elsewhere": b"x" * (2 * MIB)})
    listed.commit({"elsewhere": None, "framework/data/field.root": b"x" * (2 * MIB)})
    refused(listed.push(FEATURE), "size")


def test_a_folder_that_lies_in_two_places_is_looked_at_in_both(listed, refused):
    listed.commit({"framework/data/field.root": b"x" * (2 * MIB), "zzz/data/field.root": b"x" * (2 * MIB)})
    one, two = (listed.git.line("rev-parse", f"HEAD:{folder}/data") for folder in ("framework", "zzz"))
    assert one == two
    refused(listed.push(FEATURE), "size")


def test_a_folder_that_is_a_whole_commit_as_well_is_looked_at_as_both(listed, refused):
    listed.commit({"framework/data/field.root": b"x" * (2 * MIB)})
    tree = listed.git.line("rev-parse", "HEAD:framework/data")
    side = listed.git.line("commit-tree", tree, "-m", "Root")
    merged = listed.git.line("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-p", side, "-m", "Merge")
    refused(listed.push(f"{merged}:refs/heads/feature/x"), "size")


def test_no_exception_goes_beyond_the_limit_of_a_push(site, listed, refused):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text() + f"push_limit = {MIB + MIB // 2}\n")
    listed.commit({"framework/data/field.root": b"x" * (2 * MIB)})
    assert "Split it" in refused(listed.push(FEATURE), "size")


def test_a_file_that_only_points_at_large_data_passes(member, accepted):
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'1' * 64}\nsize 5000000\n"
    member.commit({"framework/data/field.root": pointer})
    accepted(member.push(FEATURE))


def test_the_list_belongs_to_the_librarians_of_the_repository(author, refused):
    author.commit({".large-files": LIST})
    assert "the repository itself: author is neither" in refused(author.push(), "owner")


@pytest.mark.parametrize("line", ["framework/x", "5MiB", "framework/x 5GiB", "framework/x -1", "/etc/x 5MiB", "../x 5MiB",
                                  "a//b 5MiB", "x 0", "x 1e3", "x ٣"])
def test_a_mistake_in_the_list_is_refused_with_its_line(librarian, refused, line):
    librarian.commit({".large-files": f"good 2MiB\n{line}\n"})
    assert ".large-files: line 2" in refused(librarian.push(), "large-files")


def test_a_list_that_is_too_long_gives_nothing():
    assert exemptions.parse(b"x 5MiB\n" * 10_000) == ((), ["it is longer than 64 KiB"])


def test_an_analysis_gives_itself_no_exceptions(site, tmp_path):
    made = analysis_site.ask(site, "member", "analysis-create cut").text.strip()
    clone = analysis_site.clone(site, tmp_path / "cut", made)
    clone.commit({".large-files": "big 5MiB\n"})
    assert clone.send().returncode == 0
    clone.commit({"big": b"x" * (MIB + 1)})
    assert clone.send().returncode != 0 and site.last_decision()["failing"][0]["name"] == "size"
