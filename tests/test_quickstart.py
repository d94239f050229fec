# SPDX-License-Identifier: LGPL-3.0-or-later
"""Steps run once, again when their inputs change, and go on after an interruption."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from b2tools import errors, quickstart


@pytest.fixture
def place(tmp_path):
    source, folder = tmp_path / "source", tmp_path / "steps"
    for name in ("lib", "data"):
        (source / name).mkdir(parents=True)
        (source / name / "file").write_text("1")
    subprocess.run(["git", "init", "-q", source], check=True)
    folder.mkdir()
    write(folder, "02-first", "inputs: lib", "echo first >>$SITE/ran")
    write(folder, "03-second", "inputs: data", "echo second >>$SITE/ran")
    write(folder, "04-third", "after: 02-first", "echo third >>$SITE/ran; echo highlight: seen")
    (tmp_path / "site").mkdir()
    return tmp_path


def write(folder, name, head, text):
    (folder / f"{name}.sh").write_text(f"# SPDX-License-Identifier: LGPL-3.0-or-later\n# title of {name}\n# {head}\n{text}\n")


def run(place):
    """Names of the steps that were really done."""
    (place / "site" / "ran").unlink(missing_ok=True)
    outcomes = quickstart.run(place / "source", place / "site", place / "steps", os.environ)
    ran = (place / "site" / "ran").read_text().split() if (place / "site" / "ran").exists() else []
    assert len(ran) == sum(not outcome.done_before for outcome in outcomes)
    return ran


def test_a_second_run_does_nothing(place):
    assert run(place) == ["first", "second", "third"]
    assert run(place) == []


@pytest.mark.parametrize("change, again", [("lib", ["first", "third"]), ("data", ["second"])])
def test_a_change_redoes_exactly_what_depends_on_it(place, change, again):
    run(place)
    (place / "source" / change / "file").write_text("2")
    assert run(place) == again


def test_added_removed_and_executable_files_count_and_ignored_ones_do_not(place):
    run(place)
    (place / "source" / "data" / "more").write_text("")
    assert run(place) == ["second"]
    (place / "source" / "data" / "more").chmod(0o755)
    assert run(place) == ["second"]
    (place / "source" / "data" / "more").unlink()
    assert run(place) == ["second"]
    (place / "source" / ".gitignore").write_text("*.o\n")
    (place / "source" / "data" / "built.o").write_text("")
    assert run(place) == []


def test_a_failed_step_shows_its_end_and_the_next_run_goes_on_there(place):
    write(place / "steps", "03-second", "inputs: data", "echo so bad; exit 7")
    with pytest.raises(errors.StepFailed, match=r"(?s)03-second.*exit code 7.*so bad.*finished steps are not repeated"):
        run(place)
    write(place / "steps", "03-second", "inputs: data", "echo second >>$SITE/ran")
    assert run(place) == ["second", "third"]


def test_steps_carry_their_titles(place):
    assert [step.title for step in quickstart.steps(place / "steps")] == ["title of 02-first",
                                                                          "title of 03-second", "title of 04-third"]


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 2}', '{"format": 1, "key": 1, "seconds": "long"}', "[" * 100000, None])
def test_a_damaged_record_means_that_the_step_is_due(place, text):
    run(place)
    record = place / "site" / ".quickstart" / "03-second.json"
    record.unlink()
    record.mkdir() if text is None else record.write_text(text)
    assert run(place) == ["second"]


def test_a_step_is_due_when_what_it_makes_is_gone(place):
    write(place / "steps", "03-second", "makes: made deep/made",
          "echo second >>$SITE/ran; mkdir -p $SITE/deep; touch $SITE/made $SITE/deep/made")
    run(place)
    assert run(place) == []
    (place / "site" / "deep" / "made").unlink()
    assert run(place) == ["second"] and run(place) == []


def test_a_step_that_writes_the_place_is_due_when_the_site_has_moved(place):
    write(place / "steps", "03-second", "writes: place", "echo second >>$SITE/ran")
    run(place)
    (place / "site").rename(place / "moved")
    (place / "moved").rename(place / "site")
    assert run(place) == []
    (place / "site").rename(place / "moved")
    (place / "moved" / "ran").unlink(missing_ok=True)
    quickstart.run(place / "source", place / "moved", place / "steps", os.environ)
    assert (place / "moved" / "ran").read_text() == "second\n"


RUN = """
import os, sys
from pathlib import Path
from b2tools import cli, quickstart
place = Path(sys.argv[1])
import click
@click.command()
def command():
    quickstart.run(place / "source", place / "site", place / "steps", os.environ, waiting=lambda holder: print("waits", flush=True))
sys.argv[1:] = []
cli.load = lambda name: command
sys.exit(cli.main([], "b2anything"))
"""


def started(place):
    """A run in another process, whose second step has begun and would last a minute."""
    write(place / "steps", "03-second", "inputs: data", 'echo begun >"$SITE/begun"; trap "" HUP; sleep 60; echo second >>$SITE/ran')
    child = subprocess.Popen([sys.executable, "-c", RUN, place], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until((place / "site" / "begun").exists)
    return child


def wait_until(true):
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def sleepers(place):
    """The programs that a step has left running."""
    return [path for path in Path("/proc").glob("[0-9]*/cwd") if reached(path) == str(place / "site")]


def reached(path):
    try:
        return os.readlink(path)
    except OSError:
        return None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_run_ends_the_programs_of_its_step(place, number):
    with started(place) as child:
        child.send_signal(number)
        assert child.wait(30) == 128 + number and "stopped" in child.stderr.read()
    assert not sleepers(place)
    write(place / "steps", "03-second", "inputs: data", "echo second >>$SITE/ran")
    assert run(place) == ["second", "third"]


def test_a_run_waits_for_a_step_that_outlived_its_killed_run(place):
    with started(place) as killed:
        killed.kill()
        killed.wait()
    with subprocess.Popen([sys.executable, "-c", RUN, place], stdout=subprocess.PIPE, text=True) as second:
        assert second.stdout.readline() == "waits\n"
        for path in sleepers(place):
            os.kill(int(path.parent.name), signal.SIGKILL)
        wait_until(lambda: sleepers(place))
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 143
