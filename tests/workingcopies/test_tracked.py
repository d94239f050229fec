# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which files a style command means."""
import os
from pathlib import Path

import pytest

from b2tools import errors
from b2tools.git import Git
from b2tools.workingcopies import tracked

NAMES = ["a.py", "b/größe nach Maß.py", "b/c/d.cc", "b/e.txt", os.fsdecode(b"b/\xff.py")]


@pytest.fixture
def top(tmp_path, monkeypatch) -> Path:
    """A repository, which is the current folder, with tracked files and one that is not."""
    git = Git(tmp_path)
    git.run("init", "-q")
    for name in [*NAMES, "b/untracked.py"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    git.run("add", "--", *NAMES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_files_the_tracked_ones_below_the_current_folder_are_meant(top):
    assert sorted(tracked.style_files([], top, os.environ)) == sorted(name for name in NAMES if not name.endswith(".txt"))
    assert "c/d.cc" in tracked.style_files([], top / "b", os.environ)


def test_a_named_folder_means_its_tracked_files_and_a_named_file_itself(top):
    assert tracked.style_files([Path("b/c"), Path("b/untracked.py")], top, os.environ) == ["b/c/d.cc", "b/untracked.py"]


def test_a_file_that_is_gone_from_the_work_tree_is_left_out(top):
    (top / "a.py").unlink()
    assert "a.py" not in tracked.style_files([], top, os.environ)


def test_outside_of_a_repository_files_must_be_named(tmp_path):
    with pytest.raises(errors.OutsideWorkingCopy, match="there is no git repository"):
        tracked.style_files([], tmp_path, os.environ)
