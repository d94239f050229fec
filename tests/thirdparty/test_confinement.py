# SPDX-License-Identifier: LGPL-3.0-or-later
"""Confinement: a build writes into its room and nowhere else, in namespaces or found out afterwards."""
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from b2tools import errors, resources
from b2tools.thirdparty import confinement, prefixes
from tests.programs import require_namespaces

PYTHON = str(prefixes.interpreter())
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


@pytest.fixture
def place(tmp_path):
    """A room with a folder that is closed, beside a folder that is not its own."""
    for name in ('rö"om, 1/own', 'rö"om, 1/closed', "other"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "other" / "old").write_text("old")
    return tmp_path


def cell(place, confined=True, **more):
    if confined:
        require_namespaces()
    return confinement.Cell(place / 'rö"om, 1', PYTHON, confined, [place / "other"], ["closed"], **more)


def run(one, script, timeout=60):
    lines = []
    result, stray = one.run(["sh", "-c", script], "own", ENVIRONMENT, timeout, lines.append)
    return result.returncode, lines, stray


def test_here_builds_can_be_confined():
    require_namespaces()
    assert confinement.possible(PYTHON)


def test_what_is_written_in_the_room_stays(place):
    assert run(cell(place), "pwd; echo x > x; exit 3") == (3, ["/b2tools-build/own"], [])
    assert (place / 'rö"om, 1' / "own" / "x").read_text() == "x\n"


@pytest.mark.parametrize("script", ["echo new > '{}/new'", "echo more >> '{}/old'", "rm '{}/old'", "mkdir '{}/folder'"])
def test_what_is_written_elsewhere_is_told_and_does_not_happen(place, script):
    other = place / "other"
    code, _, stray = run(cell(place), script.format(other))
    assert code == 0 and stray and all(path.startswith(f"{other}/") for path in stray)
    assert sorted(os.listdir(other)) == ["old"] and (other / "old").read_text() == "old"


def test_writing_into_the_system_is_told_and_does_not_happen(place):
    _, _, stray = run(cell(place), "echo x > /etc/b2tools-test; echo x > /b2tools-test; true")
    assert stray == ["/b2tools-test", "/etc/b2tools-test"] and not Path("/etc/b2tools-test").exists()


def test_scratch_files_are_forgotten(place):
    script = "echo x > /tmp/b2tools-test-scratch; echo x > /dev/shm/x; cat /tmp/b2tools-test-scratch"
    assert run(cell(place), script)[1:] == (["x"], [])
    assert not Path("/tmp/b2tools-test-scratch").exists()


def test_closed_folders_of_the_room_cannot_be_written(place):
    code, lines, _ = run(cell(place), "echo x > ../closed/x")
    assert code == 2 and "Read-only file system" in lines[0]


def test_there_is_no_network_but_the_loopback(place):
    assert run(cell(place), "cat /proc/net/dev | grep -c :")[1] == ["1"]


def test_all_processes_end_with_the_command_and_at_the_time_limit(place):
    started = time.monotonic()
    assert run(cell(place), "setsid sleep 64 & echo begun")[1] == ["begun"]
    with pytest.raises(errors.TimedOut):
        run(cell(place), "setsid sleep 64 & sleep 64", timeout=0.5)
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert time.monotonic() - started < 20 and "sleep 64" not in running


def test_a_user_without_rights_is_confined_as_well(place):
    require_namespaces()
    if os.getuid() != 0:
        pytest.skip("all other tests of this file do it")
    script = place / "confine.py"
    script.write_bytes((resources.folder("templates") / "build" / "confine.py").read_bytes())
    for path in (place, *place.parents, *place.rglob("*")):
        if path.stat().st_uid == 0 and path.is_relative_to("/tmp/") and path != Path("/tmp"):
            path.chmod(path.stat().st_mode | 0o055)
    room = place / 'rö"om, 1'
    for path in (room, *room.rglob("*"), place / "other", place / "other" / "old"):
        os.chown(path, 65534, 65534)
    command = [PYTHON, "-I", script, room, confinement.PLACE, room / "found", "-w", "own", "-r", "closed", "--"]
    inner = f"id -u; echo x > x; echo y > '{place}/other/new' || echo refused"
    become = ["setpriv", "--reuid=65534", "--clear-groups"]
    done = subprocess.run([*become, *command, "sh", "-c", inner], capture_output=True, text=True)
    assert done.stdout.split()[0] == "65534" and (room / "own" / "x").read_text() == "x\n", done.stderr
    assert not (place / "other" / "new").exists()
    assert "refused" in done.stdout or "other/new" in (room / "found").read_text()


@pytest.mark.parametrize("script", ["echo new > '{}/new'", "echo more >> '{}/old'", "rm '{}/old'"])
def test_without_namespaces_stray_files_in_watched_folders_are_found(place, script):
    other = place / "other"
    code, _, stray = run(cell(place, confined=False), "echo x > x; " + script.format(other))
    assert code == 0 and len(stray) == 1 and stray[0].startswith(f"{other}/")


def test_without_namespaces_all_processes_end_as_well(place):
    started = time.monotonic()
    with pytest.raises(errors.TimedOut):
        run(cell(place, confined=False), "setsid sh -c 'sleep 65; echo late' & sleep 65", timeout=0.5)
    assert time.monotonic() - started < 20


def test_a_machine_that_allows_no_namespaces_is_noticed(place):
    wrapper = place / "python"
    wrapper.write_text("#!/bin/sh\nexit 125\n")
    wrapper.chmod(0o755)
    assert not confinement.possible(str(wrapper)) and sys.executable
