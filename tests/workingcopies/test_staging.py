# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is made before it gets its name is gone afterwards, also after a kill."""
import os
import subprocess
import sys

import pytest

from b2tools import errors, files
from b2tools.workingcopies import staging
from tests.conftest import TOP

HOLD = "import sys, time; from pathlib import Path; from b2tools.workingcopies import staging\n" \
       "with staging.place(Path(sys.argv[1])) as stage:\n" \
       "    (stage / 'half').mkdir(); print(stage, flush=True); time.sleep(60)"


def held(folder) -> subprocess.Popen[str]:
    """A process that is making `folder`; gives the process when its stage is there."""
    child = subprocess.Popen([sys.executable, "-c", HOLD, folder], stdout=subprocess.PIPE, text=True,
                             env={**os.environ, "PYTHONPATH": str(TOP)})
    assert child.stdout.readline().strip()
    return child


@pytest.mark.parametrize("kind", ["new", "empty"])
def test_a_stage_lies_beside_or_inside_of_the_folder_and_goes(tmp_path, kind):
    folder = tmp_path / "copy"
    if kind == "empty":
        folder.mkdir()
    with staging.place(folder) as stage:
        assert stage.parent == (folder if kind == "empty" else tmp_path)
        files.write(stage / "copy/.git/HEAD", "")
        staging.move(stage / "copy", folder)
    assert os.listdir(tmp_path) == ["copy"] and os.listdir(folder) == [".git"]


def test_folders_above_go_again_if_nothing_came_of_it(tmp_path):
    with pytest.raises(ZeroDivisionError), staging.place(tmp_path / "a/b/copy"):
        raise ZeroDivisionError
    assert os.listdir(tmp_path) == []
    with staging.place(tmp_path / "a/b/copy") as stage:
        (stage / "copy").mkdir()
        staging.move(stage / "copy", tmp_path / "a/b/copy")
    assert os.listdir(tmp_path / "a/b") == ["copy"]


@pytest.mark.parametrize("kind", ["new", "empty"])
def test_what_a_killed_call_left_is_removed_by_the_next_one(tmp_path, kind):
    folder = tmp_path / "copy"
    if kind == "empty":
        folder.mkdir()
    child = held(folder)
    child.kill()
    child.communicate()
    with staging.place(folder) as stage:
        assert [name for name in os.listdir(stage.parent) if name.startswith(staging.PREFIX)] == [stage.name]


def test_what_another_call_is_making_is_left_alone(tmp_path):
    child = held(tmp_path / "one")
    try:
        with staging.place(tmp_path / "two"):
            assert len([name for name in os.listdir(tmp_path) if name.startswith(staging.PREFIX)]) == 2
        assert len(list(tmp_path.glob(f"{staging.PREFIX}*/half"))) == 1
    finally:
        child.kill()
        child.communicate()


def test_a_folder_of_the_user_that_is_called_like_a_stage_stays(tmp_path):
    files.write(tmp_path / f"{staging.PREFIX}mine/file", "mine")
    staging.sweep(tmp_path)
    assert (tmp_path / f"{staging.PREFIX}mine/file").read_text() == "mine"


def test_a_folder_that_cannot_be_filled_is_left_as_it_was(tmp_path):
    source, folder = tmp_path / "source", tmp_path / "folder"
    files.write(source / "a", "")
    files.write(source / "b", "")
    files.write(folder / "b/in the way", "")
    with pytest.raises(OSError):
        staging.move(source, folder)
    assert (sorted(os.listdir(source)), os.listdir(folder)) == (["a", "b"], ["b"])


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    files.write(tmp_path / "copy/mine", "")
    with pytest.raises(errors.FolderInUse), staging.place(tmp_path / "copy"):
        pass
    assert os.listdir(tmp_path / "copy") == ["mine"]
