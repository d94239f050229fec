# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files are written whole or not at all."""
import os
import subprocess
from pathlib import Path

import pytest
from b2tools import errors, files


def test_write_replaces_the_content_and_keeps_nothing_else(tmp_path):
    place = tmp_path / "deep" / "file"
    files.write(place, "one")
    files.write(place, b"two", mode=0o600)
    assert place.read_bytes() == b"two"
    assert place.stat().st_mode & 0o777 == 0o600
    assert os.listdir(place.parent) == ["file"]


def test_write_keeps_the_old_file_when_the_disk_is_full(small_disk):
    place = small_disk / "file"
    files.write(place, "old")
    with pytest.raises(errors.DiskFull, match="No space is left for .*file.*nothing half written was kept"):
        files.write(place, b"x" * (4 << 20))
    assert place.read_text() == "old"
    assert os.listdir(small_disk) == ["file"]


def test_write_below_a_file_says_what_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises((errors.NotWritable, FileExistsError)):
        files.write(tmp_path / "file" / "below", "x")


def test_remove_takes_read_only_folders_and_links_but_not_their_targets(tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("x")
    locked = tmp_path / "tree" / "locked"
    locked.mkdir(parents=True)
    (locked / "file").write_text("x")
    (locked / "link").symlink_to(kept)
    locked.chmod(0o500)
    files.remove(tmp_path / "tree")
    files.remove(tmp_path / "never there")
    assert os.listdir(tmp_path) == ["kept"]


def test_sha256_is_the_one_of_sha256sum(tmp_path):
    place = tmp_path / "file"
    place.write_bytes(os.urandom(100_000))
    expected = subprocess.run(["sha256sum", place], capture_output=True, text=True, check=True).stdout.split()[0]
    assert files.sha256(place) == expected


def test_link_replaces_an_older_link(tmp_path):
    files.link("first", tmp_path / "link")
    files.link("second", tmp_path / "link")
    assert os.readlink(tmp_path / "link") == "second"
    assert os.listdir(tmp_path) == ["link"]


def test_an_apostrophe_in_the_path_is_refused_with_the_reason():
    with pytest.raises(errors.BadPath, match="apostrophe, and ROOT crashes"):
        files.refuse_apostrophe(Path("/somebody's/site"))
    files.refuse_apostrophe(Path('/a b/ü "x"/site'))


def test_what_vanishes_is_whole_or_not_there_under_its_name(tmp_path, monkeypatch):
    folder = tmp_path / "product"
    for _ in range(2):
        (folder / "sub").mkdir(parents=True)
        (folder / "sub" / "file").touch()
        (tmp_path / ".product.gone").mkdir(exist_ok=True)
        seen = []
        with monkeypatch.context() as watched:
            remove = files.remove
            watched.setattr(files, "remove", lambda path: (seen.append(folder.exists()), remove(path)))
            files.vanish(folder)
        assert seen == [True, False] and list(tmp_path.iterdir()) == []
    files.vanish(folder)
