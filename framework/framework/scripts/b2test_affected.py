# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which test programs and test scripts a change can influence; what is not known counts as influenced (docs: build)."""

import os
import re
import sys

import b2test_changes
import b2test_packages
import b2test_record
import b2test_uses

RESERVED = {"build", "include", "lib", "bin", "modules", "data"}
# files of the top folder and folders that change what is built
EVERYTHING = {".externals", ".environment.toml", "SConstruct", "site_scons"}
# what a build writes for others
WRITTEN = ("build/", "lib/", "compile_commands.json")
TEXTS = (".md", ".rst")
SOURCES = (".cc", ".cpp", ".c")
HEADERS = (".h", ".hpp", ".icc")
STEERED = (".py", ".ipynb", ".out", ".err")
MODULE = re.compile(r"^(?!\s*(?:#|//)).*?\bREG_MODULE\s*\(\s*(\w+)", re.M)


class Affected:
    """What the changes since a revision can influence."""

    def __init__(self, revision=""):
        environ = os.environ.get
        self.central, self.subdir = environ("BELLE2_RELEASE_DIR", ""), environ("BELLE2_SUBDIR", "")
        own = environ("BELLE2_LOCAL_DIR") or environ("BELLE2_ANALYSIS_DIR") or b2test_changes.top_folder(os.getcwd())
        self.top = os.path.realpath(own)
        self.analysis = not environ("BELLE2_LOCAL_DIR") and own == environ("BELLE2_ANALYSIS_DIR")
        self.changes = b2test_changes.find(self.top, revision)
        self.record = b2test_record.Record(self.top, self.subdir)
        self.packages = b2test_packages.Packages(self.top, self.central, self.subdir)
        self.local = {re.sub(r"\W", "_", os.path.basename(self.top))} if self.analysis else {
            entry.name for entry in os.scandir(self.top) if entry.is_dir() and "." not in entry.name} - RESERVED - EVERYTHING
        self.packages.names |= self.local
        # all tests; packages with another product; packages that another program may load from; programs; packages whose unit tests
        # are others; changed files of tests that are no source
        self.everything, self.products, self.loaded = False, set(), set()
        self.programs, self.tested, self.steered = set(), set(), set()
        if self.changes.changed:
            self._judge()
        self.uses = b2test_uses.Uses(self.packages, [self.top, *([self.central] if self.central else [])], self.subdir)

    def _judge(self):
        changed = set(self.changes.changed)
        files = self.changes.tracked | changed
        if self.record.valid:
            # what git does not show, yet the build takes
            changed |= {path for path in self.record.seen["sources"] if path not in files and self._is_own(path)}
            changed |= self.record.stale(filter(self._is_own, files))
            changed |= self.record.asking_for(changed)
            self._other(self.local - self.packages.indexed)
        else:
            self._other(self.local)
        known = {path for path in changed if self._place(path)}
        for product in self.record.reach(known):
            self._product(product)
        if not self.packages.complete and self.products:
            self.everything = True

    def _other(self, packages):
        """Everything of some packages may be another."""
        self.products |= packages
        self.loaded |= packages

    def _package(self, path):
        """The package of a file below the top folder, by its path."""
        return next(iter(self.local)) if self.analysis else path.partition("/")[0]

    def _is_own(self, path):
        """True for a file of a package of the top folder."""
        return self._package(path) in self.local and not path.startswith(("/", "../", "build/", "lib/"))

    def _place(self, path):
        """Take note of a changed file by what it is; returns whether the graph tells what is made from it."""
        package, name = self._package(path), os.path.basename(path)
        folders = path.split("/")[:-1] if self.analysis else path.split("/")[1:-1]
        kind = next((one for one in folders if one in {*b2test_record.WHOLE, "tests", "doc"}), "")
        if kind == "tests" and not name.endswith((*SOURCES, *HEADERS, "SConscript")):
            self.steered.add(path)
            self.tested |= set() if name.endswith(STEERED) else {package}
        elif path.split("/")[0] in EVERYTHING:
            self.everything = True
        elif self.record.knows(path):
            return True
        elif path.startswith(WRITTEN) or kind == "doc" or not kind and name.endswith(TEXTS):
            return False
        elif any(map(b2test_record.is_hidden, path.split("/"))):
            return False
        elif "/" not in path and not self.analysis and path not in self.local:
            self.everything |= not name.startswith(("COPYING", "LICENSE", "README"))
        elif kind == "tests" and name.endswith(SOURCES):
            self.tested.add(package)
        else:
            self._other({package})
            self._names(path, package)
        return False

    def _names(self, path, package):
        """Names that a new file brings and that the index may not have."""
        before, _, below = path.rpartition("scripts/")
        if before or path.startswith("scripts/"):
            self.packages.add("scripts", below.partition("/")[0].removesuffix(".py"), package)
        if path.endswith(SOURCES) and os.path.isfile(os.path.join(self.top, path)):
            with open(os.path.join(self.top, path), encoding="utf-8", errors="replace") as source:
                for name in MODULE.findall(source.read()):
                    self.packages.add("modules", name, package)

    def _product(self, path):
        """Take note of a product that may be another."""
        kind, folder, name = path.partition("/")[0], os.path.dirname(path), os.path.basename(path)
        if folder == f"bin/{self.subdir}" and name.endswith("-unittests"):
            self.programs.add(path)
        elif kind in RESERVED - {"build"}:
            owners = self.local if self.analysis else (
                {path.split("/")[1]} if kind in ("include", "data") else self.record.origins(path) & self.packages.names)
            owners = owners or self.local
            self.products |= owners
            # a library without dictionary is used by what is linked with it, which the graph knows
            plain = folder == f"lib/{self.subdir}" and name.startswith("lib") and name.endswith(".so")
            if kind != "include" and not (plain and path.removesuffix(".so") + ".rootmap" not in self.record.makers):
                self.loaded |= owners

    def program(self, library, path):
        """True if a test program may be influenced."""
        package = self.packages.of_library(library)
        inside = os.path.relpath(os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)), self.top)
        if not self.changes.changed:
            return False
        if inside.startswith("../"):
            below = self.central and os.path.realpath(path).startswith(os.path.realpath(self.central) + "/")
            return bool(self.everything or not below or self.products and not package
                        or self.packages.closure([package]) & self.products)
        packages = {package} if package else self.record.origins(inside) & self.local
        return bool(self.everything or inside in self.programs or not packages or packages & self.tested
                    or self.packages.closure(packages) & self.loaded)

    def script(self, path):
        """True if a test script or notebook may be influenced."""
        folder = os.path.realpath(os.path.dirname(path) or ".")
        package = self._package_of_folder(folder)
        if not self.changes.changed:
            return False
        if self.everything or not package:
            return True
        tests = os.path.relpath(tests_folder(os.path.join(folder, "")), self.top)
        if any(one.startswith(tests + "/") for one in self.steered):
            return True
        found = self.uses.of(os.path.join(folder, os.path.basename(path)))
        if found.open and (self.products or self.steered):
            return True
        named = {self._package(one) for one in self.steered} & found.packages
        return bool(named or self.packages.closure({package, *found.packages}) & self.products)

    def scripts(self, prepare, others):
        """Those of the scripts that may be influenced; scripts that prepare go together with the others of their tests/ folder."""
        folders = {tests_folder(path) for path in prepare if self.script(path)}
        others = [path for path in others if tests_folder(path) in folders or self.script(path)]
        folders |= {tests_folder(path) for path in others}
        return [path for path in prepare if tests_folder(path) in folders], others

    def _package_of_folder(self, folder):
        """The package that a folder belongs to, here or in the central release; None elsewhere."""
        if (folder + "/").startswith(self.top + "/"):
            return self._package(os.path.relpath(folder, self.top))
        central = os.path.realpath(self.central) if self.central else "\0"
        return os.path.relpath(folder, central).partition("/")[0] if folder.startswith(central + "/") else None


def tests_folder(path):
    """The tests/ folder that a script lies in, directly or deeper."""
    folder = os.path.dirname(path)
    while os.path.basename(folder) != "tests" and os.path.dirname(folder) not in ("", folder):
        folder = os.path.dirname(folder)
    return folder


def choose(revision, program):
    """What a change since a revision affects, for one of the runners, which ends with a sentence if that cannot be told."""
    try:
        return Affected(revision)
    except b2test_changes.NoComparison as error:
        sys.exit(f"{program}: {error}.")


def report(affected, number, every, what, stream):
    """Say in one line what was compared and how much is left out."""
    print(f"compared with {affected.changes.compared}: {every - number} of {every} {what} are left out", file=stream, flush=True)
    if not number:
        print("nothing is affected", file=stream, flush=True)
