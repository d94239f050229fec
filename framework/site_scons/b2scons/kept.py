# SPDX-License-Identifier: LGPL-3.0-or-later
"""Objects and dictionaries that a central release keeps, so that a local release compiles only what differs.

SCons names a kept file by its path, by the command without include folders, and by the content of everything that it is made
from, in the order of the search for headers: a local header that hides a central one gives another name.
"""

import os
import shutil
import sys

import SCons.Action
from SCons.CacheDir import CacheDir, CachePush

from . import messages

KINDS = (".o", "_dictionary.cc", "_rdict.pcm", ".rootmap")
# they let the compiler find headers that SCons does not see
MORE_INCLUDES = ("CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH")


class Kept(CacheDir):
    """Kept files in a folder; only a release that fills it writes."""

    def __init__(self, path):
        super().__init__(None)
        self.path = path
        self.config["prefix_len"] = 2

    def is_readonly(self):
        """True unless this build fills the folder."""
        return not filling()

    def retrieve(self, node):
        """Copy a kept file if there is one for this node; True if it was."""
        if not self.is_enabled() or not str(node).endswith(KINDS):
            return False
        file = self.cachepath(node)[1]
        if not os.path.exists(file):
            return False
        if SCons.Action.print_actions:
            sys.stdout.write(messages.line("reuse", str(node)) + "\n")
        if SCons.Action.execute_actions:
            shutil.copyfile(file, str(node))
        return True

    def push(self, node):
        """Keep a copy of a node that was built."""
        if self.is_enabled() and not self.is_readonly() and str(node).endswith(KINDS):
            CachePush(node, [], node.get_build_env())


def filling():
    """True if this build keeps its objects."""
    return os.environ.get("BELLE2_KEEP_OBJECTS") == "yes"


def use(env, place):
    """Let an environment take the objects of the central release, or else of this one, which keeps them if that is wanted."""
    own = f".objects/{place.subdir}"
    folder = f"lib/{place.subdir}/central/{own}" if place.central and not filling() else own
    if filling():
        os.makedirs(folder, exist_ok=True)
    if os.path.isdir(folder) and not any(os.environ.get(name) for name in MORE_INCLUDES):
        env.CacheDir(folder, Kept)
