# SPDX-License-Identifier: LGPL-3.0-or-later
"""Progress and ProgressBar: what they show, how often, and where."""

import os
import pty
import re
import subprocess
import tempfile
import unittest

from b2test_utils import run_steering

BAR = re.compile(r"\[(=*>) *\] +(\d+)% (?:\d+h)?(?:\d+m)?\d+s remaining {10}")
BAR_JOB = """
import basf2, time
class Sleeper(basf2.Module):
    def event(self):
        time.sleep({sleep})
path = basf2.create_path()
path.add_module("ProgressBar")
path.add_module("EventInfoSetter", evtNumList={events})
path.add_module(Sleeper())
basf2.process(path)
"""


class ProgressTest(unittest.TestCase):
    """Each test runs a job."""

    def count(self, events, parameters=""):
        """Return the numbers of events that Progress has told."""
        done = run_steering(f"""
import basf2
basf2.set_log_level(basf2.LogLevel.ERROR)
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList={events}, runList=list(range({len(events)})), expList=[0] * {len(events)})
path.add_module("Progress"{parameters})
basf2.process(path)""")
        self.assertEqual(done.returncode, 0)
        self.lines = done.stdout.splitlines()[1:]
        return [int(line.split()[-2]) for line in self.lines if "Processed:" in line]

    def test_intervals_grow_with_the_number_of_events(self):
        """Up to 1000 by default; the log level of the job does not matter."""
        told = [*range(1, 11), *range(20, 101, 10), *range(200, 1001, 100), *range(2000, 12001, 1000)]
        self.assertEqual(self.count([11999, 1]), told)
        self.assertEqual(self.lines.count("[INFO] Begin of new run"), 2)
        self.assertEqual(self.lines[1], "[INFO] Processed:   1 runs,      1 events")
        self.assertEqual(self.lines[-1], "[INFO] Processed:   2 runs,  12000 events")

    def test_largest_interval_is_a_parameter(self):
        """As a power of ten."""
        self.assertEqual(self.count([35], ", maxN=1"), [*range(1, 11), 20, 30])
        self.assertEqual(self.count([12], ", maxN=0"), [*range(1, 13)])

    def test_level_of_the_module_does_not_silence_it(self):
        """Nobody who wants silence adds the module."""
        self.assertEqual(self.count([2], ", logLevel=basf2.LogLevel.ERROR"), [1, 2])


class ProgressBarTest(unittest.TestCase):
    """Each test runs a job."""

    def test_terminal_gets_one_line_that_changes(self):
        """Drawn once per second."""
        main, other = pty.openpty()
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(BAR_JOB.format(sleep=0.28, events=9))
            file.flush()
            job = subprocess.Popen(["basf2", file.name], stdout=subprocess.DEVNULL, stderr=other)
            os.close(other)
            text = b""
            while block := read_block(main):
                text += block
            self.assertEqual(job.wait(), 0)
        os.close(main)
        parts = text.decode().split("\r")
        self.assertIn(len(parts), (3, 4))
        self.assertEqual(parts[-1], "\n")
        bars = [BAR.fullmatch(part) for part in parts[:-1] if part]
        self.assertTrue(all(bars), text)
        percents = [int(bar[2]) for bar in bars]
        self.assertEqual(percents, sorted(set(percents)))
        for bar, part in zip(bars, parts):
            self.assertEqual(part.index("]") - part.index("["), 51)
            self.assertLessEqual(abs(len(bar[1]) - 1 - int(bar[2]) / 2), 1)

    def test_file_gets_lines_where_the_bar_has_changed(self):
        """Not at the start of a line that it draws anew."""
        done = run_steering(BAR_JOB.format(sleep=0.001, events=1500))
        lines = done.stderr.splitlines()
        self.assertEqual(lines[-1], "")
        self.assertTrue(lines[:-1] and all(BAR.fullmatch(line) for line in lines[:-1]), done.stderr)
        self.assertNotIn("\r", done.stderr)
        lengths = [line.index(">") for line in lines[:-1]]
        self.assertEqual(lengths, sorted(set(lengths)))

    def test_short_job_shows_no_bar(self):
        """It is over before the first one."""
        done = run_steering(BAR_JOB.format(sleep=0, events=1000))
        self.assertEqual((done.returncode, done.stderr), (0, "\n"))


def read_block(terminal):
    """Return what is written to the terminal next, empty once nobody can write any more."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


if __name__ == "__main__":
    unittest.main()
