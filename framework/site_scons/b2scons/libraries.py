# SPDX-License-Identifier: LGPL-3.0-or-later
"""Libraries, programs and unit tests: from collected sources to nodes."""

import os
from dataclasses import dataclass, field

from . import commands, dictionaries, messages, taken_over

FRAMEWORK = ["framework", "framework_dataobjects"]
TEST_LIBS = ["$ROOT_LIBS", "gtest_main", "gtest"]


@dataclass
class Library:
    """What becomes one shared library; `kind` is lib, modules or python."""
    name: str
    package: str
    folder: str
    kind: str
    env: object
    libs: list = field(default_factory=list)
    sources: list = field(default_factory=list)
    linkdefs: list = field(default_factory=list)
    tests: list = field(default_factory=list)
    test_libs: list = field(default_factory=list)
    origins: dict = field(default_factory=dict)

    @property
    def file(self):
        """Name of the file."""
        return f"{self.name}.so" if self.kind == "python" else f"lib{self.name}.so"

    def exists(self):
        """True if there is anything to link."""
        return bool(self.sources or self.linkdefs)


@dataclass
class Program:
    """An executable of tools/."""
    name: str
    package: str
    folder: str
    env: object
    sources: list
    libs: list
    libpath: list
    origins: dict


def define_all(release):
    """Define all libraries, programs and unit tests of a release."""
    for library in release.libraries.values():
        if library.exists():
            define_library(release, library)
        if library.tests:
            define_tests(release, library)
    for program in release.programs:
        objects = [compile_source(release, program.env, source, needs_python(program.libs)) for source in program.sources]
        libs = own_libraries(release, program.package) + program.libs
        node = link_program(release, program.env, program.name, objects, libs, program.libpath)
        release.add("bin", program.package, node, program.folder)
        release.products.append((node[0], program.package, program.sources, program.origins))
    taken_over.define(release)


def own_libraries(release, package, but=""):
    """Libraries of the package itself, which nobody has to declare: upwards in the order dataobjects, sources."""
    names = [package, f"{package}_dataobjects"]
    if but:
        names = names[names.index(but) + 1:] if but in names else names
    found = [release.libraries[name] for name in names if name in release.libraries]
    # the sources of an analysis are modules, which nothing links
    return [library.name for library in found if library.exists() and library.kind != "modules"]


def available(release, name):
    """True if this release makes a library or the central one has it."""
    if name in release.libraries:
        return release.libraries[name].exists()
    lib = f"lib/{release.place.subdir}"
    return os.path.exists(f"{lib}/central/{lib}/lib{name}.so")


def flat(env, libs):
    """Names of libraries with '$ROOT_LIBS' and 'python' spelled out."""
    names = []
    for name in env.Flatten(libs):
        names += env["ROOT_LIBS"] if name == "$ROOT_LIBS" else [env["PYTHON_LIB"]] if name == "python" else [name]
    return list(dict.fromkeys(names))


def compile_source(release, env, source, more=""):
    """Define the object of a source file; `more` is PYTHON or NANOBIND if it includes their headers."""
    includes = env["OUTSIDE_INCLUDES"] + (env[f"{more}_OUTSIDE"] if more else [])
    stem = os.path.splitext(source.removeprefix(release.build + "/"))[0]
    node = env.SharedObject(f"#{release.build}/{stem}.o", "#" + source, OUTSIDE_INCLUDES=includes)[0]
    env.Depends(node, f"#{release.build}/toolchain")
    release.objects.append((env, source, str(node), includes))
    return node


def needs_python(libs):
    """Which more headers go with a list of libraries."""
    return "PYTHON" if "python" in libs else ""


def nanobind(release):
    """The object of the binding library, compiled once for all Python modules."""
    env, target = release.env, f"{release.build}/nanobind.o"
    if target not in release.shared_objects:
        release.shared_objects[target] = env.Command(
            "#" + target, f"#{release.build}/toolchain",
            messages.action("compile", commands.COMPILE_NANOBIND, "nanobind"))[0]
    return release.shared_objects[target]


def runpath(env, libs, lib_folder):
    """Run path of a file whose way to lib/SUBDIR is lib_folder."""
    folders = [""] + ["/" + name for name in env["RUN_FOLDERS"]]
    if env["PYTHON_LIB"] in libs:
        folders.append("/python-lib")
    paths = [f"$$ORIGIN{lib_folder}{name}" for name in folders] + env["EXTRA_RUN_FOLDERS"]
    return f"'-Wl,-rpath,{':'.join(paths)}'"


def define_library(release, library):
    """Define the objects, the dictionary, the library and its map file."""
    env = library.env
    more = "NANOBIND" if library.kind == "python" else needs_python(library.libs)
    objects = [compile_source(release, source_env, source, more) for source_env, source in library.sources]
    if library.kind == "python":
        objects.append(nanobind(release))
    kind = "modules" if library.kind == "modules" else "lib"
    if library.linkdefs:
        source, files = dictionaries.define(env, library.name, library.linkdefs, release.headers[library.package], release.build)
        objects.append(compile_source(release, env, str(source)))
        release.add(kind, library.package, files, library.folder)
    libs = flat(env, [name for name in own_libraries(release, library.package, library.name) + library.libs
                      if name != library.name])
    target = f"#{kind}/{release.place.subdir}/{library.file}"
    way = "" if kind == "lib" else f"/../../../lib/{release.place.subdir}"
    command = "$PYTHON_MODULE_LINK" if library.kind == "python" else env["LINK_COMMAND"]
    node = link_file(release, env, target, objects, libs, runpath(env, libs, way), LINK_COMMAND=command,
                     KIND_FLAGS=["-shared", "-Wl,-soname,${TARGET.file}"])
    release.add(kind, library.package, list(node), library.folder)
    release.groups[library.name] += node
    release.products.append((node[0], library.package, [source for _, source in library.sources], library.origins))
    if library.kind == "modules":
        sources = ["#" + source for _, source in library.sources]
        modmap = env.Command(target[:-len(".so")] + ".b2modmap", sources, messages.action("list", commands.MODULE_NAMES),
                             source_scanner=commands.NO_SCANNER)
        release.add(kind, library.package, list(modmap), library.folder)


def link_file(release, env, target, objects, libs, run_folders, **settings):
    """Define a linked file, which depends on the libraries that this release makes; returns its node in a list."""
    node = env.LinkFile(target, objects, LIBS=libs, RUNPATH=run_folders, **settings)
    own = [release.libraries[name] for name in libs if name in release.libraries and release.libraries[name].exists()]
    env.Depends(node, [f"#lib/{release.place.subdir}/{library.file}" for library in own if library.kind == "lib"])
    env.Depends(node, f"#{release.build}/toolchain")
    return list(node)


def link_program(release, env, name, objects, libs, libpath=()):
    """Define an executable in bin."""
    libs = flat(env, libs)
    way = f"/../../../lib/{release.place.subdir}"
    return link_file(release, env, f"#bin/{release.place.subdir}/{name}", objects, libs, runpath(env, libs, way),
                     LIBPATH=env["LIBPATH"] + list(libpath))


def define_tests(release, library):
    """Define the unit tests of a library as one executable."""
    objects = [compile_source(release, env, source) for env, source in library.tests]
    own = [library.name] if library.exists() and library.kind == "lib" else []
    framework = [name for name in FRAMEWORK if available(release, name)]
    libs = own + library.test_libs + own_libraries(release, library.package) + library.libs + framework + TEST_LIBS
    node = link_program(release, library.env, f"{library.name}-unittests", objects, libs)
    release.add("tests", library.package, node, library.folder)
