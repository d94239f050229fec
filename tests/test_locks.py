# SPDX-License-Identifier: LGPL-3.0-or-later
"""The second process waits and says for whom; a dead holder never blocks."""
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from b2tools import errors, locks

from tests.programs import require

HOLD = """
import pathlib, sys, time
from b2tools import errors, locks
with locks.exclusive(pathlib.Path(sys.argv[1])):
    print('held', flush=True)
    time.sleep({})
"""


def holder(path, seconds):
    child = subprocess.Popen([sys.executable, "-c", HOLD.format(seconds), path], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "held\n"
    return child


def test_the_second_one_waits_and_says_for_whom(tmp_path):
    with holder(tmp_path / "lock", 0.5) as child:
        told = []
        with locks.exclusive(tmp_path / "lock", told.append):
            assert child.wait() == 0
    assert len(told) == 1 and str(child.pid) in told[0]


def test_a_killed_holder_does_not_block(tmp_path):
    with holder(tmp_path / "lock", 60) as child:
        child.kill()
        child.wait()
        started = time.monotonic()
        with locks.exclusive(tmp_path / "lock"):
            assert time.monotonic() - started < 5


def test_the_holder_is_named_with_user_host_and_time(tmp_path):
    with holder(tmp_path / "lock", 60) as child:
        told = []
        with locks.exclusive(tmp_path / "lock", lambda text: (told.append(text), child.kill())):
            pass
    found = locks.HOLDER.fullmatch(told[0])
    assert found["pid"] == str(child.pid) and found["host"] == socket.gethostname() and found["user"]
    assert abs(time.mktime(time.strptime(found["since"], "%Y-%m-%d %H:%M:%S")) - time.time()) < 60


def test_an_attempt_does_not_wait(tmp_path):
    with holder(tmp_path / "lock", 60) as child:
        with locks.attempt(tmp_path / "lock") as held:
            assert not held
        child.kill()
    with locks.attempt(tmp_path / "lock") as held:
        assert held


@pytest.mark.parametrize("reason, text", [("ENOLCK", "No locks available"), ("ENOSYS", "Function not implemented"),
                                          ("EOPNOTSUPP", "Operation not supported")])
def test_a_file_system_without_locks_is_told(tmp_path, reason, text):
    script = ("import pathlib, sys\nfrom b2tools import errors, locks\ntry:\n    with locks.exclusive(pathlib.Path(sys.argv[1])):\n"
              "        print('held')\nexcept errors.LockUnusable as error:\n    print(error.exit_code, error)")
    done = subprocess.run([require("strace"), "-f", "-o", tmp_path / "log", "-e", f"inject=flock:error={reason}", sys.executable,
                           "-c", script, tmp_path / "lock"], capture_output=True, text=True)
    assert done.stdout == (f"118 The lock {tmp_path}/lock cannot be held, so nobody could tell whether another install runs: "
                           f"its file system has no locks ({text}). Mount it with a lock service, or install on another "
                           "file system.\n")


@pytest.mark.parametrize("plant", [lambda path: path.symlink_to(path.with_name("precious")), os.mkfifo, os.mkdir],
                         ids=["link", "pipe", "folder"])
def test_what_is_planted_in_the_place_of_a_lock_is_told(tmp_path, plant):
    (tmp_path / "precious").write_text("text")
    plant(tmp_path / "lock")
    for way in (locks.exclusive, locks.attempt):
        with pytest.raises(errors.LockUnusable, match="it is a link or no file. Somebody has put it there: remove it"):
            with way(tmp_path / "lock"):
                pass
    with locks.together(tmp_path / "lock") as handle:
        assert handle is None
    assert (tmp_path / "precious").read_text() == "text"


def test_those_who_hold_it_together_keep_out_who_wants_it_alone(tmp_path):
    path = tmp_path / "lock"
    with locks.together(path), locks.together(path):
        with locks.attempt(path) as held:
            assert not held
    with locks.exclusive(path):
        told = []
        waiter = threading.Thread(target=lambda: locks.together(path, told.append).__enter__())
        waiter.start()
        while not told:
            waiter.join(0.01)
    waiter.join()
    assert str(os.getpid()) in told[0]
