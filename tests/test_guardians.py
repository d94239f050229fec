# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an install starts dies with it, and holds its lock until it has."""
import os
import signal
import subprocess
import sys
import time

import pytest
from b2tools import guardians, locks, process

INSTALL = """
import os, sys
from concurrent.futures import wait
from pathlib import Path
from b2tools import guardians, locks, process
with locks.exclusive(Path(sys.argv[1])) as handle, guardians.guarding(handle):
    process.run(["true"])
    if sys.argv[2] == "unguarded":
        os.kill(guardians._guardian.pid, 9)
        guardians._guardian.wait()
    with process.pool(3) as pool:
        wait([pool.submit(process.run, ["sh", "-c", "echo $$ >> " + sys.argv[1] + ".pids; sleep 60; true"]) for _ in range(3)])
"""


def running(lock, how):
    """An install with three programs that sleep, and the numbers of these programs."""
    child = subprocess.Popen([sys.executable, "-c", INSTALL, lock, how])
    pids = lock.with_name("lock.pids")
    while not pids.exists() or len(pids.read_text().splitlines()) < 3:
        time.sleep(0.02)
    return child, [int(one) for one in pids.read_text().split()]


def alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_install_takes_everything_along_that_it_started(tmp_path):
    child, groups = running(tmp_path / "lock", "guarded")
    assert all(alive(group) for group in groups)
    child.kill()
    child.wait()
    deadline = time.monotonic() + 10
    while any(alive(group) for group in groups) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(alive(group) for group in groups)
    told = []
    with locks.exclusive(tmp_path / "lock", told.append):
        assert time.monotonic() < deadline


def test_a_program_that_was_left_behind_keeps_the_next_one_waiting_and_is_named(tmp_path):
    child, groups = running(tmp_path / "lock", "unguarded")
    child.kill()
    child.wait()
    told = []

    def end(holder):
        told.append(holder)
        for group in groups:
            os.killpg(group, signal.SIGKILL)

    with locks.exclusive(tmp_path / "lock", end):
        assert len(told) == 1
    assert "sleep (process " in told[0] and f"left behind by process {child.pid} of root on " in told[0].replace(
        locks.permissions.user_name(os.getuid()), "root")


def test_a_finished_install_leaves_no_guardian_and_no_open_lock(tmp_path):
    with locks.exclusive(tmp_path / "lock") as handle, guardians.guarding(handle):
        guardian = guardians._guardian
        with guardians.guarding(handle):
            assert process.run(["sh", "-c", f"[ -e /proc/self/fd/{handle} ] && echo yes"]).text == "yes\n"
        assert guardian.poll() is None
    assert guardian.poll() == 0 and guardians.inherited() == ()
    assert process.run(["sh", "-c", f"[ -e /proc/self/fd/{handle} ] || echo no"]).text == "no\n"


def test_a_daemon_that_a_program_leaves_does_not_hold_the_lock_after_the_end(tmp_path):
    with locks.exclusive(tmp_path / "lock") as handle, guardians.guarding(handle):
        daemon = int(process.run(["sh", "-c", "setsid sleep 60 >/dev/null 2>&1 & echo $!"]).text)
    try:
        with locks.attempt(tmp_path / "lock") as held:
            assert held and alive(os.getpgid(daemon))
    finally:
        os.kill(daemon, signal.SIGKILL)


def test_nothing_that_has_ended_is_killed(tmp_path):
    shell = subprocess.Popen(["sh", "-c", guardians.SCRIPT], stdin=subprocess.PIPE)
    staying, going, plain = (subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(3))
    shell.stdin.write(f"+ -{staying.pid}\n+ -{going.pid}\n+ {plain.pid}\n- -{staying.pid}\n".encode())
    shell.communicate()
    assert (going.wait(10), plain.wait(10)) == (-9, -9)
    with pytest.raises(subprocess.TimeoutExpired):
        staying.wait(0.2)
    staying.kill()
    staying.wait()
