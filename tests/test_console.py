# SPDX-License-Identifier: LGPL-3.0-or-later
"""Progress on a terminal and elsewhere."""
import hashlib
import re
import sys
import time

import pexpect
import pytest

from b2tools import console
from b2tools.progress import Bytes
from tests import fault_server as faults

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
    said = pexpect.run(f"{sys.executable} -c \"{DRAW}\"", encoding="utf-8", cwd=str(tmp_path))
    assert "50% fetching" in said and "fetching: done in" in said


DOWNLOAD = """
import pathlib, sys
from b2tools import console
from b2tools.network import download
from b2tools.network.sourcefiles import SourceFile
console.PATIENCE = 0.5
file = SourceFile('x', sys.argv[2], int(sys.argv[3]), (sys.argv[1],))
with console.Bars() as bars:
    download.fetch_all([file], download.Cache(pathlib.Path(sys.argv[4])), sys.executable, progress=bars)
"""


@pytest.mark.parametrize("columns", [80, 200])
def test_a_download_shows_its_bytes_and_speed_on_a_real_terminal(columns, tmp_path):
    content = bytes(2_000_000)

    def script(request, connection):
        faults.answer(connection, b"", Content_Length=len(content))
        for start in range(0, len(content), 100_000):
            connection.sendall(content[start:start + 100_000])
            time.sleep(0.1)
    with faults.serve(script) as server:
        digest = hashlib.sha256(content).hexdigest()
        words = ["-c", DOWNLOAD, f"{server.url}/x", digest, str(len(content)), str(tmp_path / "cache")]
        child = pexpect.spawn(sys.executable, words, encoding="utf-8", dimensions=(24, columns))
        said = child.read()
        child.close()
    assert child.exitstatus == 0, said
    bars = [line for line in said.split("\r\033[K") if "[#" in line]
    assert len(bars) >= 3 and max(map(len, bars)) <= columns
    told = re.compile(r"#+\.*\] +\d+% downloads  [\d.]+ [kM]B of 2.0 MB, [\d.]+ [kM]B/s, \d+ s left")
    assert all(told.search(bar) for bar in bars), bars
    speeds = [float(speed) * {"k": 1e3, "M": 1e6}[unit] for speed, unit in re.findall(r", ([\d.]+) ([kM])B/s", said)]
    assert max(speeds) < 4e6
    assert re.search(r"downloads: done in \d\.\d s \((1\.[89]|2\.0) MB, [\d.]+ [kM]B/s\)", said)


def test_a_long_download_in_a_log_file_gives_a_line_now_and_then(capsys, monkeypatch):
    monkeypatch.setattr(console, "PATIENCE", 0.0)
    monkeypatch.setattr(console, "PAUSE", 0.3)
    with console.Bars() as bars:
        for done in range(0, 1_000_001, 100_000):
            bars(Bytes("downloads"), done, 1_000_000)
            time.sleep(0.11)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "  downloads ..." and 3 <= len(lines) <= 6 and "\r" not in "".join(lines)
    assert re.fullmatch(r"  downloads: \d+%  [\d.]+ kB of 1.0 MB, [\d.]+ [kM]B/s, \d+ s left", lines[1])
    assert lines[-1].startswith("  downloads: done in 1.")


def test_what_has_no_total_and_an_odd_name_does_no_harm(tmp_path):
    draw = DRAW.replace("'fetching', done, 4", "'waiting for \\x1b[2Jx', 0, 0")
    said = pexpect.run(f"{sys.executable} -c \"{draw}\"", encoding="utf-8", cwd=str(tmp_path))
    assert "\r\x1b[K  waiting for ?[2Jx" in said


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
    draw = DRAW.replace("Bars()", "Bars(tells_ends=False)")
    said = pexpect.run(f"{sys.executable} -c \"{draw}\"", encoding="utf-8", cwd=str(tmp_path))
    assert "50% fetching" in said and "done in" not in said
