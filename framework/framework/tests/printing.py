# SPDX-License-Identifier: LGPL-3.0-or-later
"""Printed descriptions of modules and paths, tables, and finding files."""

import contextlib
import io
import os
import unittest

import basf2
from basf2.utils import pretty_print_table, print_all_modules
from b2test_utils import clean_working_directory, run_in_subprocess, run_steering, temporary_set_environment


def captured(function, *args, **kwargs):
    """Return what a function prints."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        function(*args, **kwargs)
    return text.getvalue()


class PrintingTest(unittest.TestCase):
    """Text for people."""

    def test_parameters_are_printed_as_a_table(self):
        """With current values if wanted."""
        text = captured(basf2.print_params, basf2.register_module("Progress", maxN=1))
        for line in ("  Progress", "Package:     framework", "Description: Prints the number of processed events"):
            self.assertIn(line, text)
        self.assertRegex(text, r"maxN +int +3 +1 +True")

    def test_path_shows_what_differs_from_the_defaults(self):
        """And conditions with their paths."""
        text = run_steering("""import basf2
basf2.set_log_level(basf2.LogLevel.ERROR)
path, other = basf2.create_path(), basf2.create_path()
path.add_module("Progress", maxN=2).if_true(other)
path.add_module("EventInfoSetter")
other.add_module("RandomBarrier")
basf2.print_path(path)""").stdout
        self.assertEqual("\n".join(text.splitlines()[1:]),
                         "  1. Progress\n      maxN=2\n\n      >=1:\n        1. RandomBarrier\n  2. EventInfoSetter")

    def test_path_shows_all_parameters_and_descriptions_on_request(self):
        """Below a title."""
        text = run_steering("""import basf2
path = basf2.create_path()
path.add_module("Progress")
basf2.print_path(path, defaults=True, description=True)""").stdout
        self.assertIn("[INFO] Modules and parameter settings in the path:\n  1. Progress  #Prints the number of", text)
        self.assertIn("\n      maxN=3  #The largest interval", text)

    def test_modules_are_listed_by_name_or_with_their_libraries(self):
        """Those that cannot be loaded are fatal in the end."""
        for modules in (["Progress", "RootInput"], {"Progress": "a.so", "RootInput": "b.so"}.items()):
            text = captured(print_all_modules, modules)
            self.assertRegex(text, "\nframework\nProgress +Prints the number of processed events")
            self.assertIn("RootInput", text)
        self.assertEqual(captured(print_all_modules, ["Progress"], "other"), "")
        self.assertEqual(run_in_subprocess(["Progress", "Lost"], target=print_all_modules), 1)

    def test_parameters_are_printed_with_the_library(self):
        """And without values, if wanted; nothing is said about required parameters if there are none."""
        text = captured(basf2.print_params, basf2.register_module("RootInput"), False, "lib.so")
        self.assertIn("Found in:    lib.so\n", text)
        self.assertNotIn("Steering", text)
        self.assertNotIn(" * denotes a required parameter.", text)

    def test_table_wraps_flexible_columns(self):
        """To the width of the terminal."""
        with temporary_set_environment(COLUMNS=30):
            text = captured(pretty_print_table, [["name", "text"], ["a", "some words that need more than one line"]], [-10, "*"])
        lines = text.splitlines()
        self.assertEqual(lines[0], "-" * 30)
        self.assertEqual(lines[1], "name text")
        self.assertTrue(len(lines) > 4 and all(len(line) <= 30 for line in lines))

    def test_table_fills_the_terminal(self):
        """A rest that cannot be shared evenly goes to the first columns."""
        with temporary_set_environment(COLUMNS=40):
            for widths in (["*", "*", "*"], [4, "+", "*"], ["+", "+", "+"]):
                text = captured(pretty_print_table, [["a", "b", "c"], ["1", "2", "3"]], widths)
                self.assertEqual(text.splitlines()[0], "-" * 40, widths)
            text = captured(pretty_print_table, [["a"], ["words that are longer than the terminal is wide"]], ["+"])
            self.assertEqual(len(text.splitlines()[-1]), 47)

    def test_table_aligns_and_transforms(self):
        """By prefix and function."""
        text = captured(pretty_print_table, [["n"], ["1"]], [">4"], hline_formatter=lambda width: None,
                        transform=lambda row, widths, line: f"<{line}>")
        self.assertEqual(text, "<   n>\n<   1>\n")

    def test_file_is_found_in_the_release_or_here(self):
        """Or not at all."""
        with clean_working_directory() as folder:
            with open("data.txt", "w"):
                pass
            self.assertEqual(os.path.realpath(basf2.find_file("data.txt")), os.path.realpath(os.path.join(folder, "data.txt")))
            with temporary_set_environment(BELLE2_EXAMPLES_DATA_DIR=folder):
                self.assertTrue(basf2.find_file("data.txt", "Examples"))
            self.assertEqual(basf2.find_file("nothing.txt", silent=True), "")
            with self.assertRaisesRegex(FileNotFoundError, "nothing.txt"):
                basf2.find_file("nothing.txt")


if __name__ == "__main__":
    unittest.main()
