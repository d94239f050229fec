# SPDX-License-Identifier: LGPL-3.0-or-later
"""A release: its packages, what they become, and the names under which that can be asked for."""

import os
from collections import defaultdict

from SCons.Script import Alias, Default

from . import (cleanup, compile_commands, compiler, direct, errors, folders, freshness, libraries, locking, options, record,
               reports, scanning, seen, surroundings, watching)

RESERVED = {"build", "include", "lib", "bin", "modules", "data", "site_scons"}
KINDS = ("include", "lib", "bin", "modules", "tests", "data", "scripts")


class Release:
    """Everything that the packages of the top folder define."""

    def __init__(self, env, place):
        self.env = env
        self.place = place
        self.build = f"build/{place.subdir}"
        self.libraries = {}
        self.programs = []
        self.objects = []
        self.shared_objects = {}
        self.products = []
        self.groups = defaultdict(list)
        self.targets = set()
        self.headers = defaultdict(dict)
        self.watch = watching.Watch()

    def package_names(self):
        """Top-level folders that are packages."""
        return sorted(name for name in os.listdir(".") if os.path.isdir(name) and "." not in name and name not in RESERVED)

    def read(self):
        """Walk through all packages, then define what they become."""
        walker = folders.Walker(self)
        if self.place.analysis:
            walker.analysis(self.package_of_analysis())
        else:
            for name in self.package_names():
                walker.package(name)
        libraries.define_all(self)

    def package_of_analysis(self):
        """Name of the package that an analysis folder is: the second word of .analysis, or the name of the folder."""
        words = []
        if os.path.isfile(".analysis"):
            with open(".analysis", encoding="utf-8") as file:
                words = file.read().split()
        name = words[1] if len(words) > 1 else os.path.basename(self.place.top)
        return "".join(letter if letter.isalnum() else "_" for letter in name)

    def add(self, kind, package, nodes, folder="", product=True):
        """Take note of nodes: for targets by kind, package and folder, and for the clean-up of stale files."""
        nodes = self.env.Flatten([nodes])
        for name in {kind, package, f"{package}.{kind}", folder} - {""}:
            self.groups[name] += nodes
        if product:
            self.targets.update(str(node) for node in nodes)

    def new_library(self, library):
        """Register a library; two of the same name are a mistake."""
        other = self.libraries.get(library.name)
        if other is not None:
            raise errors.WrongPackage(f"{library.folder} and {other.folder} both make the library '{library.name}'. "
                                      "Rename one of the folders.")
        self.libraries[library.name] = library
        return library

    def define_aliases(self):
        """Let targets be asked for by kind, package, folder and library."""
        for name, nodes in self.groups.items():
            Alias(name, nodes)
        for name in KINDS:
            Alias(name, [])
        Alias("b2test-units", self.groups.get("tests", []) + self.groups.get("bin", []))
        Default(Alias("all", [node for kind in KINDS for node in self.groups.get(kind, [])]))

    def target_names(self):
        """All names that can be built."""
        return set(self.groups) | set(KINDS) | {"all", "b2test-units"}


def define():
    """Define the whole release, and tidy up what does not need a command."""
    place = surroundings.examine(options.get)
    memory = os.path.join("build", place.subdir, freshness.FOLDER)
    locking.alone(memory)
    digests = freshness.Digests(memory)
    release = Release(compiler.environment(place, options.get, digests), place)
    direct.take_over(memory)
    scanning.use(release)
    full = options.is_full_build()
    before = seen.Seen(release) if full else None
    release.read()
    if full:
        reports.define(release)
    release.define_aliases()
    options.unknown_targets(release.target_names())
    if full:
        compile_commands.write(release)
        cleanup.remove_stale(release)
        record.prepare(release, digests, before)
