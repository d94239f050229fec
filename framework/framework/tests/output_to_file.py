# SPDX-License-Identifier: LGPL-3.0-or-later
"""ToFileLogger and EventwiseLogger: what reaches the file, and what the terminal."""

import unittest

from b2test_utils import clean_working_directory, run_steering

JOB = """
import basf2, os, sys
class Printer(basf2.Module):
    def event(self):
        print("from Python")
        print("an error", file=sys.stderr)
        os.system("echo from a program")
        basf2.B2INFO("from the log")
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=2)
path.add_module("{}", {})
path.add_module(Printer())
basf2.process(path)
print("after the job")
"""
LINES = ["an error", "from Python", "from a program", "[INFO] from the log"]


def run(parameters, name="ToFileLogger"):
    """Run the job in the working directory."""
    return run_steering(JOB.format(name, parameters))


def read(name="out.txt"):
    """Return the lines of a file."""
    with open(name) as file:
        return file.read().splitlines()


class ToFileLoggerTest(unittest.TestCase):
    """Each test runs jobs in an empty folder."""

    def test_everything_goes_to_the_file_until_the_job_ends(self):
        """Output of Python, of other programs and of the log."""
        for parameter in ("outputFileName", "fileName"):
            with clean_working_directory():
                done = run(f"{parameter}='out.txt'")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertEqual([line for line in done.stdout.splitlines() if line in LINES], [])
                self.assertEqual(done.stdout.splitlines()[-1], "after the job")
                self.assertEqual(sorted(read()), sorted(LINES * 2))

    def test_file_grows_unless_it_is_to_be_replaced(self):
        """By the parameter append."""
        with clean_working_directory():
            for parameters, number in (("", 1), ("", 2), (", append=False", 1)):
                run("outputFileName='out.txt'" + parameters)
                self.assertEqual(len(read()), number * 2 * len(LINES))

    def test_events_are_marked(self):
        """By EventwiseLogger."""
        with clean_working_directory():
            run("outputFileName='out.txt'", "EventwiseLogger")
            lines = read()
            self.assertEqual([line for line in lines if line not in LINES],
                             [f"=== experiment 0, run 0, event {number}" for number in (1, 2)])
            self.assertEqual(lines.index("=== experiment 0, run 0, event 2"), len(LINES) + 1)

    def test_wrong_files_are_errors(self):
        """None, two, or one that cannot be written."""
        for parameters, text in (("", "Set one of the parameters outputFileName and fileName"),
                                 ("fileName='a', outputFileName='b'", "Set one of the parameters outputFileName and fileName"),
                                 ("fileName='no/such/file'", "The file 'no/such/file' cannot be written: No such file")):
            with clean_working_directory():
                done = run(parameters)
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"[ERROR] {text}", done.stdout)


if __name__ == "__main__":
    unittest.main()
