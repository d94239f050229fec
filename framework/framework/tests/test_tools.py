# SPDX-License-Identifier: LGPL-3.0-or-later
"""Functions for tests: skipping, folders, logging, processes and printers of data."""

import contextlib
import io
import os
import subprocess
import sys
import time
import unittest

import basf2
import b2test_utils
from b2test_utils.logfilter import LogReplacementFilter

SKIPPING = "import b2test_utils\nb2test_utils.{}\nprint('AFTER')"
LOGGING = """
import basf2, os
from b2test_utils import clean_working_directory, configure_logging_for_tests
with clean_working_directory() as folder:
    configure_logging_for_tests({"secret": "***"})
    basf2.B2WARNING(f"in {folder} with a secret")
    for _ in range(3):
        basf2.B2INFO("again in " + (os.environ.get("BELLE2_LOCAL_DIR") or os.environ["BELLE2_RELEASE_DIR"]) + "/x")
    print("end")
"""
PRINTER = """
import basf2
from ROOT import Belle2
from b2test_utils.datastoreprinter import DataStorePrinter, PrintObjectsModule
class Filler(basf2.Module):
    def initialize(self):
        Belle2.PyStoreArray("MCParticles").registerInDataStore()
    def event(self):
        particles = Belle2.PyStoreArray("MCParticles")
        particles.appendNew().setPDG(11)
        particles.appendNew().setPDG(-211)
path = basf2.Path()
path.add_module("EventInfoSetter", expList=3, runList=4)
path.add_module(Filler())
particle = DataStorePrinter("MCParticle", ["getPDG", "getMass", "getMother"], {"hasStatus": [1, [2]]})
particle.add_member("getIndex", lambda item, name: [] if item.getPDG() > 0 else None, display="index")
particle.add_member("getPDG", print_callback=lambda name, arguments, result: print("called", name, arguments, result))
event = DataStorePrinter("EventMetaData", ["getRun", "getExperiment"], array=False)
path.add_module(PrintObjectsModule([event, particle], print_untested=True))
basf2.process(path)
"""


