# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a complete build leaves for those who need not read the SConscripts: `b2code-build` and the test runners.

In `build/SUBDIR/.record`, `seen.json` notes everything that the build looked at: variables, programs, folders and files. As long
as it holds, `plan.json` is the whole graph: which command makes which files from which. Paths are relative to the top folder.
"""

import atexit
import json
import os

import SCons.Node.FS
from SCons.Script import Main

from . import freshness, index, plan

VERSION = 1
SEEN, PLAN = "seen.json", "plan.json"


def prepare(release, digests, seen):
    """Write the record when this build has ended well; `seen` is what was seen before it began."""
    targets = list(_targets([node for nodes in release.groups.values() for node in nodes]))
    for node in targets:
        # SCons would forget commands and dependencies of what is done
        node.attributes.keep_targetinfo = 1
    atexit.register(_finish, release, digests, seen, targets)


def _targets(nodes):
    """Every file that the build makes, once."""
    found, waiting = set(), list(nodes)
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        waiting += [*node.sources, *node.depends]
        if isinstance(node, SCons.Node.FS.Base) and node.has_builder():
            yield node
            waiting += node.get_executor().get_all_targets()


def _finish(release, digests, seen, targets):
    digests.write()
    folder = os.path.join(release.place.top, release.build, freshness.FOLDER)
    if Main.exit_status or any(node.get_state() not in (SCons.Node.executed, SCons.Node.up_to_date) for node in targets):
        return
    index.write(release, targets)
    names = plan.Names()
    found = plan.entries(targets, names, os.path.join(folder, PLAN))
    _write(os.path.join(folder, PLAN), {"version": VERSION, "targets": found, "names": names.all})
    _write(os.path.join(folder, SEEN), {"version": VERSION, **seen.complete(targets, names.nodes)})


def _write(path, content):
    with open(path + ".new", "w", encoding="utf-8") as target:
        target.write(json.dumps(content, separators=(",", ":")))
    os.replace(path + ".new", path)
