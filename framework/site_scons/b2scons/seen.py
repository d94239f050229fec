# SPDX-License-Identifier: LGPL-3.0-or-later
"""Everything that a build looks at, as data: what says what is built is noted before it is read, so that a change while the build
runs is seen by the next one.
"""

import hashlib
import os
import re
import shutil
import time

from . import compile_commands, folders, freshness, gates, index, installation, options

VARIABLES = ("BELLE2_SUBDIR", "BELLE2_EXTERNALS_DIR", "BELLE2_EXTERNALS_VERSION", "BELLE2_EXTERNALS_OPTION", "BELLE2_RELEASE_DIR",
             "BELLE2_ANALYSIS_DIR", "VO_BELLE2_SW_DIR", "ROOTSYS", "CXX", "CC", "LD", "BELLE2_USE_CCACHE", "BELLE2_DEBUG_INFO",
             "BELLE2_KEEP_OBJECTS", "SCONSFLAGS", *gates.COMPILER_VARIABLES)
PROGRAMS = ("python3", "ccache", "as", "ld", "sed", "ln", "cp")
# folders of a package that are taken whole; of the others the build takes sources and headers
WHOLE = {"data", "scripts", "tools", "examples", "validation"}
PRODUCTS = {"build", "include", "lib", "bin", "modules", "data"}
SUFFIXES = (*folders.SOURCES, *installation.HEADERS, compile_commands.FILE)
# lines of a source that say more than what its own object holds: what it includes, which modules a map file names
TELLING = re.compile(rb"^(?:[ \t]*#[ \t]*(?:include|import|(?:el)?if[^\n]*\b__has_include\b)[^\n]*"
                     rb"|(?![ \t]*#)[^\n]*\bREG_MODULE\b[^\n]*)", re.M)
UNKNOWN = [0, 0, 0, 0]


class Seen:
    """What was seen before the SConscripts were read; `complete` adds the rest after a good build."""

    def __init__(self, release):
        self.release = release
        self.started = time.time()
        self.folders = {folder: [kind, *listing(folder, kind)] for folder, kind in [*self._source_folders(), (".", "sources")]}
        self.definitions = {path: self._definition(path) for path in self._definition_files()}

    def complete(self, targets, nodes):
        """Everything, for the files that the plan names by their nodes."""
        place, watch, made = self.release.place, self.release.watch, set(targets)
        for path in sorted({*map(_inside, watch.files), f"{self.release.build}/toolchain",
                            *(f"lib/{place.subdir}/{name}" for name in (index.FILE, compile_commands.COMMANDS)),
                            gates.externals_listing(place)}):
            if os.path.isfile(path):
                self.definitions.setdefault(path, self._definition(path))
        for folder in sorted(map(_inside, watch.folders)):
            if os.path.isdir(folder):
                self.folders[folder] = ["everything", *listing(folder, "everything")]
        # the build itself makes these
        own = {compile_commands.FILE, *(f"{name}/" for name in PRODUCTS if os.path.isdir(name))}
        self.folders["."] = ["sources", *sorted({*self.folders["."][1:], *own})]
        # of a release it is the top folder itself
        more = ["BELLE2_LOCAL_DIR"] if place.analysis else []
        products = {folder: ["products", *listing(folder, "products")] for folder in self._product_folders()}
        sources = {node.get_internal_path(): node for node in nodes if node not in made}
        return {"algorithm": freshness.algorithm(), "options": {name: options.get(name) for name in _settings()},
                "variables": {name: os.environ.get(name, "") for name in {*VARIABLES, *watch.variables, *more}},
                "programs": programs(place),
                "set": {name: value for name, value in self.release.env["ENV"].items() if os.environ.get(name) != value},
                "suffixes": SUFFIXES, "folders": self.folders | products, "definitions": self.definitions,
                "sources": {path: self._source(path, node.get_csig()) for path, node in sources.items()
                            if path not in self.definitions},
                "products": {node.get_internal_path(): self._noted(node.get_internal_path(), node.get_stored_info().ninfo.csig)
                             for node in targets},
                "dirty": []}

    def _source_folders(self):
        """The folders of the packages and those of the central headers and libraries, each with its kind."""
        place = self.release.place
        if place.central:
            for gate in (f"lib/{place.subdir}/{name}" for name in ("central", "local") if getattr(place, name)):
                yield from ((folder, "sources") for folder in _walk(f"{gate}/include", ()))
                yield from ((folder, "everything") for kind in ("lib", "bin", "modules")
                            if os.path.isdir(folder := f"{gate}/{kind}/{place.subdir}"))
        for folder in self._package_folders():
            yield folder, "sources" if WHOLE.isdisjoint(folder.split("/")) else "everything"

    def _package_folders(self):
        if self.release.place.analysis:
            return list(_walk(".", PRODUCTS))
        return [folder for name in self.release.package_names() for folder in _walk(name, ())]

    def _product_folders(self):
        subdir = self.release.place.subdir
        left_out = {f"lib/{subdir}/{name}" for name in gates.NAMES}
        tops = [] if self.release.place.analysis else ["include", "data"]
        for top in (*tops, *(f"{kind}/{subdir}" for kind in ("lib", "bin", "modules"))):
            yield from _walk(top, left_out)

    def _definition_files(self):
        """Files that say what is built: their change asks for a new reading."""
        found = {".externals", ".analysis", "SConstruct", f"lib/{self.release.place.subdir}/central/receipt.sha256"}
        for folder in _walk("site_scons", ()):
            found |= {f"{folder}/{name}" for name in os.listdir(folder) if name.endswith(".py")}
        for folder in self._package_folders():
            found |= {os.path.normpath(f"{folder}/{name}") for name in os.listdir(folder)
                      if name == "SConscript" or name.endswith("linkdef.h")}
        return sorted(path for path in found if os.path.isfile(path))

    def _definition(self, path):
        with open(path, "rb") as source:
            return self._noted(path, hashlib.new(freshness.algorithm(), source.read()).hexdigest())

    def _noted(self, path, digest):
        """Facts and digest of a file; no facts if it changed after the build began, when it may have been read before."""
        found = freshness.facts(path)
        return [*(found if found and freshness.settled(found, self.started) else UNKNOWN), digest]

    def _source(self, path, digest):
        """The same with the telling lines; none if these are not those that were built."""
        lines = ""
        if path.endswith(SUFFIXES):
            with open(path, "rb") as source:
                content = source.read()
            good = hashlib.new(freshness.algorithm(), content).hexdigest() == digest
            lines = b"\n".join(TELLING.findall(content)).decode("utf-8", "replace") if good else None
        return [*self._noted(path, digest), lines]


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


def _inside(path):
    """A path relative to the top folder if it lies there."""
    top = os.getcwd() + "/"
    return os.path.normpath(path.removeprefix(top))
