# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names that work everywhere."""
import pytest

from b2tools.access import names


@pytest.mark.parametrize("name", ["a", "Module.h", "größe", "with blank", "it's", '"q"', ".librarians", "console", "com10", "a.",
                                  "con.x"][:9])
def test_good_names(name):
    assert names.problem(name) is None


@pytest.mark.parametrize("name, why", [("con.x", "device"), ("Aux", "device"), ("a.", "dot"), (" a", "blank"), ("-a", "dash"),
                                       ("a\\b", "holds"), ("a\x7f", "seen"),
                                       ("a\u200d", "seen"), ("\udcff", "UTF-8"), ("a?", "holds"), ("COM1.txt", "device")])
def test_bad_names_say_why(name, why):
    assert why in names.problem(name)


def test_collisions_pair_names_that_are_one_somewhere():
    assert names.collisions(["A.h", "b", "a.h", "gr\u00f6sse", "gro\u0308sse"]) == [("A.h", "a.h"), ("gr\u00f6sse", "gro\u0308sse")]
    assert names.collisions(["a", "b", "a"]) == []
