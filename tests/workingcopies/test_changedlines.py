# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which lines are new, for names and contents of any bytes and whatever git's settings are."""
import os
from pathlib import Path

import pytest

from b2tools import errors
from b2tools.git import Git
from b2tools.workingcopies import changedlines, tracked

NAMES = ["a.py", "größe \"so\" \\n.py", "a\nb\t.py", "-n.py", " blank .py", os.fsdecode(b"\xff.py"), "b/++.py"]
START = "1\n2\n3\n4\n5\n"


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Git:
    """A repository, which is the current folder, with one commit of many names."""
    git = Git(tmp_path)
    git.run("init", "-q", "-b", "main")
    (tmp_path / "b").mkdir()
    for name in NAMES:
        (tmp_path / name).write_text(START)
    git.run("add", ".")
    git.run("commit", "-q", "-m", "Start")
    monkeypatch.chdir(tmp_path)
    return git


def found(git: Git, *names: str, since: str | None = None, folder: Path | None = None):
    return changedlines.find(names, folder or git.folder, os.environ, since)


@pytest.mark.parametrize("name", NAMES)
def test_the_new_lines_of_a_file_of_any_name_are_found(copy, name):
    (copy.folder / name).write_text("0\n1\n2\n++ x\n-- y\n4\n")
    assert found(copy, *NAMES) == {name: {1, 4, 5}}


def test_changes_in_index_and_work_tree_count_together(copy):
    (copy.folder / "a.py").write_text("1\nx\n3\n4\n5\n")
    copy.run("add", ".")
    (copy.folder / "a.py").write_text("1\nx\n3\ny\n5\n")
    assert found(copy, "a.py") == {"a.py": {2, 4}}


def test_new_files_count_whole_whether_git_knows_them_or_not(copy):
    for name in ("new.py", "added.py", "empty.py"):
        (copy.folder / name).write_text("" if name == "empty.py" else START)
    copy.run("add", "added.py")
    assert found(copy, "new.py", "added.py", "a.py") == {"new.py": None, "added.py": None}


def test_what_was_renamed_counts_with_its_new_lines_only(copy):
    copy.run("mv", "a.py", "c.py")
    copy.run("mv", "./-n.py", "d.py")
    (copy.folder / "c.py").write_text(START + "6\n")
    assert found(copy, "c.py", "d.py") == {"c.py": {6}}


def test_lines_that_are_gone_leave_nothing_to_judge(copy):
    (copy.folder / "a.py").write_text("1\n5\n")
    (copy.folder / "-n.py").unlink()
    assert found(copy, "a.py", "-n.py") == {"a.py": frozenset()}


def test_since_a_revision_means_since_the_branches_parted(copy):
    copy.run("switch", "-q", "-c", "mine")
    (copy.folder / "a.py").write_text(START + "mine\n")
    copy.run("commit", "-q", "-a", "-m", "Mine")
    copy.run("switch", "-q", "main")
    (copy.folder / "-n.py").write_text("theirs\n")
    copy.run("commit", "-q", "-a", "-m", "Theirs")
    copy.run("switch", "-q", "mine")
    assert found(copy, *NAMES, since="main") == {"a.py": {6}}
    assert found(copy, *NAMES) == {}


@pytest.mark.parametrize("revision", ["nowhere", "-x", "", "a b", "main..x"])
def test_a_revision_that_does_not_exist_is_named(copy, revision):
    with pytest.raises(errors.UnknownRevision, match="cannot be told, because there is no such revision. Name a branch"):
        found(copy, "a.py", since=revision)


def test_a_revision_without_a_common_commit_is_refused(copy):
    copy.run("switch", "-q", "--orphan", "other")
    copy.run("commit", "-q", "--allow-empty", "-m", "Other")
    with pytest.raises(errors.UnknownRevision, match="has no commit in common"):
        found(copy, since="main")


def test_before_the_first_commit_everything_is_new(tmp_path):
    git = Git(tmp_path)
    git.run("init", "-q")
    (tmp_path / "a.py").write_text(START)
    git.run("add", ".")
    assert found(git, "a.py") == {"a.py": None}


def test_lines_of_both_sides_of_a_conflict_count(copy):
    for branch, line in (("other", "o"), ("main", "m")):
        copy.run("switch", "-q", *(["-c"] if branch == "other" else []), branch)
        (copy.folder / "a.py").write_text(f"1\n2\n{line}\n4\n5\n")
        copy.run("commit", "-q", "-a", "-m", line)
    copy.run("merge", "other", check=False)
    assert found(copy, "a.py")["a.py"] == {3, 5, 6, 7}


def test_settings_of_the_user_change_nothing(copy):
    for key, value in (("diff.noprefix", "true"), ("diff.external", "false"), ("color.ui", "always"), ("diff.context", "5"),
                       ("diff.mnemonicPrefix", "true"), ("diff.interHunkContext", "9"), ("core.quotePath", "false")):
        copy.run("config", key, value)
    (copy.folder / ".gitattributes").write_text("*.py -diff\n")
    (copy.folder / NAMES[1]).write_text("x\n2\n3\nx\n5\n")
    assert found(copy, *NAMES) == {NAMES[1]: {1, 4}}


def test_names_count_from_the_folder_and_outside_of_the_repository_none_is_right(copy, tmp_path_factory):
    (copy.folder / "a.py").write_text("x\n")
    assert found(copy, "../a.py", folder=copy.folder / "b") == {"../a.py": {1}}
    outside = tmp_path_factory.mktemp("outside") / "a.py"
    outside.write_text("x\n")
    with pytest.raises(errors.OutsideWorkingCopy):
        found(copy, str(outside))


def test_without_names_changed_and_untracked_files_are_meant_but_no_ignored_ones(copy):
    (copy.folder / ".gitignore").write_text("ignored.py\n")
    for name in ("a.py", "new.py", "ignored.py"):
        (copy.folder / name).write_text("x\n")
    names, lines = tracked.style_lines([], copy.folder, os.environ, True, None)
    assert sorted(names) == ["a.py", "new.py"] and lines == {"a.py": {1}, "new.py": None}
    assert tracked.style_lines([], copy.folder, os.environ, False, None)[1] is None