class TestToolsTest(unittest.TestCase):
    """Most of them end the process or change its output, so they run in another one."""

    def assert_skipped(self, call, reason, **variables):
        """Check that a call leaves a script as skipped."""
        done = b2test_utils.run_steering(SKIPPING.format(call), **variables)
        self.assertEqual(done.returncode, 1, call)
        self.assertIn(f"TEST SKIPPED: {reason}\n", done.stderr)
        self.assertNotIn("AFTER", done.stdout)

    def test_time_limit_of_scripts_holds_for_what_they_leave_behind(self):
        """Also if it has left the group of processes of the script."""
        with b2test_utils.clean_working_directory():
            os.mkdir("tests")
            with open("tests/leaves.py", "w") as file:
                file.write("import subprocess\nprint('STARTED', flush=True)\n"
                           "subprocess.Popen(['sleep', '20'], start_new_session=True)\n")
            start = time.monotonic()
            done = subprocess.run(["b2test-scripts", "--timeout", "3", "tests"], capture_output=True, text=True)
            self.assertLess(time.monotonic() - start, 15)
            self.assertIn("took longer than 3.0 s", done.stdout)
            self.assertIn("STARTED", done.stdout)

    def test_scripts_are_skipped_with_a_reason(self):
        """In the form that b2test-scripts knows."""
        self.assert_skipped("skip_test('no data')", "no data")
        self.assert_skipped("require_file('no/such/file')", "Cannot find: no/such/file")
        self.assert_skipped("skip_test_if_light()", "This is a light release: it has no package generators.")
        self.assert_skipped("skip_test_if_central()", "A central release is set up.", BELLE2_RELEASE_DIR="/tmp")
        self.assert_skipped("check_error_free('false', 'False', 'framework')", "A central release is set up.",
                            BELLE2_RELEASE_DIR="/tmp")

    def test_one_test_of_a_case_is_skipped(self):
        """The others go on."""
        with self.assertRaisesRegex(unittest.SkipTest, "no data"):
            b2test_utils.skip_test("no data", self)

    def test_file_that_exists_is_found(self):
        """With its whole name."""
        self.assertTrue(os.path.isabs(b2test_utils.require_file("framework/tests/test_tools.py")))

    def test_log_level_comes_back(self):
        """Also after an exception."""
        before = basf2.logging.log_level
        with contextlib.suppress(KeyError), b2test_utils.show_only_errors():
            self.assertEqual(basf2.logging.log_level, basf2.LogLevel.ERROR)
            raise KeyError
        self.assertEqual(basf2.logging.log_level, before)

    def test_local_release_is_a_folder_to_work_in(self):
        """And an error if there is none."""
        release = os.environ.get("BELLE2_LOCAL_DIR") or os.environ["BELLE2_RELEASE_DIR"]
        with b2test_utils.temporary_set_environment(BELLE2_LOCAL_DIR=release), b2test_utils.local_software_directory():
            self.assertTrue(os.path.isdir("framework"))
        with b2test_utils.temporary_set_environment(BELLE2_LOCAL_DIR=""), self.assertRaises(RuntimeError):
            with b2test_utils.local_software_directory():
                pass

    def test_logging_is_the_same_everywhere(self):
        """No folders, no summary, no repetitions."""
        done = b2test_utils.run_steering(LOGGING)
        lines = done.stdout.splitlines()[1:]
        self.assertEqual(lines, ["[WARNING] in ${cwd} with a ***", "[INFO] again in ${BELLE2_SOFTWARE_DIR}/x",
                                 " ... message repeated 2 times", "end"])

    def test_filter_writes_starts_of_lines_and_what_is_repeated_at_the_end(self):
        """The longest text wins."""
        text = io.StringIO()
        stream = LogReplacementFilter(text, {"": "nothing", "/a": "A", "/a/b": "B"})
        for part in ("/a/b/a\n", "x", "y /a\nxy A\n", "start"):
            stream.write(part)
        stream.flush()
        stream.write(" end\nsame\nsame\n")
        stream.finish()
        repeated = " ... message repeated 1 times\n"
        self.assertEqual(text.getvalue(), f"BA\nxy A\n{repeated}start end\nsame\n{repeated}")

    def test_exit_codes_of_other_processes(self):
        """A fatal error leaves this one alive."""
        self.assertEqual(b2test_utils.run_in_subprocess(3, target=sys.exit), 3)
        self.assertEqual(b2test_utils.safe_process(basf2.Path()), 1)

    def test_tool_with_complaints_fails(self):
        """Unless they are all filtered."""
        if os.environ.get("BELLE2_RELEASE_DIR"):
            b2test_utils.skip_test("check_error_free() needs a local release only", self)
        b2test_utils.check_error_free("true", "True", "framework")
        b2test_utils.check_error_free("echo", "Echo", "framework", lambda line: line == "-n1 framework", ["-n1"])
        done = b2test_utils.run_steering(SKIPPING.format("check_error_free('echo', 'Echo', 'framework')"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("Echo complains about the package framework", done.stdout)

    def test_environment_is_recognised_and_printed(self):
        """By its variables."""
        for value, wanted in (("yes", True), ("1", True), ("no", False), ("", False)):
            with b2test_utils.temporary_set_environment(BELLE2_IS_CI=value):
                self.assertEqual(b2test_utils.is_ci(), wanted)
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            b2test_utils.print_belle2_environment()
        self.assertIn(f"  BELLE2_SUBDIR={os.environ['BELLE2_SUBDIR']}\n", text.getvalue())

    def test_classes_are_found_and_have_checksums(self):
        """By the names that C++ gives them."""
        event = b2test_utils.get_object_with_name("EventMetaData")
        self.assertEqual(b2test_utils.get_object_with_name("path.join", os), os.path.join)
        checksums = b2test_utils.get_streamer_checksums([event()])
        self.assertEqual(checksums["Belle2::EventMetaData"][0], event.Class().GetClassVersion())
        self.assertGreater(checksums["Belle2::EventMetaData"][1], 0)

    def test_printer_shows_what_functions_return(self):
        """Sorted by name, those added later at the end."""
        done = b2test_utils.run_steering(PRINTER)
        self.assertIn("EventMetaData:\n  getExperiment(): 3\n  getRun(): 4\nMCParticle#0:\n", done.stdout)
        self.assertIn("  getMother(): -> NULL\n  getPDG(): 11\n", done.stdout)
        self.assertIn("  hasStatus(1): False\n  hasStatus(2): False\n  index: ", done.stdout)
        self.assertIn("  getPDG(): called getPDG [] -211\n", done.stdout)
        self.assertEqual(done.stdout.count("index: "), 1)
        self.assertIn("Untested method MCParticle::getEnergy\n", done.stdout)
        self.assertNotIn("Untested method MCParticle::getPDG\n", done.stdout)


if __name__ == "__main__":
    unittest.main()
