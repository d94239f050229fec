# SPDX-License-Identifier: LGPL-3.0-or-later
"""What commands say about working copies and style."""
import json
from pathlib import Path

from b2tools import reports
from b2tools.style import Finding, Fixed
from b2tools.workingcopies.checkouts import Created
from b2tools.workingcopies.packages import Package

FINDING = Finding("a.py", 1, 2, "E225", "missing whitespace around operator")


def test_json_keeps_names_of_any_bytes():
    assert json.loads(reports.as_json([Finding("\udcff.py", 1, 1, "x", "y")]))[0]["file"] == "\udcff.py"


def test_a_new_copy_is_told_with_what_to_do_next():
    made = Created(Path("/a b"), "main", "release-01-00-00", ("mdst",), ("git does not know you.",))
    assert reports.created(made) == ("/a b: main with mdst, on top of release-01-00-00\nadvice: git does not know you.\n"
                                     "Next: cd '/a b'; b2setup; scons")


def test_packages_are_listed_with_signs_for_checked_out_and_only_here():
    found = [Package("a", True, False, ("x", "y")), Package("mine", True, True), Package("z", False, False)]
    assert reports.listing(found, True) == "* a     x y\n+ mine\n  z"


def test_findings_end_with_the_command_that_mends_them():
    assert reports.findings([FINDING]) == f"{FINDING}\n1 finding in 1 file. Mend what can be mended with: b2code-style-fix"
    assert reports.findings([]) == ""


def test_a_fix_lists_what_is_left():
    assert reports.fixed(Fixed(("a.py",), (FINDING,)), dry_run=True) == f"a.py: would be mended\n{FINDING}\nMend the rest by hand."
