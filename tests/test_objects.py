# SPDX-License-Identifier: LGPL-3.0-or-later
"""Objects as they are stored, in repositories of both hash lengths."""
import pytest

from b2tools import errors, process
from b2tools.git import Git
from b2tools.objects import Entry, Objects, is_zero, parse


@pytest.fixture(params=["sha1", "sha256"])
def git(request, tmp_path):
    process.run(["git", "init", "-q", "-b", "main", f"--object-format={request.param}", tmp_path / "copy"])
    git = Git(tmp_path / "copy")
    (tmp_path / "copy/folder").mkdir()
    (tmp_path / "copy/folder/größe\nb").write_bytes(b"con\0tent\n")
    git.run("add", "-A")
    git.run("commit", "-q", "-m", "Start")
    return git


def test_paths_lead_to_contents_whatever_their_names(git):
    with Objects(git) as objects:
        tree = objects.tree_of(git.line("rev-parse", "HEAD"))
        entry = objects.find(tree, "folder/größe\nb")
        assert entry.mode == "100644" and objects.read(entry.id, "blob") == b"con\0tent\n"
        assert objects.find(tree, "folder/missing") is None and objects.find(tree, "folder/größe\nb/below") is None
        assert objects.find(tree, "").mode == "40000"


def test_an_object_of_another_kind_or_none_is_an_error(git):
    head = git.line("rev-parse", "HEAD")
    with Objects(git) as objects:
        assert objects.kind(head) == "commit" and objects.kind("0" * len(head)) is None
        for name, kind in ((head, "blob"), ("1" * len(head), "commit")):
            with pytest.raises(errors.ObjectMissing, match=f"holds no {kind}"):
                objects.read(name, kind)


def test_headers_of_commits_are_fields_and_the_first_of_a_name_counts(git):
    git.run("tag", "-a", "-m", "text\n\ntag other", "v1")
    with Objects(git) as objects:
        assert objects.fields(git.line("rev-parse", "refs/tags/v1"), "tag")["tag"] == "v1"


def test_ids_of_zeros_mean_nothing_at_any_length():
    assert is_zero("0" * 40) and is_zero("0" * 64) and not is_zero("0" * 39 + "1")


def test_a_tree_that_holds_a_name_twice_shows_both():
    row = b"100644 a\0" + bytes(20)
    assert list(parse(row + row, 20)) == [("a", Entry("100644", "00" * 20))] * 2
