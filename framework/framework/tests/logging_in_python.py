# SPDX-License-Identifier: LGPL-3.0-or-later
"""Messages from Python and the settings of basf2.logging."""

import contextlib
import io
import unittest

import basf2
from b2test_utils import clean_working_directory, run_steering
from basf2 import LogInfo, LogLevel, logging


def output(text, *options):
    """Return what a steering file prints after its first line."""
    done = run_steering("import basf2\nfrom basf2 import *\n" + text, *options)
    return done.stdout.split("\n", 1)[1]


class LoggingTest(unittest.TestCase):
    """Messages in other processes, settings in this one."""

    def test_arguments_are_joined_and_variables_sorted(self):
        """Keyword arguments are variables."""
        self.assertEqual(output('B2INFO("one ", 2, [3], zebra=1, apple="x")'), "[INFO] one 2[3]\n\tapple = x\n\tzebra = 1\n")

    def test_message_needs_a_text(self):
        """And a debug message a level."""
        with self.assertRaises(TypeError):
            basf2.B2INFO()
        with self.assertRaises(TypeError):
            basf2.B2DEBUG("text")
        with self.assertRaises(TypeError):
            basf2.B2DEBUG(3)

    def test_debug_messages_say_where_they_come_from(self):
        """File and line of the steering file."""
        text = output('B2DEBUG(20, "no")\nB2DEBUG(5, "yes")', "-l", "DEBUG")
        self.assertIn("[DEBUG:5] yes", text)
        self.assertRegex(text, r"@.*steering.py:4")
        self.assertNotIn("no", text.replace("(", " ").split())

    def test_levels_decide(self):
        """What is shown; errors always are."""
        text = output('logging.log_level = LogLevel.ERROR\nB2INFO("a")\nB2WARNING("b")\nB2ERROR("c")')
        self.assertEqual(text, "[ERROR] c\n")

    def test_package_settings_come_first(self):
        """Steering files belong to the package steering."""
        text = output('logging.log_level = LogLevel.ERROR\nlogging.package("steering").log_level = LogLevel.INFO\nB2INFO("a")')
        self.assertEqual(text, "[INFO] a\n")

    def test_fatal_ends_the_job(self):
        """What was printed before is not lost."""
        done = run_steering('import sys, basf2\nsys.stdout.write("before")\nbasf2.B2FATAL("the end")\nprint("after")')
        self.assertEqual(done.returncode, 1)
        self.assertIn("before", done.stdout)
        self.assertIn("[FATAL] the end", done.stdout)
        self.assertNotIn("after", done.stdout)

    def test_abort_level_may_be_lowered(self):
        """Then errors end the job, too."""
        done = run_steering('import basf2\nbasf2.logging.abort_level = basf2.LogLevel.ERROR\nbasf2.B2ERROR("x")\nprint("after")')
        self.assertEqual((done.returncode, "after" in done.stdout), (1, False))

    def test_messages_are_counted(self):
        """By level, shown or not."""
        logging.zero_counters()
        basf2.B2WARNING("counted")
        self.assertEqual(logging.log_stats[LogLevel.WARNING], 1)
        self.assertEqual(logging.log_stats[LogLevel.ERROR], 0)

    def test_console_may_go_through_python(self):
        """Which can redirect it."""
        captured = io.StringIO()
        logging.enable_python_logging = True
        with contextlib.redirect_stdout(captured):
            basf2.B2WARNING("through Python")
        logging.enable_python_logging = False
        self.assertIn("through Python", captured.getvalue())

    def test_file_gets_the_messages(self):
        """Next to the console."""
        with clean_working_directory():
            logging.add_file("log.txt")
            basf2.B2WARNING("to the file")
            with open("log.txt") as file:
                self.assertIn("[WARNING] to the file", file.read())
        logging.reset()
        logging.add_console()

    def test_shown_parts_can_be_chosen(self):
        """By level."""
        before = logging.get_info(LogLevel.INFO)
        logging.set_info(LogLevel.INFO, LogInfo.LEVEL | LogInfo.MESSAGE | LogInfo.PACKAGE)
        self.assertEqual(logging.get_info(LogLevel.INFO), 1 + 2 + 8)
        logging.set_info(LogLevel.INFO, before)

    def test_print_comes_in_order(self):
        """With the messages of C++."""
        self.assertEqual(output('print("a")\nB2INFO("b")\nprint("c")'), "a\n[INFO] b\nc\n")


if __name__ == "__main__":
    unittest.main()
