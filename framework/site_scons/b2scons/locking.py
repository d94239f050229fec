# SPDX-License-Identifier: LGPL-3.0-or-later
"""One build at a time in a folder: the second one waits."""

import fcntl
import os
import sys

FILE = "lock"
_held = []


def alone(folder):
    """Wait until no other build of this folder runs; the lock ends with this process."""
    os.makedirs(folder, exist_ok=True)
    lock = open(os.path.join(folder, FILE), "a", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("scons: another build runs in this folder; waiting until it has ended", file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    _held.append(lock)
