# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which files have changed since the last build.

SCons keeps times in whole seconds, so that a file that changes twice in a second would look unchanged: what is younger than
the start of the last build is compared by content, everything else by time first. Digests that SCons stored for old files are
not trusted either: files of two releases may bear the same time.
"""

import contextlib
import os

from SCons.Script import SetOption


def forget(folder):
    """Let the next build compare every file by content."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(folder, "started"))


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
    SetOption("max_drift", -1)
    since = int(start_of_last_build(folder)) - 1

    def changed(dependency, target, previous, node=None):
        if dependency.get_timestamp() >= since:
            return dependency.changed_content(target, previous, node)
        return dependency.changed_timestamp_then_content(target, previous, node)

    return changed
