# SPDX-License-Identifier: LGPL-3.0-or-later
"""Jobs that python3 runs without the program basf2, and what an import of basf2 does and does not."""

import signal
import subprocess
import unittest

from b2test_utils import clean_working_directory

# modules of C++ only; the comment shall be in the output file
JOB = """
import sys
import basf2
# a remark of the author
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
path.add_module("RootOutput", outputFileName=sys.argv[1])
basf2.process(path)
basf2.print_path(path)
print("ROOT:", [name for name in ("ROOT", "cppyy", "libcppyy") if name in sys.modules])
sys.exit(5)
"""
READ = """
import sys
from ROOT import Belle2, TFile
file = TFile(sys.argv[1])
file.Get("persistent").GetEntry(0)
print(file.Get("persistent").FileMetaData.getSteering())
"""
SLEEP = """
import signal, time
import basf2
assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
print("READY", flush=True)
time.sleep(30)
"""


def run(text, *arguments, program="python3"):
    """Run the text as a file and return the finished process."""
    with open("steering.py", "w") as file:
        file.write(text)
    return subprocess.run([program, "steering.py", *arguments], capture_output=True, text=True)


class StandaloneTest(unittest.TestCase):
    """Each test works in a folder of its own."""

    def test_job_of_modules_in_cpp_imports_no_root(self):
        """It starts sooner; exit code and arguments are those of Python."""
        with clean_working_directory():
            for program in ("python3", "basf2"):
                done = run(JOB, "out.root", program=program)
                self.assertEqual(done.returncode, 5, done.stdout + done.stderr)
                self.assertIn("ROOT: []", done.stdout)
                self.assertEqual(done.stderr, "")

    def test_steering_text_is_stored(self):
        """As with the program basf2."""
        with clean_working_directory():
            for program in ("python3", "basf2"):
                run(JOB, f"{program}.root", program=program)
                self.assertEqual(run(READ, f"{program}.root").stdout.strip(), JOB.strip(), program)

    def test_command_without_a_file_has_no_steering_text(self):
        """Which is no error."""
        text = "import basf2\npath = basf2.Path()\npath.add_module('EventInfoSetter')\nbasf2.process(path)"
        self.assertEqual(subprocess.run(["python3", "-c", text]).returncode, 0)

    def test_warning_of_root_about_its_stage_is_not_shown(self):
        """Not by python3 after an import of basf2, and never by the program."""
        with clean_working_directory():
            self.assertEqual(run("import basf2, ROOT").stderr, "")
            for text in ("import basf2, ROOT", "import ROOT, basf2"):
                self.assertEqual(run(text, program="basf2").stderr, "")

    def test_import_in_another_interpreter_of_the_process_is_an_error(self):
        """It would wait for ever."""
        text = "import _xxsubinterpreters as inner\nimport basf2\ninner.run_string(inner.create(), 'import basf2')"
        done = subprocess.run(["python3", "-c", text], capture_output=True, text=True, timeout=60)
        self.assertIn("ImportError'>: basf2 can only be imported in the main interpreter", done.stderr)

    def test_interrupt_ends_a_steering_file(self):
        """At once, as the default of the system does."""
        with clean_working_directory():
            with open("steering.py", "w") as file:
                file.write(SLEEP)
            job = subprocess.Popen(["python3", "steering.py"], stdout=subprocess.PIPE, text=True)
            self.assertEqual(job.stdout.readline(), "READY\n")
            job.send_signal(signal.SIGINT)
            self.assertEqual(job.wait(20), -signal.SIGINT)
            job.stdout.close()


if __name__ == "__main__":
    unittest.main()
