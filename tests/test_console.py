# SPDX-License-Identifier: LGPL-3.0-or-later
"""Progress on a terminal and elsewhere."""
import pexpect

from b2tools import console

DRAW = """
import time
from b2tools import console
console.PATIENCE = 0.0
with console.Bars() as bars:
    for done in range(5):
        bars('fetching', done, 4)
        time.sleep(0.15)
"""


def test_a_terminal_gets_a_bar(tmp_path):
    import sys
    said = pexpect.run(f"{sys.executable} -c \"{DRAW}\"", encoding="utf-8", cwd=str(tmp_path))
    assert "50% fetching" in said and "fetching: done in" in said


def test_a_file_gets_plain_lines(capsys, monkeypatch):
    monkeypatch.setattr(console, "PATIENCE", 0.0)
    with console.Bars() as bars:
        for done in range(5):
            bars("fetching", done, 4)
    said = capsys.readouterr().err
    assert said.count("\n") == 2 and "fetching ..." in said and "\r" not in said


def test_what_is_quick_says_nothing(capsys):
    with console.Bars() as bars:
        bars("fetching", 0, 2)
        bars("fetching", 2, 2)
    assert capsys.readouterr().err == ""


def test_a_report_that_tells_the_ends_itself_gets_bars_only(tmp_path):
    import sys
    draw = DRAW.replace("Bars()", "Bars(tells_ends=False)")
    said = pexpect.run(f"{sys.executable} -c \"{draw}\"", encoding="utf-8", cwd=str(tmp_path))
    assert "50% fetching" in said and "done in" not in said
