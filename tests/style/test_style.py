# SPDX-License-Identifier: LGPL-3.0-or-later
"""The same answer for a blob, a file and a mended file, for names with any bytes."""
import os

import pytest

from b2tools import style

BAD = b"x=1\n"


@pytest.mark.parametrize("name", ["a.py", "größe nach Maß.py", "it's \"so\".py", "-n.py", "a\nb.py", os.fsdecode(b"\xff\xfe.py")])
def test_a_name_of_any_bytes_is_checked_and_mended(name, tmp_path):
    place = tmp_path / name
    place.write_bytes(BAD)
    assert [(one.file, one.rule) for one in style.check([place])] == [(str(place), "E225")]
    assert style.fix([place]).changed == (str(place),)
    assert place.read_bytes() == b"x = 1\n"


def test_links_folders_and_other_files_are_left_out(tmp_path):
    (tmp_path / "real.txt").write_bytes(BAD)
    (tmp_path / "link.py").symlink_to("real.txt")
    (tmp_path / "folder.py").mkdir()
    assert style.check(tmp_path.iterdir()) == []
    style.fix(tmp_path.iterdir())
    assert (tmp_path / "link.py").is_symlink()


def test_files_in_and_below_an_imported_folder_are_left_out(tmp_path):
    (tmp_path / "theirs/deep").mkdir(parents=True)
    (tmp_path / "theirs/.imported").touch()
    (tmp_path / "theirs/deep/a.py").write_bytes(BAD)
    assert style.check([tmp_path / "theirs/deep/a.py"]) == []


def test_names_outside_of_imported_folders_are_told_apart():
    names = ["a/b/c.py", "a/d.py", "ab/c.py", "c.py"]
    assert style.outside_imported(names, [*names, "a/b/.imported", "x/.imported"]) == ["a/d.py", "ab/c.py", "c.py"]
    assert style.outside_imported(names, [".imported"]) == []


def test_a_fix_keeps_the_mode_of_a_file(tmp_path):
    place = tmp_path / "a.py"
    place.write_bytes(BAD)
    place.chmod(0o755)
    style.fix([place])
    assert place.stat().st_mode & 0o777 == 0o755


def test_a_dry_run_tells_and_writes_nothing(tmp_path):
    place = tmp_path / "a.py"
    place.write_bytes(BAD)
    assert style.fix([place], dry_run=True).changed == (str(place),)
    assert place.read_bytes() == BAD


def test_the_difference_shows_what_a_fix_would_do(tmp_path):
    place = tmp_path / "a.py"
    place.write_bytes(BAD)
    assert style.diff([place]).splitlines()[2:] == ["@@ -1 +1 @@", "-x=1", "+x = 1"]


def test_many_files_in_several_processes_give_the_same_answer(tmp_path):
    blobs = {f"{number}.{kind}": BAD for number in range(60) for kind in ("py", "cc", "rst")}
    assert style.check_blobs(blobs, workers=2) == style.check_blobs(blobs)
    assert len(style.check_blobs(blobs)) == 120
