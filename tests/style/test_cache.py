# SPDX-License-Identifier: LGPL-3.0-or-later
"""The cache never changes an answer, whatever happens to its file."""
import hashlib
import os
import stat
import threading

import pytest

from b2tools import style
from b2tools.style import cache, fingerprint

BLOBS = {"a.py": b"x=1\n", "b.py": b"x = 1\n", "c.cc": b"int a=1;\n", "d.rst": b"a  \n", "e.py": b"\0",
         "f.h": b"\xef\xbb\xbf// a\r\n", os.fsdecode(b"g\xff\n.py"): b"y=1\n"}
TRUE = style.check_blobs(BLOBS)


@pytest.fixture
def unjudged(monkeypatch):
    """Contents that an engine had to judge, one list per check."""
    asked: list[list[str]] = []
    judged = style._judged
    monkeypatch.setattr(style, "_judged", lambda blobs, workers: (asked.append(list(blobs)), judged(blobs, workers))[1])
    return asked


def test_a_second_check_asks_no_engine_and_says_the_same(tmp_path, unjudged):
    assert [style.check_blobs(BLOBS, cache=tmp_path) for _ in range(2)] == [TRUE, TRUE]
    assert unjudged == [list(BLOBS), []]


def test_the_name_does_not_count_but_for_its_kind_and_the_names_that_an_engine_knows(tmp_path, unjudged):
    style.check_blobs({"a.py": b"x=1\n"}, cache=tmp_path)
    found = style.check_blobs({"b/other.py": b"x=1\n", "b/__init__.py": b"x=1\n", "a.cc": b"x=1\n"}, cache=tmp_path)
    assert sorted(unjudged[1]) == ["a.cc", "b/__init__.py"]
    assert {one.file for one in found} == {"b/other.py", "b/__init__.py", "a.cc"}


def test_a_package_file_is_judged_by_its_own_rules_whichever_comes_first(tmp_path):
    content = b"__all__ = ['submodule']\n"
    for names in (["a.py", "__init__.py"], ["__init__.py", "a.py"]):
        for number, name in enumerate([*names, *names]):
            folder = tmp_path / names[0]
            assert [one.rule for one in style.check_blobs({name: content}, cache=folder)] == (["F822"] if name == "a.py" else [])


def test_other_content_or_another_fingerprint_is_judged_anew(tmp_path, unjudged, monkeypatch):
    style.check_blobs({"a.py": b"x=1\n"}, cache=tmp_path)
    style.check_blobs({"a.py": b"x =1\n"}, cache=tmp_path)
    monkeypatch.setattr(fingerprint, "of", lambda name: "other")
    style.check_blobs({"a.py": b"x=1\n"}, cache=tmp_path)
    assert unjudged == [["a.py"]] * 3


def test_without_a_fingerprint_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprint, "of", lambda name: None)
    assert style.check_blobs(BLOBS, cache=tmp_path / "c") == TRUE
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("position", [0, 20, 30, 90, 120, 200, -1])
def test_a_changed_byte_makes_the_file_count_as_empty(tmp_path, unjudged, position):
    style.check_blobs(BLOBS, cache=tmp_path)
    content = bytearray((tmp_path / "findings").read_bytes())
    content[position] ^= 1
    (tmp_path / "findings").write_bytes(content)
    assert style.check_blobs(BLOBS, cache=tmp_path) == TRUE
    assert unjudged[1] == list(BLOBS)


@pytest.mark.parametrize("content", [b"", b"\n", b"garbage", b"\0" * 1000, cache.MAGIC, b"x" * (cache.SIZE + 1),
                                     cache.MAGIC.replace(b"1", b"2") + hashlib.sha256(b"").hexdigest().encode() + b"\n"])
def test_foreign_content_counts_as_empty_and_is_replaced(tmp_path, unjudged, content):
    (tmp_path / "findings").write_bytes(content)
    assert [style.check_blobs(BLOBS, cache=tmp_path) for _ in range(2)] == [TRUE, TRUE]
    assert unjudged[1] == []


