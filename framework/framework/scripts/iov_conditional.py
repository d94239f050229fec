# SPDX-License-Identifier: LGPL-3.0-or-later
"""Paths that are taken for some experiments and runs only."""

import basf2

PHASE2_IOVS = [(1, 0, 4, -1), (1002, 0, 1002, -1)]


def make_conditional_at(path, iov_list, path_when_in_iov=None, path_when_not_in_iov=None):
    """Take a path where experiment and run lie in an interval, another one where they do not, and then go on with the first path.

    Intervals are tuples of first experiment, first run, last experiment and last run; -1 means no end.
    """
    condition = path.add_module("IoVDependentCondition", iovList=iov_list)
    if path_when_in_iov is not None:
        condition.if_true(path_when_in_iov, basf2.AfterConditionPath.CONTINUE)
    if path_when_not_in_iov is not None:
        condition.if_false(path_when_not_in_iov, basf2.AfterConditionPath.CONTINUE)


def phase_2_conditional(path, phase2_path=None, phase3_path=None):
    """Take one path for the data of phase 2, another one for all other data, and then go on with the first path."""
    make_conditional_at(path, PHASE2_IOVS, phase2_path, phase3_path)
