# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which files have changed: decided by content alone, and read only where a file's own facts differ from what was noted.

The facts are times in nanoseconds, size and inode. The time of the last change of the inode cannot be set by anybody, so that
a file which was moved, unpacked or touched back never looks like the one that was read. What changed shortly before it was
read is read again the next time, because clocks have steps.
"""

import json
import os
import time

import SCons.Util
from SCons.Node import FS
from SCons.Script import SetOption

VERSION = 1
FILE = "digests.json"
# below build/SUBDIR; no package can have such a name
FOLDER = ".record"
# seconds; longer than the steps of any file system's clock
SETTLED = 2.0


def facts(path):
    """What tells whether a file is still the one that was read; None if it does not exist."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]


def settled(found, when):
    """True if a file with these facts, read at a time in seconds, cannot have changed since without showing it."""
    return max(found[0], found[1]) < (when - SETTLED) * 1e9


def algorithm():
    """Name of the digests that SCons makes."""
    return SCons.Util.get_current_hash_algorithm_used()


class Digests:
    """Digests of files as they were read in this build or in an earlier one."""

    def __init__(self, folder):
        self.file = os.path.join(folder, FILE)
        self.known = self._read()
        self.fresh = {}

    def _read(self):
        try:
            with open(self.file, encoding="utf-8") as source:
                found = json.load(source)
            return found["files"] if (found["version"], found["algorithm"]) == (VERSION, algorithm()) else {}
        except (OSError, ValueError, LookupError, TypeError):
            return {}

    def fill(self, node):
        """Let SCons know the digest of a file without reading it, if it is still the one that was read."""
        path = node.get_internal_path()
        if hasattr(node.get_ninfo(), "csig"):
            return
        found = facts(path)
        if found is None:
            return
        noted = self.known.get(path)
        if noted and noted[:-1] == found:
            node.get_ninfo().csig = noted[-1]
            self.fresh[path] = noted
            return
        now = time.time()
        digest = node.get_csig()
        if settled(found, now):
            self.fresh[path] = [*found, digest]

    def write(self):
        """Keep what was learnt for the next build; what a build of a few targets did not see stays."""
        files = {**self.known, **self.fresh}
        if files != self.known:
            text = json.dumps({"version": VERSION, "algorithm": algorithm(), "files": files}, separators=(",", ":"))
            with open(self.file + ".new", "w", encoding="utf-8") as target:
                target.write(text)
            os.replace(self.file + ".new", self.file)


def decider(digests):
    """A function for SCons that decides whether a dependency has changed."""
    # digests that SCons stored for files are not trusted: it compares times in whole seconds
    SetOption("max_drift", -1)

    def changed(dependency, target, previous, node=None):
        if isinstance(dependency, FS.File):
            digests.fill(dependency)
        return dependency.changed_content(target, previous, node)

    return changed
