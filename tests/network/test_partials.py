# SPDX-License-Identifier: LGPL-3.0-or-later
"""Downloads that are not whole yet, and who may write them."""
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from b2tools import errors
from b2tools.network.partials import Partial, claimed

HOLD = """
import pathlib, sys, time
from b2tools.network.partials import claimed
with claimed(pathlib.Path(sys.argv[1]), print):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holder(path, seconds):
    child = subprocess.Popen([sys.executable, "-c", HOLD, path, str(seconds)], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "held\n"
    return child


def test_what_was_kept_is_hashed_with_what_comes(tmp_path):
    with Partial(tmp_path / "x.part") as part:
        part.write(b"con")
        assert not part.resumed
    with Partial(tmp_path / "x.part") as part:
        assert part.size == 3 and part.resumed
        part.write(b"tent")
        assert part.sha256() == hashlib.sha256(b"content").hexdigest()
        part.finish(tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"content" and os.listdir(tmp_path) == ["x"]


def test_an_empty_part_is_not_kept_and_a_new_start_forgets_all(tmp_path):
    with Partial(tmp_path / "x.part") as part:
        part.write(b"con")
        part.restart()
        assert (part.size, part.sha256()) == (0, hashlib.sha256().hexdigest())
    assert os.listdir(tmp_path) == []


def test_a_part_that_fills_the_disk_is_removed(small_disk):
    with pytest.raises(OSError):
        with Partial(small_disk / "x.part") as part:
            part.write(b"x" * (2 << 20))
    assert os.listdir(small_disk) == []


def test_a_link_in_place_of_a_part_is_not_written_through(tmp_path):
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "x.part").symlink_to("precious")
    with pytest.raises(OSError):
        Partial(tmp_path / "x.part")
    assert (tmp_path / "precious").read_text() == "mine"


def test_the_second_one_waits_and_hears_for_whom(tmp_path):
    with holder(tmp_path / "lock", 0.5) as child:
        told = []
        with claimed(tmp_path / "lock", told.append):
            assert child.wait() == 0
    assert told and told[0].startswith(f"process {child.pid} of ") and os.listdir(tmp_path) == []


def test_a_killed_holder_blocks_nobody(tmp_path):
    with holder(tmp_path / "lock", 60) as child:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert os.listdir(tmp_path) == ["lock"]
    with claimed(tmp_path / "lock", pytest.fail):
        assert (tmp_path / "lock").read_text().startswith(f"process {os.getpid()} of ")
    assert os.listdir(tmp_path) == []


def test_many_that_come_and_go_never_hold_together(tmp_path):
    inside, most = [], []

    def one():
        for _ in range(10):
            with claimed(tmp_path / "lock", lambda holder: None):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.001)
                inside.pop()

    threads = [threading.Thread(target=one) for _ in range(5)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(most) == 50 and max(most) == 1


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.NotWritable, match="file/lock cannot be written"):
        with claimed(tmp_path / "file" / "lock", pytest.fail):
            pass
