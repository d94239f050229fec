# SPDX-License-Identifier: LGPL-3.0-or-later
"""A quickstart in a plain folder with the system's Python, killed again and again, goes on and ends well.

Its smaller twins are in `tests/test_quickstart.py` and `tests/thirdparty/test_externals.py`.
"""
import os
import re
import signal
import subprocess
import time

import pytest
from tests.conftest import REAL_CACHE, REAL_HOME, TOP

STAGES = {"environment": "tools/venv/pyvenv.cfg", "externals": "externals", "build": "releases", "working copy": "work/mycode"}


def start(site):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTEST", "MAKE", "PYTHON"))
                   and "proxy" not in name.lower()}
    environment |= {"HOME": str(REAL_HOME), "XDG_CACHE_HOME": str(REAL_CACHE), "SITE": str(site), "PYTHON": "/usr/bin/python3"}
    return subprocess.Popen(["make", "-C", str(TOP), "quickstart"], env=environment, stdin=subprocess.DEVNULL, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)


def descendants(parent: int) -> list[int]:
    """Process ids of everything that a process has started, found by walking the table of processes."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout
    table = [line.split() for line in listing.splitlines()]
    children = [int(pid) for pid, ppid in table if int(ppid) == parent]
    return children + [one for child in children for one in descendants(child)]


def kill_all(process):
    for pid in [process.pid, *descendants(process.pid)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.communicate()


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_a_quickstart_killed_in_each_stage_goes_on(tmp_path):
    site = tmp_path / "site"
    for stage, place in STAGES.items():
        process = start(site)
        deadline = time.monotonic() + 900
        while not ((site / place).exists() and any((site / place).rglob("*") if (site / place).is_dir() else [1])):
            assert process.poll() is None and time.monotonic() < deadline, f"{stage}: {process.communicate()[0]}"
            time.sleep(0.05)
        time.sleep(3)
        kill_all(process)
        installed = site / "releases" / "release-01-00-00"
        assert not installed.exists() or (installed / "receipt.json").is_file()
    last = start(site)
    said, _ = last.communicate()
    assert last.returncode == 0, said
    assert len(re.findall(r"^\[\d/8\]", said, re.M)) >= 8
    assert (site / "releases" / "release-01-00-00" / "receipt.json").is_file()
