# SPDX-License-Identifier: LGPL-3.0-or-later
"""Actions on variables and their effect on an environment."""
from pathlib import Path

from b2tools.environments import actions
from b2tools.environments.actions import Anchor, Environment, Prepend, Set


def test_anchors_become_known_values():
    env = Environment((Set("A", (Anchor.TOP, "/x")), Set("B", ("u=", Anchor.USER)), Set("C", ())))
    assert env.values(Path("/top"), "anna") == {"A": "/top/x", "B": "u=anna", "C": ""}


def test_entries_come_before_what_was_there():
    env = Environment((Prepend("P", (("/a",), ("/b",))), Prepend("Q", (("/c",),))))
    assert env.applied({"P": "/old:", "R": "r"}, Path("/"), "") == {"P": "/a:/b:/old:", "Q": "/c", "R": "r"}


def test_empty_list_gets_no_empty_entry_except_where_that_means_the_default():
    assert (actions.joined("PYTHONPATH", "/a", ""), actions.joined("MANPATH", "/a", "")) == ("/a", "/a:")