@pytest.mark.parametrize("length", [0.1, 0.5, 0.9])
def test_half_a_file_counts_as_empty(tmp_path, length):
    style.check_blobs(BLOBS, cache=tmp_path)
    content = (tmp_path / "findings").read_bytes()
    (tmp_path / "findings").write_bytes(content[:int(len(content) * length)])
    assert style.check_blobs(BLOBS, cache=tmp_path) == TRUE


@pytest.mark.parametrize("make", [lambda place: place.mkdir(), os.mkfifo, lambda place: place.symlink_to("/dev/zero"),
                                  lambda place: place.symlink_to(place)])
def test_what_is_no_file_is_not_read_and_a_folder_stays(tmp_path, make):
    make(tmp_path / "findings")
    assert [style.check_blobs(BLOBS, cache=tmp_path) for _ in range(2)] == [TRUE, TRUE]


def test_a_file_that_others_may_write_is_not_believed(tmp_path, unjudged):
    style.check_blobs(BLOBS, cache=tmp_path)
    assert stat.S_IMODE((tmp_path / "findings").stat().st_mode) == 0o600
    (tmp_path / "findings").chmod(0o666)
    style.check_blobs(BLOBS, cache=tmp_path)
    assert unjudged[1] == list(BLOBS)


def test_a_folder_that_cannot_be_made_or_written_is_no_error(tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file/below", tmp_path / ("x" * 300), "/proc/none"):
        assert style.check_blobs(BLOBS, cache=tmp_path / place) == TRUE


def test_a_full_disk_is_no_error_and_leaves_the_old_file(tmp_path):
    import resource
    import signal
    style.check_blobs(BLOBS, cache=tmp_path)
    before = (tmp_path / "findings").read_bytes()
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
        assert len(style.check_blobs({"z.rst": b"z \n"}, cache=tmp_path)) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert (tmp_path / "findings").read_bytes() == before and os.listdir(tmp_path) == ["findings"]


def test_many_writers_at_once_leave_a_whole_file(tmp_path):
    def work(number: int) -> None:
        for turn in range(20):
            assert len(style.check_blobs({"a.rst": b"%d %d \n" % (number, turn)}, cache=tmp_path)) == 1
    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cache._read(tmp_path / "findings")) >= 20 and os.listdir(tmp_path) == ["findings"]


def test_the_oldest_and_unused_go_when_there_are_too_many(tmp_path, unjudged, monkeypatch):
    monkeypatch.setattr(cache, "ENTRIES", 3)
    for text in (b"1 \n", b"2 \n", b"3 \n", b"4 \n"):
        style.check_blobs({"first.rst": b"1 \n", "a.rst": text}, cache=tmp_path)
    style.check_blobs({"first.rst": b"1 \n", "a.rst": b"4 \n"}, cache=tmp_path)
    style.check_blobs({"a.rst": b"2 \n"}, cache=tmp_path)
    assert unjudged[-2:] == [[], ["a.rst"]]


def test_the_file_stays_small_whatever_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "SIZE", 5_000)
    for number in range(50):
        style.check_blobs({f"{part}.rst": b"%d %d \n" % (number, part) for part in range(5)}, cache=tmp_path)
    assert 1_000 < (tmp_path / "findings").stat().st_size <= 5_000
    style.check_blobs({"a.rst": b"a \n" * 10_000}, cache=tmp_path / "other")
    assert not (tmp_path / "other").exists() or (tmp_path / "other/findings").stat().st_size < cache.LONG


def test_what_a_kill_left_goes_after_an_hour(tmp_path):
    (tmp_path / "old.tmp").touch()
    os.utime(tmp_path / "old.tmp", (1, 1))
    (tmp_path / "new.tmp").touch()
    style.check_blobs(BLOBS, cache=tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["findings", "new.tmp"]


def test_a_file_of_somebody_else_is_not_believed(tmp_path, unjudged, monkeypatch):
    style.check_blobs(BLOBS, cache=tmp_path)
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    assert style.check_blobs(BLOBS, cache=tmp_path) == TRUE
    assert unjudged[1] == list(BLOBS)
