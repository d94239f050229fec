# SPDX-License-Identifier: LGPL-3.0-or-later
"""One installation: whole or absent, replaced at once, one at a time."""
import errno
import os
import threading

import pytest

from b2tools import errors, files
from b2tools.places import installations, receipts
from b2tools.places.installations import Installation
from b2tools.upkeep import collection


@pytest.fixture
def place(tmp_path):
    return Installation(tmp_path / "top", "v01-00-00")


def stage(place, text):
    place.staging.mkdir(parents=True)
    (place.staging / "file").write_text(text)
    receipts.write(place.staging, "externals", place.name, platform="x", made_by="test", inputs={}, environment={})


def test_a_staged_version_comes_into_its_place(place):
    stage(place, "one")
    assert place.receipt() is None
    place.commit()
    assert place.receipt().name == "v01-00-00" and os.listdir(place.top) == ["v01-00-00"]


def test_nothing_without_a_receipt_comes_into_place(place):
    place.staging.mkdir(parents=True)
    with pytest.raises(ValueError, match="has no receipt"):
        place.commit()
    assert not place.final.exists()


def test_a_new_one_replaces_the_old_one(place):
    stage(place, "one")
    place.commit()
    stage(place, "two")
    place.commit()
    assert (place.final / "file").read_text() == "two" and os.listdir(place.top) == ["v01-00-00"]


def test_an_interrupted_replacement_is_put_back(place):
    stage(place, "one")
    place.commit()
    os.rename(place.final, place.top / ".v01-00-00.old")
    with place.locked(lambda holder: None):
        assert (place.final / "file").read_text() == "one"
    assert not (place.top / ".v01-00-00.old").exists()


def test_the_second_waits_and_says_for_whom(place):
    told, order = [], []

    def second():
        with place.locked(told.append):
            order.append("second")

    with place.locked(told.append):
        thread = threading.Thread(target=second)
        thread.start()
        while not told:
            thread.join(0.01)
        order.append("first")
    thread.join()
    assert order == ["first", "second"] and f"process {os.getpid()}" in told[0]


def test_a_full_disk_leaves_no_staging(place):
    with pytest.raises(errors.DiskFull):
        with place.locked(lambda holder: None):
            stage(place, "x")
            raise errors.DiskFull(path=place.staging)
    assert not place.staging.exists()


def test_an_apostrophe_in_the_path_is_refused(tmp_path):
    with pytest.raises(errors.BadPath, match="apostrophe"):
        with Installation(tmp_path / "it's", "v01-00-00").locked(lambda holder: None):
            pass
    assert not (tmp_path / "it's").exists()


def test_a_removed_one_is_gone(place):
    stage(place, "one")
    place.commit()
    place.remove()
    assert os.listdir(place.top) == [] and installations.installed(place.top) == []


def test_installed_lists_only_folders_with_receipt(place):
    stage(place, "one")
    place.commit()
    (place.top / "v02-00-00").mkdir()
    stage(place, "half")
    assert [one.name for one in installations.installed(place.top)] == ["v01-00-00"]


def test_the_clean_environment_steers_no_compiler(tmp_path):
    steering = dict.fromkeys(("CPATH", "PYTHONPATH", "LD_PRELOAD", "CXXFLAGS"), "/evil")
    means = installations.Means(tmp_path, {"PATH": "/bin"} | steering)
    assert means.clean() == {"PATH": "/bin", "LC_ALL": "C.UTF-8"}


def test_a_replacement_is_one_step_during_which_a_whole_one_is_always_there(place):
    stage(place, "one")
    place.commit()
    stage(place, "two")
    missing, stop = [], threading.Event()

    def look():
        while not stop.is_set():
            if not (place.final / receipts.NAME).exists():
                missing.append(True)

    thread = threading.Thread(target=look)
    thread.start()
    for _ in range(40):
        assert files.exchange(place.staging, place.final)
    place.commit()
    stop.set()
    thread.join()
    assert not missing and os.listdir(place.top) == ["v01-00-00"]


def test_a_replacement_works_where_names_cannot_be_exchanged(place, monkeypatch):
    monkeypatch.setattr(files, "exchange", lambda one, other: False)
    test_a_new_one_replaces_the_old_one(place)


def test_an_interrupted_removal_is_never_put_back(place):
    stage(place, "one")
    place.commit()
    os.rename(place.final, place.top / ".v01-00-00.gone")
    with place.locked(lambda holder: None):
        assert place.receipt() is None
    assert os.listdir(place.top) == [".v01-00-00.lock"]


def test_a_finished_staging_of_a_killed_install_is_not_trusted(place):
    stage(place, "half on the disk")
    with place.locked(lambda holder: None):
        assert not place.staging.exists()


def test_what_is_installed_is_readable_whatever_its_modes_were(place):
    stage(place, "one")
    (place.staging / "file").chmod(0o400)
    (place.staging / "program").touch(0o700)
    (place.staging / "sub").mkdir(0o700)
    place.commit()
    assert [(place.final / name).stat().st_mode & 0o777 for name in ("file", "program", "sub")] == [0o444, 0o755, 0o755]


@pytest.mark.parametrize("left", ["staging", "old", "gone"])
def test_a_planted_link_is_removed_and_what_it_leads_to_stays(place, tmp_path, left):
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("text")
    stage(place, "one")
    place.commit()
    (place.top / f".v01-00-00.{left}").symlink_to(precious)
    with place.locked(lambda holder: None):
        stage(place, "two")
        place.commit()
    assert (precious / "file").read_text() == "text" and (place.final / "file").read_text() == "two"
    assert sorted(os.listdir(place.top)) == [".v01-00-00.lock", "v01-00-00"]


def test_a_leftover_that_cannot_be_removed_is_put_aside(place, monkeypatch):
    stage(place, "one")
    place.commit()
    (place.top / ".v01-00-00.gone").mkdir()

    def busy(path, remove=files.remove):
        if path.name == ".v01-00-00.gone" and path.exists():
            raise OSError(errno.ENOTEMPTY, "a file is still open over NFS")
        remove(path)
    monkeypatch.setattr(files, "remove", busy)
    with place.locked(lambda holder: None):
        assert place.receipt()
    aside = [name for name in os.listdir(place.top) if name.startswith(".v01-00-00.gone.")]
    assert len(aside) == 1 and collection.LEFTOVER.fullmatch(aside[0])["name"] == "v01-00-00"
