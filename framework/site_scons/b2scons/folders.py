# SPDX-License-Identifier: LGPL-3.0-or-later
"""The walk through a package: which folder becomes what."""

import os

from SCons.Script import SConscript

from . import errors, installation
from .libraries import Library, Program

SOURCES = (".cc", ".cpp", ".c")
OWN_MEANING = {"include", "src", "tests", "scripts", "tools", "data", "doc", "examples", "validation", "modules", "dataobjects"}


def listing(folder):
    """Names of files and of folders in a folder, sorted; empty if it does not exist. Hidden ones are left out."""
    files, subfolders = [], []
    if os.path.isdir(folder):
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if not installation.is_hidden(entry.name):
                (subfolders if entry.is_dir() else files).append(entry.name)
    return files, [name for name in subfolders if "." not in name]


def sources_in(folder):
    """Sources in a folder, with their path from the top folder."""
    return [os.path.normpath(f"{folder}/{name}") for name in listing(folder)[0] if name.endswith(SOURCES)]


class Walker:
    """Visits folders and fills a release."""

    def __init__(self, release):
        self.release = release
        self.package_name = ""

    def package(self, name):
        """Visit a package."""
        self.package_name = name
        env = self.release.env.Clone(PACKAGE=name, SCONSCRIPT=f"{name}/SConscript", TOOLS_LIBS={}, TOOLS_LIBPATH={})
        env.Append(CPPDEFINES=[("_PACKAGE_", f'\\"{name}\\"')])
        self.visit(name, Library(name, name, name, "lib", env))

    def analysis(self, name):
        """Visit an analysis: the top folder itself is one package whose sources are modules."""
        self.package_name = name
        env = self.release.env.Clone(PACKAGE=name, SCONSCRIPT="SConscript", TOOLS_LIBS={}, TOOLS_LIBPATH={})
        env.Append(CPPDEFINES=[("_PACKAGE_", f'\\"{name}\\"')])
        self.visit(".", Library(name, name, ".", "modules", env))

    def visit(self, folder, library, own=True):
        """Take everything in a folder into a library (own: the library starts here) and visit the folders below."""
        env = self.settings(folder, library, own)
        if not env["CONTINUE"]:
            return
        if env["PYTHON_MODULE"] or env["SUBLIB"]:
            name = os.path.basename(folder) if env["PYTHON_MODULE"] else folder.replace("/", "_")
            if not own:
                library = Library(name, self.package_name, folder, "lib", env)
            library.kind = "python" if env["PYTHON_MODULE"] else "lib"
            own = True
        if own:
            self.release.new_library(library)
            library.env, library.libs = env, list(env["LIBS"])
        else:
            library.libs += [name for name in env["LIBS"] if name not in library.libs]
        library.origins = {name: library.origins.get(name, env["SCONSCRIPT"]) for name in library.libs}
        library.linkdefs += [str(path) for path in env["LINKDEF_FILES"]]
        library.sources += [(env, str(path)) for path in env["SRC_FILES"]]
        self.install(folder, library, env)
        self.below(folder, library, env)

    def settings(self, folder, library, own):
        """The environment of a folder, after its SConscript if it has one."""
        found = {"LINKDEF_FILES": [os.path.normpath(path) for path in self.linkdefs(folder) + self.linkdefs(f"{folder}/include")],
                 "SRC_FILES": sources_in(folder) + sources_in(f"{folder}/src"), "CONTINUE": True, "SUBLIB": False,
                 "PYTHON_MODULE": False, "LIBS": list(library.libs) if own else []}
        script = os.path.normpath(f"{folder}/SConscript")
        if not os.path.exists(script):
            return library.env.Clone(**found) if own else library.env.Override(found)
        env = library.env.Clone(SCONSCRIPT=script, **found)
        with self.release.watch.during():
            result = SConscript(script, exports={"env": env})
        if not hasattr(result, "Clone"):
            raise errors.WrongPackage(f"{script} does not give its settings back. Make Return('env') its last line.")
        env["SRC_FILES"] = [self.path(folder, item) for item in env.Flatten(env["SRC_FILES"])]
        env["LINKDEF_FILES"] = [self.path(folder, item) for item in env.Flatten(env["LINKDEF_FILES"])]
        return env

    @staticmethod
    def linkdefs(folder):
        """Linkdef files in a folder."""
        return [f"{folder}/{name}" for name in listing(folder)[0] if name.endswith("linkdef.h")]

    @staticmethod
    def path(folder, item):
        """Path from the top folder of what a SConscript may have written: a node, or a name relative to its folder."""
        name = str(item.srcnode()) if hasattr(item, "srcnode") else str(item)
        below = os.path.normpath(f"{folder}/{name}")
        return below if os.path.exists(below) else name

    def install(self, folder, library, env):
        """Link headers, scripts, tools, data, examples and validation; collect programs."""
        installation.headers(self.release, self.package_name, folder)
        installation.trees(self.release, self.package_name, folder)
        installation.executables(self.release, self.package_name, f"{folder}/tools")
        for source in sources_in(f"{folder}/tools"):
            name = os.path.splitext(os.path.basename(source))[0]
            libs = list(env["TOOLS_LIBS"].get(name, library.libs))
            self.release.programs.append(Program(name, self.package_name, folder, env, [source], libs,
                                                 env["TOOLS_LIBPATH"].get(name, []), {lib: env["SCONSCRIPT"] for lib in libs}))
        tests = sources_in(f"{folder}/tests")
        if tests:
            test_env = self.settings(f"{folder}/tests", library, own=False)
            library.tests += [(test_env, source) for source in tests]
            library.test_libs += test_env["LIBS"]

    def below(self, folder, library, env):
        """Visit the folders below a folder; modules last, because they use all the others."""
        names = listing(folder)[1]
        for name in names:
            path = os.path.normpath(f"{folder}/{name}")
            if folder == "." and name in ("build", "include", "lib", "bin", "modules", "data"):
                continue
            if name == "dataobjects":
                self.visit_dataobjects(path, library)
            elif name not in OWN_MEANING:
                if library.kind == "modules" and folder == library.folder and os.path.basename(folder) == "modules":
                    self.visit_own(path, library, path.replace("/", "_"), "modules")
                else:
                    self.visit(path, library, own=False)
        if "modules" in names and folder != ".":
            self.visit_own(f"{folder}/modules", library, f"{folder}/modules".replace("/", "_"), "modules")

    def visit_own(self, folder, library, name, kind):
        """Visit a folder that makes a library of its own and inherits the names of libraries from the package."""
        env = library.env.Clone(LIBS=list(library.libs))
        self.visit(folder, Library(name, self.package_name, folder, kind, env, list(library.libs), origins=dict(library.origins)))

    def visit_dataobjects(self, folder, library):
        """Visit a folder of data objects: one library per package takes them all."""
        name = f"{self.package_name}_dataobjects"
        if name in self.release.libraries:
            self.visit(folder, self.release.libraries[name], own=False)
        else:
            self.visit_own(folder, library, name, "lib")
