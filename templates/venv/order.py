# SPDX-License-Identifier: LGPL-3.0-or-later
"""Lets the packages of this virtual environment win over those that PYTHONPATH names; a .pth file imports it at each start."""
import os
import sys


def put_behind() -> None:
    """Move what PYTHONPATH brought to the end of the search path, in its own order."""
    if sys.flags.ignore_environment:
        return
    listed = {os.path.abspath(entry) for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry}
    behind = [entry for entry in sys.path if os.path.abspath(entry) in listed]
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) not in listed] + behind


put_behind()
