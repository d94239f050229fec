# SPDX-License-Identifier: LGPL-3.0-or-later
"""What `b2code-build` made by the commands of the plan, so that SCons neither makes it again nor trusts what it remembers.

`build/SUBDIR/.record/direct.json` has an entry for each of its runs: which files it began to make (with nothing else after an
interruption), which were made by which command, and the digests of these and of what they were made from. SCons gets them in
place of the digests that it remembers from its own last build of these files.
"""

import json
import os

from SCons.Node import FS

from . import freshness

VERSION = 1
FILE = "direct.json"


def take_over(folder):
    """Give SCons what the direct runs did; after that they are forgotten."""
    file = os.path.join(folder, FILE)
    try:
        with open(file, encoding="utf-8") as source:
            found = json.load(source)
    except (OSError, ValueError):
        return
    # whoever is stopped now builds more than is needed, never less
    os.unlink(file)
    if (found.get("version"), found.get("algorithm")) == (VERSION, freshness.algorithm()):
        for run in found["runs"]:
            for path in run["begun"]:
                _forget(_node(path))
            for path, action in run["built"].items():
                _built(_node(path), action, run["digests"])


def _node(path):
    """The node of a file; an environment would take a dollar sign in its name for a variable."""
    return FS.get_default_fs().File("#" + path)


def _forget(node):
    """Let SCons make a file again, whatever it remembers about it."""
    entry = node.get_stored_info()
    if hasattr(entry.binfo, "bsources"):
        entry.binfo.bactsig = ""
        node.dir.sconsign().set_entry(node.name, entry)


def _built(node, action, digests):
    """Note in what SCons stored about a file that a command made it from files with these digests."""
    entry = node.get_stored_info()
    info = entry.binfo
    if not hasattr(info, "bsources"):
        return
    for children, signatures in ((info.bsources, info.bsourcesigs), (info.bdepends, info.bdependsigs),
                                 (info.bimplicit, info.bimplicitsigs)):
        for child, signature in zip(children, signatures):
            # of a file that this run did not use nothing is known
            signature.csig = digests.get(str(child), "")
    info.bactsig = action
    entry.ninfo.csig = digests[str(node)]
    node.dir.sconsign().set_entry(node.name, entry)
