# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which files have changed since the last build.

SCons keeps times in whole seconds, so that a file that changes twice in a second would look unchanged: what is younger than
the start of the last build is compared by content, everything else by time first.
"""

import os


def start_of_last_build(folder):
    """Time at which the last build started, in seconds; takes note of the present one."""
    stamp = os.path.join(folder, "started")
    try:
        last = os.stat(stamp).st_mtime
    except FileNotFoundError:
        last = 0
    with open(stamp, "w", encoding="utf-8"):
        return last


def decider(folder):
    """A function for SCons that decides whether a dependency has changed."""
    since = int(start_of_last_build(folder)) - 1

    def changed(dependency, target, previous, node=None):
        if dependency.get_timestamp() >= since:
            return dependency.changed_content(target, previous, node)
        return dependency.changed_timestamp_then_content(target, previous, node)

    return changed
