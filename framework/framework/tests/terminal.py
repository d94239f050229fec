# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is for people at a terminal: colours, pages, editors and printed modules; most of it needs a real terminal."""

import contextlib
import io
import os
import unittest

import basf2.utils
import pexpect
from b2test_utils import clean_working_directory, temporary_set_environment
from terminal_utils import ANSIColors, InputEditor, Pager

PAGED = """
import sys
import basf2
from terminal_utils import ANSIColors, Pager
with Pager("Many lines", True):
    print(ANSIColors.fg("red") + "number of columns", basf2.utils.get_terminal_width(), ANSIColors.reset())
    basf2.B2INFO("from C++")
print("BEHIND", sys.stdout.isatty())
"""


def on_terminal(text, pager):
    """Return what a steering file shows on a terminal of 70 columns."""
    with open("paged.py", "w") as file:
        file.write("import basf2.utils\n" + text)
    # a size in the environment would be that of another terminal
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment.update(PAGER=pager, TERM="xterm")
    return pexpect.run("basf2 paged.py", encoding="utf-8", timeout=30, env=environment, dimensions=(20, 70))


class TerminalTest(unittest.TestCase):
    """Also without a terminal."""

    def test_colours_have_codes(self):
        """By name, member, number or components."""
        for color, code in (("red", "5;1"), ("Blue", "5;4"), (ANSIColors.WHITE, "5;7"), (200, "5;200"),
                            ("#fff", "2;255;255;255"), ("#102030", "2;16;32;48")):
            self.assertEqual(ANSIColors.convert_color(color), code)
        with self.assertRaisesRegex(KeyError, "There is no colour 'reddish'"):
            ANSIColors.convert_color("reddish")
        with self.assertRaises(ValueError):
            ANSIColors.convert_color("#12345")

    def test_output_that_is_no_terminal_has_no_colours(self):
        """And no pages."""
        text = io.StringIO()
        with contextlib.redirect_stdout(text), Pager():
            print(ANSIColors.color("red", bold=True) + "plain" + ANSIColors.reset())
        self.assertEqual(text.getvalue(), "plain\n")

    def test_pages_show_output_of_python_and_of_cpp(self):
        """In colours and as wide as the terminal, and then the terminal is back."""
        with clean_working_directory():
            for pager in ("sed s/^/PAGE/", "", "cat", "/no/such/pager"):
                shown, mark = on_terminal(PAGED, pager), "PAGE" if pager.startswith("sed") else ""
                self.assertIn(f"{mark}\x1b[38;5;1mnumber of columns 70 \x1b[0m", shown)
                self.assertRegex(shown, f"{mark}(\x1b\\[[0-9;m]*)*\\[INFO\\] from C")
                self.assertIn("\nBEHIND True", shown)

    def test_page_that_fits_ends_by_itself(self):
        """With less."""
        with clean_working_directory():
            self.assertIn("BEHIND", on_terminal(PAGED, "less"))

    def test_editor_is_asked_for_a_text(self):
        """Comments are not part of it."""
        with temporary_set_environment(VISUAL="sed -i s/old/new/"):
            editor = InputEditor(initial_content="# explains\nold\n  \n# more")
            self.assertEqual((editor.get_editor_command(), editor.input()), ("sed -i s/old/new/", "new"))
        self.assertEqual(InputEditor("true", "; a\n# b", ";").input(), "# b")
        with self.assertRaisesRegex(SystemExit, "The editor 'false' has failed"):
            InputEditor("false").input()

    def test_functions_of_a_module_are_printed(self):
        """With their arguments and documentation."""
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            basf2.utils.pretty_print_module("basf2.utils", "the utilities", {"replacements": "REPLACED"})
        self.assertRegex(text.getvalue(), r"pretty_print_module +\(module, name, REPLACED=None\)\n +Print the public functions")
        for other in ("get_terminal_width", "_parameter_row"):
            self.assertNotIn(other, text.getvalue())
        self.assertIn("print_path", basf2.utils.list_functions(basf2.utils))


if __name__ == "__main__":
    unittest.main()
