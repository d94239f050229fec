# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sentences of errors."""
from b2tools import errors


def test_near_names_are_offered_for_a_wrong_one():
    assert errors.near("framewrok", ["framework", "mdst"]) == "Did you mean framework?"
    assert errors.near("zzz", ["framework", "mdst"]) == "Known are: framework, mdst."
    assert errors.near("zzz", []) == "There are none."


def test_facts_fill_the_sentence():
    error = errors.ProgramMissing(program="astyle", purpose="checking style", advice="Install it.")
    assert str(error) == "The program astyle is not installed or not on PATH, so checking style is not possible. Install it."
