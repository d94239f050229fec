# SPDX-License-Identifier: LGPL-3.0-or-later
"""Indices as Python means them for the containers of the data store, whose classes PyROOT makes of those of C++."""

import operator


def check_indices(cls):
    """Make [] of a class count from the end for negative indices, and raise IndexError for those that do not exist."""
    unchecked = cls.__getitem__

    def __getitem__(self, index):
        index, size = operator.index(index), len(self)
        if not -size <= index < size:
            raise IndexError(f"There is no element {index}: the number of elements is {size}.")
        return unchecked(self, index + size if index < 0 else index)

    cls.__getitem__ = __getitem__
