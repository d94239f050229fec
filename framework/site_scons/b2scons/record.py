# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a complete build leaves for those who need not read the SConscripts: `b2code-build` and the test runners.

In `build/SUBDIR/.record`, `seen.json` notes everything that the build looked at: variables, programs, folders and files. As long
as it holds, `plan.json` is the whole graph: which command makes which files from which. Paths are relative to the top folder.
"""

import atexit
import json
import os
import re
import shutil
import time

import SCons.Action
import SCons.Node.FS
import SCons.Subst
from SCons.Script import Main

from . import compile_commands, folders, freshness, gates, index, installation, options

VERSION = 1
SEEN, PLAN = "seen.json", "plan.json"
VARIABLES = ("BELLE2_SUBDIR", "BELLE2_EXTERNALS_DIR", "BELLE2_EXTERNALS_VERSION", "BELLE2_EXTERNALS_OPTION", "BELLE2_RELEASE_DIR",
             "BELLE2_ANALYSIS_DIR", "VO_BELLE2_SW_DIR", "ROOTSYS", "CXX", "CC", "LD", "BELLE2_USE_CCACHE", "BELLE2_DEBUG_INFO",
             "BELLE2_KEEP_OBJECTS", "SCONSFLAGS", *gates.COMPILER_VARIABLES)
PROGRAMS = ("python3", "ccache", "as", "ld", "sed", "ln", "cp")
# folders of a package that are taken whole; of the others the build takes sources and headers
WHOLE = {"data", "scripts", "tools", "examples", "validation"}
SUFFIXES = (*folders.SOURCES, *installation.HEADERS)
ESCAPES = re.compile("\x1b\\[[0-9;]*m")


def prepare(release, digests):
    """Write the record when this build has ended well."""
    targets = list(_targets([node for nodes in release.groups.values() for node in nodes]))
    for node in targets:
        # SCons would forget commands and dependencies of what is done
        node.attributes.keep_targetinfo = 1
    started = time.time()
    atexit.register(_finish, release, digests, targets, started)


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


def _finish(release, digests, targets, started):
    digests.write()
    folder = os.path.join(release.place.top, release.build, freshness.FOLDER)
    if Main.exit_status or any(node.get_state() not in (SCons.Node.executed, SCons.Node.up_to_date) for node in targets):
        return
    index.write(release, targets)
    names, before = Names(), _commands_before(os.path.join(folder, PLAN))
    plan = [_plan(node, names, before) for node in targets if node is node.get_executor().get_all_targets()[0]]
    _write(os.path.join(folder, PLAN), {"version": VERSION, "targets": plan, "names": names.all})
    _write(os.path.join(folder, SEEN), _seen(release, targets, names, started))


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


def _seen(release, targets, names, started):
    """Everything that the build looked at."""
    made = set(targets)
    sources = [node for node in names.nodes if node not in made]
    definitions = _definitions(release)
    return {"version": VERSION, "algorithm": freshness.algorithm(), "options": {name: options.get(name) for name in _settings()},
            "variables": {name: os.environ.get(name, "") for name in {*VARIABLES, *release.watch.variables}},
            "programs": programs(release.place),
            "set": {name: value for name, value in release.env["ENV"].items() if os.environ.get(name) != value},
            "suffixes": SUFFIXES,
            "folders": {folder: [kind, *listing(folder, kind)] for folder, kind in _folders(release)},
            "definitions": {path: _noted(path, _digest(release, path), started) for path in definitions},
            "sources": {path: [*_noted(path, node.get_csig(), started), _includes(path)]
                        for node in sources if (path := node.get_internal_path()) not in definitions},
            "products": {node.get_internal_path(): _noted(node.get_internal_path(), node.get_stored_info().ninfo.csig, started)
                         for node in targets},
            "dirty": []}


def _settings():
    """Names of the options that change what is built."""
    return sorted(variable for _, variable, _ in options.OPTIONS if variable not in ("verbose", "color"))


def programs(place):
    """For each program that commands start: where it is, and what it is."""
    names = [place.compiler.split()[0], os.environ.get("CC") or "gcc", *PROGRAMS]
    found = {}
    for name in dict.fromkeys(names):
        path = shutil.which(name)
        found[name] = [os.path.realpath(path), *freshness.facts(path)] if path else None
    return found


def listing(folder, kind):
    """What a build takes of a folder: names, folders with a slash, executable files with a star. Of folders of the kind `sources`
    it takes sources and headers, of others everything."""
    found = []
    for entry in os.scandir(folder):
        if installation.is_hidden(entry.name):
            continue
        if entry.is_dir():
            found.append(entry.name + "/")
        elif kind != "sources":
            found.append(entry.name + ("*" if os.access(entry.path, os.X_OK) else ""))
        elif entry.name.endswith(SUFFIXES) or entry.name == "SConscript":
            found.append(entry.name)
    return sorted(found)


def _folders(release):
    """The folders of the packages, those of the central headers and libraries, and those where products go, each with its kind."""
    lib, place = f"lib/{release.place.subdir}", release.place
    gate_folders = {f"{lib}/{name}" for name in gates.NAMES}
    products = [] if place.analysis else ["include", "data"]
    products += [f"{kind}/{place.subdir}" for kind in ("lib", "bin", "modules")]
    for top in products:
        yield from ((folder, "products") for folder in _walk(top, gate_folders))
    if place.central:
        yield from ((folder, "sources") for folder in _walk(f"{lib}/central/include", ()))
        yield f"{lib}/central/{lib}", "everything"
    for folder in _package_folders(release):
        yield folder, "sources" if WHOLE.isdisjoint(folder.split("/")) else "everything"
    if not place.analysis:
        yield ".", "sources"
    yield from ((folder, "everything") for folder in sorted(map(_inside, release.watch.folders)) if os.path.isdir(folder))


def _package_folders(release):
    """All folders of all packages."""
    if release.place.analysis:
        return list(_walk(".", {"build", "include", "lib", "bin", "modules", "data"}))
    return [folder for name in release.package_names() for folder in _walk(name, ())]


def _walk(top, left_out):
    """A folder and all below it, also behind links; hidden ones and those that are named are left out."""
    seen, waiting = set(), [top]
    while waiting:
        folder = waiting.pop()
        real = os.path.realpath(folder)
        if folder in left_out or real in seen or not os.path.isdir(folder):
            continue
        seen.add(real)
        yield folder
        waiting += [os.path.normpath(entry.path) for entry in os.scandir(folder)
                    if not installation.is_hidden(entry.name) and entry.is_dir()]


def _definitions(release):
    """Files that say what is built, or that only a complete build writes: their change asks for a new reading."""
    written = (f"{release.build}/toolchain", f"lib/{release.place.subdir}/{index.FILE}", compile_commands.FILE)
    found = {".externals", "SConstruct", *written, *map(_inside, release.watch.files)}
    for folder in _walk("site_scons", ()):
        found |= {f"{folder}/{name}" for name in os.listdir(folder) if name.endswith(".py")}
    for folder in _package_folders(release):
        found |= {os.path.normpath(f"{folder}/{name}") for name in os.listdir(folder)
                  if name == "SConscript" or name.endswith("linkdef.h")}
    return sorted(path for path in found if os.path.isfile(path))


def _inside(path):
    """A path relative to the top folder if it lies there."""
    top = os.getcwd() + "/"
    return os.path.normpath(path.removeprefix(top))


def _digest(release, path):
    return release.env.File("#" + path).get_csig()


def _noted(path, digest, started):
    """Facts and digest of a file; no facts if it changed after the build began, when it may have been read before."""
    found = freshness.facts(path)
    return [*(found if found and freshness.settled(found, started) else [0, 0, 0, 0]), digest]


def _includes(path):
    """The lines of a source or header that include others."""
    if not path.endswith(SUFFIXES):
        return ""
    with open(path, "rb") as source:
        return includes(source.read())


INCLUDE = re.compile(rb"^[ \t]*#[ \t]*(?:include|import|(?:el)?if[^\n]*\b__has_include\b)[^\n]*", re.M)


def includes(content):
    """One text for all lines that include something."""
    return b"\n".join(INCLUDE.findall(content)).decode("utf-8", "replace")


def _write(path, content):
    with open(path + ".new", "w", encoding="utf-8") as target:
        target.write(json.dumps(content, separators=(",", ":")))
    os.replace(path + ".new", path)
