# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door to other programs."""
import signal
import subprocess
import sys
import time

import pytest
from b2tools import errors, process


def test_output_and_exit_code_come_back():
    result = process.run(["sh", "-c", "printf out; printf err >&2; exit 3"], check=False)
    assert (result.returncode, result.stdout, result.stderr) == (3, b"out", b"err")


def test_a_failed_program_is_named_with_its_last_lines(tmp_path):
    with pytest.raises(errors.ProgramFailed, match=rf"(?s)exit code 3 in {tmp_path}:.*line 60") as caught:
        process.run(["sh", "-c", "seq -f 'line %g' 60; exit 3"], cwd=tmp_path)
    assert "line 20\n" not in str(caught.value)


def test_a_missing_program_is_named_with_the_purpose():
    with pytest.raises(errors.ProgramMissing, match="no-such-program.*so drawing is not possible"):
        process.run(["no-such-program"], purpose="drawing")
    with pytest.raises(errors.ProgramMissing, match="no-such-program"):
        process.which("no-such-program", "drawing")


def test_a_hanging_program_is_stopped_with_its_children():
    started = time.monotonic()
    with pytest.raises(errors.TimedOut, match="did not end within 0.3 s"):
        process.run(["sh", "-c", "sleep 60 & sleep 60"], timeout=0.3)
    assert time.monotonic() - started < 10


def test_lines_are_passed_on_while_they_come():
    lines = []
    result = process.run(["sh", "-c", "echo one; echo two >&2"], on_line=lines.append)
    assert sorted(lines) == ["one", "two"] and b"one" in result.stdout


def test_standard_input_is_given_and_otherwise_empty():
    assert process.run(["cat"], stdin=b"\xff\0x").stdout == b"\xff\0x"
    assert process.run(["cat"]).stdout == b""


POOL = """
from concurrent.futures import wait
from b2tools import process
with process.pool(2) as pool:
    running = [pool.submit(process.run, ["sleep", "60"], check=False) for _ in range(4)]
    print("begun", flush=True)
    wait(running)
"""


def test_an_interruption_ends_what_the_threads_of_a_pool_run():
    with subprocess.Popen([sys.executable, "-c", POOL], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "begun\n"
        time.sleep(0.5)
        started = time.monotonic()
        child.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in child.communicate(timeout=30)[1] and time.monotonic() - started < 10


def test_what_leaves_its_process_group_is_stopped_as_well(tmp_path):
    lines = []
    with pytest.raises(errors.TimedOut):
        process.run(["sh", "-c", "setsid sh -c 'sleep 61; echo late' & echo begun; sleep 60"], env={"PATH": "/usr/bin:/bin"},
                    timeout=0.5, on_line=lines.append, mark="B2_TEST_MARK=one")
    assert lines == ["begun"]


def test_what_is_left_in_the_background_does_not_outlive_a_marked_program():
    started = time.monotonic()
    process.run(["sh", "-c", "setsid sleep 62 & echo begun"], env={"PATH": "/usr/bin:/bin"}, on_line=lambda line: None,
                mark="B2_TEST_MARK=two")
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("first", ["", ".", "evil"])
def test_no_program_is_taken_from_a_relative_folder_of_path(tmp_path, monkeypatch, first):
    (tmp_path / "evil").mkdir()
    for place in (tmp_path / "true", tmp_path / "evil" / "true", tmp_path / "only-here"):
        place.write_text("#!/bin/sh\ntouch was-run\n")
        place.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    env = {"PATH": f"{first}:/usr/bin:/bin"}
    process.run(["true"], env=env)
    process.start(["true"], env=env).communicate()
    with pytest.raises(errors.ProgramMissing, match="The program only-here is not installed"):
        process.run(["only-here"], env=env)
    assert not (tmp_path / "was-run").exists()
