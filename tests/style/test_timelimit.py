# SPDX-License-Identifier: LGPL-3.0-or-later
"""One file may not hold up all others."""
import gc
import signal
import threading

import pytest

from b2tools import style
from b2tools.style import timelimit

SLOW = b"x = [" + b"1," * 100_000 + b"]\n"


@pytest.fixture(autouse=True)
def no_callbacks():
    """Test tools have callbacks in the collection of garbage, and what is raised there is lost until the signal comes again."""
    gc.disable()
    yield
    gc.enable()


def busy() -> None:
    while True:
        try:
            sum(range(1000))
        except Exception:
            continue


def test_work_that_takes_too_long_is_given_up_and_signals_are_as_before():
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(timelimit.GivenUp), timelimit.limited(0.05):
        busy()
    assert signal.getsignal(signal.SIGVTALRM) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0


def test_in_another_thread_there_is_no_limit():
    said = []

    def work() -> None:
        with timelimit.limited(0.01):
            said.append(sum(range(3_000_000)))
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(said) == 1


@pytest.mark.parametrize("name", ["a.py", "a.cc"])
def test_a_file_that_takes_too_long_is_a_finding_and_the_others_are_judged(name, monkeypatch, tmp_path):
    monkeypatch.setattr(timelimit, "SECONDS", 0.3)
    blobs = {name: SLOW if name == "a.py" else b"a<" * 200_000, f"b{name}": b"x=1 \n"}
    found = style.check_blobs(blobs, cache=tmp_path)
    told = [str(one) for one in found if one.rule == "time-limit"]
    assert told == [f"{name}:1:1: time-limit checking it took more than 0.3 s and was given up; make the file smaller or simpler"]
    assert [one.file for one in found if one.file != name]
    monkeypatch.setattr(timelimit, "SECONDS", 0.4)
    assert "0.4 s" in style.check_blobs(blobs, cache=tmp_path)[0].message, "a judgement that was given up is not remembered"


def test_a_file_whose_mending_takes_too_long_stays_and_is_listed(monkeypatch, tmp_path):
    place = tmp_path / "a.py"
    place.write_bytes(b"x=1\n" * 3000)
    findings = style.check([place], 1)
    monkeypatch.setattr("b2tools.style.check_blobs", lambda *arguments: findings)
    monkeypatch.setattr(timelimit, "SECONDS", 0.05)
    done = style.fix([place], 1)
    assert done.changed == () and "mending it took more than 0.05 s" in "".join(map(str, done.left))
