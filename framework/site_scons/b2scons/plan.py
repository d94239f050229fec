# SPDX-License-Identifier: LGPL-3.0-or-later
"""The whole graph of a build as data: which commands make which files from which."""

import json
import re

import SCons.Action
import SCons.Node.FS
import SCons.Subst

ESCAPES = re.compile("\x1b\\[[0-9;]*m")


def entries(targets, names, path):
    """An entry for each set of files that are made together; `path` is the plan of the build before."""
    before = _commands_before(path)
    return [_plan(node, names, before) for node in targets if node is node.get_executor().get_all_targets()[0]]


def _commands_before(path):
    """Commands and lines of an earlier plan by the signature of the command: spelling commands out takes long."""
    try:
        with open(path, encoding="utf-8") as source:
            found = json.load(source)
        return {(target["action"], target["more"]): (target["run"], target["say"]) for target in found["targets"]}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


class Names:
    """Numbers in place of names that come again and again; remembers the node of each."""

    def __init__(self):
        self.numbers = {}
        self.nodes = []

    def number(self, node):
        """The number of a node."""
        if node not in self.numbers:
            self.numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return self.numbers[node]

    @property
    def all(self):
        """The names in the order of their numbers."""
        return [node.get_internal_path() for node in self.nodes]


def _plan(node, names, before):
    """One target: what it makes, from what, the commands and the line that is shown."""
    executor = node.get_executor()
    targets, env = executor.get_all_targets(), executor.get_build_env()
    action = node.get_stored_info().binfo.bactsig
    # the signature of SCons leaves out what does not count for it
    key = (action, f"{targets[0]} {env['CCACHE']} {env['DEBUG_INFO']} {env['CENTRAL_NAMES']}")
    run, says = before.get(key) or _spelled_out(executor, targets, env)
    inputs = {child for target in targets for child in target.children() if isinstance(child, SCons.Node.FS.File)}
    return {"out": [names.number(target) for target in targets], "in": sorted(map(names.number, inputs)), "run": run, "say": says,
            "action": key[0], "more": key[1]}


def _spelled_out(executor, targets, env):
    """The commands of a target as the shell gets them, and the line that is shown in their place."""
    commands, says, sources = [], "", executor.get_all_sources()
    for action in executor.get_action_list():
        if not isinstance(action, SCons.Action.CommandAction):
            action = action._generate(targets, sources, env, 0, executor)
        for line in action.process(targets, sources, env, executor)[0]:
            commands.append(" ".join(SCons.Subst.escape_list(line, env["ESCAPE"])))
        says = ESCAPES.sub("", action.strfunction(targets, sources, env, executor) or "")
    return commands, says
