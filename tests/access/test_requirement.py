# SPDX-License-Identifier: LGPL-3.0-or-later
"""Decisions as text and JSON."""
import json

from b2tools.access.requirement import Decision, Requirement, short, visible

GOOD = Requirement("style", "refs/heads/main", True, "Fine.")
BAD = Requirement("owner", "refs/heads/main", False, "framework: ask \x1b[31mlibrarian.", ("librarian",))
OFF = Requirement("size", "refs/heads/main", False, "Too big.", applies=False)


def test_one_failing_requirement_refuses():
    assert not Decision("ann", (GOOD, BAD)).allowed and Decision("ann", (GOOD, BAD)).failing == (BAD,)


def test_a_requirement_that_does_not_apply_does_not_refuse():
    assert Decision("ann", (GOOD, OFF)).allowed and "Too big" not in Decision("ann", (GOOD, OFF)).text()


def test_text_and_json_say_the_same():
    decision = Decision("ann", (GOOD, BAD))
    assert decision.text() == "ok      main: Fine.\nneeded  main: framework: ask \\x1b[31mlibrarian."
    data = json.loads(decision.json())
    assert not data["allowed"] and data["account"] == "ann" and data["requirements"][1]["missing"] == ["librarian"]


def test_names_from_outside_cannot_steer_a_terminal():
    assert visible("a\x1b\u202e\udcff") == "a\\x1b\\u202e\\udcff"
    assert short("refs/tags/x\n") == "tag x\\n" and short("refs/heads/feature/x") == "feature/x"
