# SPDX-License-Identifier: LGPL-3.0-or-later
"""The program basf2: options, exit codes, signals, and what it hands to the steering file."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest

import basf2.version as basf2_version
from b2test_utils import clean_working_directory, run_steering

JOB = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
path.add_module("EventInfoPrinter")
basf2.process(path)
"""
SLEEPER = """
import basf2, sys, time
class Sleeper(basf2.Module):
    def event(self):
        print("READY", flush=True)
        time.sleep(0.3)
    def terminate(self):
        print("TERMINATED", flush=True)
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=100)
path.add_module(Sleeper())
basf2.process(path)
"""


def basf2(*arguments):
    """Run basf2 and return the finished process."""
    return subprocess.run(["basf2", *arguments], capture_output=True, text=True)


def count_events(done):
    """Return the number of events that a job has printed."""
    return done.stdout.count("EVT:")


class ProgramTest(unittest.TestCase):
    """Each test runs the program."""

    def test_arguments_reach_the_steering_file(self):
        """And sys.executable is a real Python."""
        done = run_steering("import sys\nprint(sys.argv[1:], __name__)\nprint(sys.executable)", arguments=["-n", "--foo", "x y"])
        self.assertIn("['-n', '--foo', 'x y'] __main__", done.stdout)
        python = done.stdout.splitlines()[-1]
        self.assertEqual(subprocess.run([python, "-c", "print(5)"], capture_output=True, text=True).stdout, "5\n")

    def test_folder_of_the_steering_file_is_on_the_path(self):
        """As for python3."""
        with clean_working_directory():
            os.mkdir("steering")
            with open("steering/other.py", "w") as other, open("steering/main.py", "w") as main:
                other.write("VALUE = 'found'")
                main.write("import other\nprint(other.VALUE)")
            self.assertIn("found", basf2("steering/main.py").stdout)

    def test_number_of_events_is_overridden(self):
        """In both directions for an EventInfoSetter with one run."""
        self.assertEqual([count_events(run_steering(JOB, *options)) for options in ([], ["-n", "2"], ["-n", "5"])], [3, 2, 5])

    def test_run_and_experiment_are_overridden(self):
        """Together with the number of events only."""
        done = run_steering(JOB, "-n", "1", "--run", "12", "--experiment", "3")
        self.assertIn("EXP:        3        RUN:       12        EVT:        1", done.stdout)
        done = run_steering(JOB, "--run", "12")
        self.assertEqual(done.returncode, 1)
        self.assertIn("must be given together", done.stdout)

    def test_events_are_skipped(self):
        """At the start."""
        done = run_steering(JOB, "--skip-events", "2")
        self.assertEqual(count_events(done), 1)
        self.assertIn("EVT:        3", done.stdout)

    def test_log_level_beats_the_steering_file(self):
        """In any case of letters."""
        done = run_steering("import basf2\nbasf2.logging.log_level = basf2.LogLevel.INFO" + JOB, "-l", "error")
        self.assertNotIn("[INFO] EXP", done.stdout)

    def test_log_level_of_a_module(self):
        """Silences that module only."""
        done = run_steering(JOB, "--module_log_level", "EventInfoPrinter:WARNING")
        self.assertEqual((count_events(done), "Starting event processing" in done.stdout), (0, True))
        self.assertEqual(run_steering(JOB, "--module_log_level", "EventInfoPrinter").returncode, 1)

    def test_random_seed(self):
        """Unless the steering file sets one."""
        self.assertIn("random seed is set to 'abc'", run_steering(JOB, "--random-seed", "abc").stdout)
        done = run_steering("import basf2\nbasf2.set_random_seed(12)" + JOB, "--random-seed", "abc")
        self.assertIn("random seed is set to '12'", done.stdout)

    def test_statistics_may_be_left_out(self):
        """Then their text is empty."""
        text = JOB + "print('<' + str(basf2.statistics) + '>')"
        self.assertIn("<>", run_steering(text, "--no-stats").stdout)
        self.assertIn("Total", run_steering(text).stdout)

    def test_exit_codes(self):
        """0 also after errors in the events, 1 after exceptions and fatal errors, else that of sys.exit()."""
        cases = {"import sys\nsys.exit(5)": 5, "1 / 0": 1, "import basf2\nbasf2.B2FATAL('x')": 1,
                 "import basf2\nbasf2.B2ERROR('x')": 0, JOB: 0, "import basf2\nbasf2.B2ERROR('x')" + JOB: 1}
        for text, code in cases.items():
            self.assertEqual(run_steering(text).returncode, code, text)

    def test_option_errors_are_sentences(self):
        """On stderr, with exit code 1."""
        for arguments, words in ((["--nonsense"], "unrecognised option '--nonsense'"), (["-n"], "the option '-n' needs a value")):
            done = basf2(*arguments)
            self.assertEqual((done.returncode, done.stderr), (1, f"error: {words}\n"))

    def test_wrong_values_are_fatal(self):
        """And name the value."""
        for options in (["-n", "0"], ["-n", "many"], ["-n", str(2**32 - 1)], ["-l", "LOUD"], ["-p", "-1"]):
            done = run_steering(JOB, *options)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"[FATAL] '{options[1]}'", done.stdout)

    def test_missing_steering_file_is_named(self):
        """So is a folder."""
        for name in ("nothing.py", "/tmp"):
            done = basf2(name)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"The given filename and/or path is not valid: {name}", done.stdout)

    def test_unreadable_steering_file_is_named(self):
        """Root reads everything, so the file is no text but a loop of links."""
        with clean_working_directory():
            os.symlink("loop.py", "loop.py")
            done = basf2("loop.py")
            self.assertEqual(done.returncode, 1)
            self.assertIn("loop.py", done.stdout)

    def test_version_and_information(self):
        """Are printed without a steering file."""
        self.assertRegex(basf2("--version").stdout, r"^BASF2, Version: \S+ \(Release: .*\)\n$")
        self.assertIn("Module search paths", basf2("--info").stdout)
        self.assertIn("--module_log_level", basf2("--help").stdout)

    def test_version_of_an_installed_release_is_in_its_receipt(self):
        """The folder is no working copy any more, and lies perhaps in somebody else's."""
        with clean_working_directory() as folder:
            subprocess.run(["git", "init", "--quiet", "."], check=True)
            os.mkdir("release")
            with open("release/receipt.json", "w") as file:
                file.write('{"format": 1, "inputs": {"commit": "abc123"}}')
            environment = dict(os.environ, BELLE2_RELEASE_DIR=f"{folder}/release", BELLE2_RELEASE="release-01-02-03")
            environment.pop("BELLE2_LOCAL_DIR", None)
            script = [sys.executable, basf2_version.__file__]
            done = subprocess.run(script, capture_output=True, text=True, env=environment)
            self.assertEqual(done.stdout, "BASF2, Version: abc123 (Release: release-01-02-03)\n")
            os.remove("release/receipt.json")
            done = subprocess.run(script, capture_output=True, text=True, env=environment)
            self.assertEqual(done.stdout, "BASF2, Version: unknown (Release: release-01-02-03)\n")

    def test_import_of_root_says_nothing(self):
        """Whichever comes first."""
        done = run_steering("import ROOT\nimport basf2\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_modules_are_described(self):
        """All, those of a package, or one."""
        self.assertIn("EventInfoSetter", basf2("-m").stdout)
        self.assertIn("Progress", basf2("-m", "framework").stdout)
        self.assertRegex(basf2("-m", "EventInfoSetter").stdout, r"evtNumList +list\(unsigned int\)")
        done = basf2("-m", "Nothing")
        self.assertEqual(done.returncode, 1)
        self.assertIn('No module or package named "Nothing" found!', done.stdout)

    def test_steering_file_runs_with_python_alone(self):
        """With the same result."""
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(JOB)
            file.flush()
            done = subprocess.run([sys.executable, file.name], capture_output=True, text=True)
        self.assertEqual((done.returncode, count_events(done)), (0, 3))

    def test_job_without_python_modules_imports_neither_root_nor_numpy(self):
        """They take longer to load than everything else."""
        done = run_steering(JOB + "import sys\nprint('LOADED', {'ROOT', 'cppyy', 'numpy'} & set(sys.modules))")
        self.assertIn("LOADED set()", done.stdout)

    def test_parallel_processing_is_refused_with_a_warning(self):
        """The events are processed all the same."""
        done = run_steering(JOB, "-p", "2")
        self.assertEqual((done.returncode, count_events(done)), (0, 3))
        self.assertIn("[WARNING] Parallel processing is not available", done.stdout)

    def interrupt(self, number):
        """Send a signal into the first event of a job and return the finished process with its output."""
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(SLEEPER)
            file.flush()
            job = subprocess.Popen(["basf2", file.name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            while "READY" not in job.stdout.readline():
                self.assertIsNone(job.poll())
            job.send_signal(number)
            output, errors = job.communicate(timeout=60)
        return job.returncode, output, errors

    def test_interrupt_ends_the_job_in_order(self):
        """The last event is told, and the shell sees the signal."""
        code, output, errors = self.interrupt(signal.SIGINT)
        self.assertEqual(code, -signal.SIGINT)
        self.assertIn("TERMINATED", output)
        self.assertIn("last event = 1", output)
        self.assertIn("Ctrl-C", errors)

    def test_other_signals_are_fatal(self):
        """Without the end of the modules."""
        for number in (signal.SIGTERM, signal.SIGQUIT):
            code, output, _ = self.interrupt(number)
            self.assertEqual(code, 1)
            self.assertIn(f"Execution stopped by signal {int(number)}!", output)
            self.assertNotIn("TERMINATED", output)


if __name__ == "__main__":
    unittest.main()
