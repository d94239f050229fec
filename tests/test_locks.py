# SPDX-License-Identifier: LGPL-3.0-or-later
"""The second process waits and says for whom; a dead holder never blocks."""
import socket
import subprocess
import sys
import time

import pytest
from b2tools import locks

from tests.programs import require

HOLD = """
import pathlib, sys, time
from b2tools import locks
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


def test_a_planted_link_is_not_followed(tmp_path):
    (tmp_path / "lock").symlink_to(tmp_path / "precious")
    (tmp_path / "precious").write_text("text")
    with pytest.raises(OSError), locks.exclusive(tmp_path / "lock"):
        pass
    assert (tmp_path / "precious").read_text() == "text"
