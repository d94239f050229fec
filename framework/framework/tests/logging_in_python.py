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
        for level in ("text", 3.14, [3]):
            with self.assertRaises(TypeError):
                basf2.B2DEBUG(level, "text")
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

    def test_console_survives_any_stdout(self):
        """Without one, with one that fails, and with one that does not know all characters."""
        text = """import io, sys
logging.enable_python_logging = True
sys.stdout = None
B2INFO("none")
class Broken:
    def write(self, text): raise ValueError("broken")
sys.stdout = Broken()
try: raise KeyError("kept")
except KeyError as error: B2INFO("broken ", error)
sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
B2INFO("gr\u00fcn")
sys.stdout.flush()
text, sys.stdout = sys.stdout.buffer.getvalue(), sys.__stdout__
print(text)
"""
        self.assertEqual(output(text), "[INFO] none\n[INFO] broken 'kept'\nb'[INFO] gr\\\\xfcn\\n'\n")

    def test_newlines_can_be_escaped(self):
        """For programs that read lines."""
        self.assertEqual(output('logging.enable_escape_newlines = True\nB2INFO("a\\nb", c=1)'), "[INFO] a\\nb\\n\tc = 1\n")

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

    def test_repetitions_are_limited(self):
        """By severity and text; then a notice says so."""
        text = output('logging.max_repetitions = 2\nfor i in range(4): B2INFO("x", i=i)\nB2INFO("y")')
        self.assertEqual(text, "[INFO] x\n\ti = 0\n[INFO] x\n\ti = 1\n"
                         "[WARNING] The previous message has come 2 times; from now on it is only counted.\n[INFO] y\n")

    def test_summary_comes_before_the_end(self):
        """Most severe first, with numbers, without variables of several."""
        text = output('B2WARNING("w")\nfor i in range(2): B2ERROR("e", i=i)\nB2FATAL("f")')
        summary = text[text.index("[INFO] ==="):].splitlines()
        self.assertEqual(summary, ["[INFO] ===Error Summary===" + 61 * "=", "[FATAL] f", "[ERROR] e",
                                   "[INFO]     (last message occurred 2 times)", "[WARNING] w", "[INFO] " + 80 * "=",
                                   "[ERROR] in total, 2 errors occurred during processing",
                                   "[WARNING] in total, 1 warnings occurred during processing"])

    def test_settings_of_the_command_line(self):
        """-l beats the steering file, which beats --package_log_level; a module's own level beats --module_log_level."""
        self.assertEqual(output('logging.log_level = LogLevel.ERROR\nB2INFO("a")', "-l", "INFO"), "[INFO] a\n")
        option = ("--package_log_level", "steering:ERROR")
        self.assertEqual(output('B2INFO("a")', *option), "")
        self.assertEqual(output('logging.package("steering").log_level = LogLevel.INFO\nB2INFO("a")', *option), "[INFO] a\n")
        text = """
class Speaker(Module):
    def event(self): B2INFO(self.name())
logging.log_level = LogLevel.ERROR
path = create_path()
path.add_module("EventInfoSetter")
path.add_module(Speaker()).set_name("one")
path.add_module(Speaker()).set_name("two")
path.add_module(Speaker(), logLevel=LogLevel.ERROR).set_name("one")
print(logging.module("one").log_level, logging.module("two").log_level)
process(path)
"""
        self.assertEqual(output(text, "--module_log_level", "one:INFO"), "INFO default\n[INFO] one\n")

    def test_realm_is_one_of_three(self):
        """In any case."""
        errors = logging.log_stats[LogLevel.ERROR]
        for realm in ("none", "Online", "PRODUCTION", "none"):
            basf2.set_realm(realm)
        self.assertEqual(logging.log_stats[LogLevel.ERROR], errors)
        self.assertIn("[ERROR] The realm 'else' is not one of none, online, production.", output('set_realm("else")'))

    def test_enumerations_have_dictionaries(self):
        """And show the bare name, or the number where a number is asked for."""
        self.assertEqual(LogLevel.values[1], LogLevel.INFO)
        self.assertEqual(LogLevel.names["default"], LogLevel.default)
        self.assertEqual((str(LogLevel.INFO), f"{LogLevel.INFO:>6}", f"{LogLevel.INFO:02d}"), ("INFO", "  INFO", "01"))
        for enum in (LogInfo, basf2.ModulePropFlags, basf2.AfterConditionPath, basf2.ConditionOperator,
                     basf2.ProcessStatistics.StatisticCounters):
            self.assertEqual(list(enum.values.values()), list(enum.names.values()))
            self.assertTrue(all(enum.names[item.name] is item and enum.values[item.value] is item for item in enum))

    def test_settings_can_be_made_ahead(self):
        """And given to a package."""
        config = basf2.LogConfig(LogLevel.WARNING, 3)
        config.abort_level = LogLevel.ERROR
        logging.set_package("some", config)
        found = logging.package("some")
        self.assertEqual((found.log_level, found.debug_level, found.abort_level), (LogLevel.WARNING, 3, LogLevel.ERROR))
        self.assertEqual(basf2.LogConfig().log_level, LogLevel.default)
        config.set_abort_level(LogLevel.default)
        self.assertEqual(config.abort_level, LogLevel.FATAL)

    def test_settings_that_cannot_be_are_refused(self):
        """A number that is no level, a name that no file can have."""
        with self.assertRaisesRegex(ValueError, "77 is not a log level"):
            basf2.register_module("Progress").set_log_level(77)
        with self.assertRaisesRegex(ValueError, "NUL"):
            logging.add_file("a\0b")

    def test_print_comes_in_order(self):
        """With the messages of C++."""
        self.assertEqual(output('print("a")\nB2INFO("b")\nprint("c")'), "a\n[INFO] b\nc\n")


if __name__ == "__main__":
    unittest.main()
