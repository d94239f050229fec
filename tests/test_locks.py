# SPDX-License-Identifier: LGPL-3.0-or-later
"""The second process waits and says for whom; a dead holder never blocks."""
import subprocess
import sys
import time

from b2tools import locks

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
