# SPDX-License-Identifier: LGPL-3.0-or-later
"""Objects that a script makes and the data store takes over."""

import functools


def give_away(cls):
    """Make assign() of a class tell PyROOT that the object is not Python's any more: it would be deleted twice."""
    keeping = cls.assign

    @functools.wraps(keeping)
    def assign(self, object, replace=False):
        object.__python_owns__ = False
        return keeping(self, object, replace)

    cls.assign = assign
