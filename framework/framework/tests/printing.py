# SPDX-License-Identifier: LGPL-3.0-or-later
"""Printed descriptions of modules and paths, tables, and finding files."""

import contextlib
import io
import os
import unittest

import basf2
from basf2.utils import pretty_print_table
from b2test_utils import clean_working_directory, run_steering, temporary_set_environment


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
path, other = basf2.create_path(), basf2.create_path()
path.add_module("Progress", maxN=2).if_true(other)
path.add_module("EventInfoSetter")
other.add_module("RandomBarrier")
basf2.print_path(path)""").stdout
        self.assertIn("Modules and parameter settings in the path:", text)
        self.assertIn("  1. Progress\n      maxN=2\n", text)
        self.assertIn("      >=1:\n", text)
        self.assertIn("        1. RandomBarrier", text)
        self.assertNotIn("evtNumList", text)

    def test_table_wraps_flexible_columns(self):
        """To the width of the terminal."""
        with temporary_set_environment(COLUMNS=30):
            text = captured(pretty_print_table, [["name", "text"], ["a", "some words that need more than one line"]], [-10, "*"])
        lines = text.splitlines()
        self.assertEqual(lines[0], "-" * 30)
        self.assertEqual(lines[1], "name text")
        self.assertTrue(len(lines) > 4 and all(len(line) <= 30 for line in lines))

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
