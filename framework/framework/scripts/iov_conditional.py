# SPDX-License-Identifier: LGPL-3.0-or-later
"""Conditions on experiment and run."""

from basf2 import AfterConditionPath

#: Experiments of the second phase of data taking, real and simulated
PHASE2_IOVS = [(1, 0, 4, -1), (1002, 0, 1002, -1)]


def make_conditional_at(path, iov_list, path_when_in_iov=None, path_when_not_in_iov=None):
    """Run one path in the runs inside of intervals, another one in all others, and then go on with the path.

    Intervals are tuples (first experiment, first run, last experiment, last run), see the module IoVDependentCondition.
    """
    condition = path.add_module("IoVDependentCondition", iovList=iov_list)
    if path_when_in_iov is not None:
        condition.if_true(path_when_in_iov, AfterConditionPath.CONTINUE)
    if path_when_not_in_iov is not None:
        condition.if_false(path_when_not_in_iov, AfterConditionPath.CONTINUE)


def phase_2_conditional(path, phase2_path=None, phase3_path=None):
    """Run one path in phase 2, another one otherwise, and then go on with the path."""
    make_conditional_at(path, PHASE2_IOVS, phase2_path, phase3_path)
