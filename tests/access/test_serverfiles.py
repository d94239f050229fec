# SPDX-License-Identifier: LGPL-3.0-or-later
"""The server's files are parsed once, and what is remembered of them never counts for anything else."""
import marshal
import os

import pytest

from b2tools import errors
from b2tools.access import serverfiles


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "accounts.toml"
    place.write_text("format = 1\n")
    return place


def remembered(place):
    return place.with_name(".accounts.toml.parsed")


def forge(place, content=b"format = 1\n", data=None, mode=0o600):
    """Remember something else, to see whether it counts."""
    remembered(place).write_bytes(marshal.dumps((serverfiles.PARSED, content, {"format": 2} if data is None else data)))
    remembered(place).chmod(mode)


def test_a_file_is_parsed_once(place):
    assert serverfiles.toml(place) == ("format = 1\n", {"format": 1})
    forge(place)
    assert serverfiles.toml(place)[1] == {"format": 2}


@pytest.mark.parametrize("change", [{"content": b"format = 1 \n"}, {"data": []}, {"mode": 0o620}, {"mode": 0o602}])
def test_what_is_remembered_counts_only_for_these_bytes_and_if_nobody_else_could_write_it(place, change):
    forge(place, **change)
    assert serverfiles.toml(place)[1] == {"format": 1}


@pytest.mark.parametrize("rubbish", [b"", b"\xff", marshal.dumps((1, 2)), marshal.dumps(7)])
def test_rubbish_is_not_remembered(place, rubbish):
    remembered(place).write_bytes(rubbish)
    assert serverfiles.toml(place)[1] == {"format": 1}


def test_a_change_is_seen_at_once_even_within_the_clocks_step(place):
    serverfiles.toml(place)
    before = place.stat()
    place.write_text("format = 3\n")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert serverfiles.toml(place)[1] == {"format": 3}


def test_a_file_with_dates_is_read_although_they_cannot_be_remembered(place):
    place.write_text("day = 2020-01-01\n")
    assert serverfiles.toml(place)[1]["day"].year == 2020 and not remembered(place).exists()


def test_a_folder_that_cannot_be_written_is_only_slower(place):
    remembered(place).mkdir()
    assert serverfiles.toml(place)[1] == {"format": 1}


@pytest.mark.parametrize("content", [b"\xff", b"format = "])
def test_a_broken_file_is_told(place, content):
    place.write_bytes(content)
    with pytest.raises(errors.BadServerFile, match="accounts.toml"):
        serverfiles.toml(place)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(errors.BadServerFile, match="No such file"):
        serverfiles.toml(tmp_path / "accounts.toml")


def test_the_pushers_environment_does_not_reach_git(tmp_path):
    given = {name: "/x" for name in ("GIT_TRACE", "GIT_CONFIG_COUNT", "PYTHONPATH", "LD_PRELOAD")}
    given |= {"GIT_QUARANTINE_PATH": "/q", "HOME": "/h"}
    found = serverfiles.sealed(given, tmp_path, keep=("GIT_QUARANTINE_PATH",))
    assert found["GIT_QUARANTINE_PATH"] == "/q" and found["HOME"] == "/h" and found["GIT_NO_REPLACE_OBJECTS"] == "1"
    assert not {"GIT_TRACE", "GIT_CONFIG_COUNT", "PYTHONPATH", "LD_PRELOAD"} & found.keys()
