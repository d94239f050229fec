# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compiler, linker and rootcling: flags and command strings. Every path in them is relative to the top folder."""

import os

from SCons.Script import Builder, Decider, DefaultEnvironment, Environment, SConsignFile

from . import commands, freshness, gates, kept, messages

# what a user of '$ROOT_LIBS' may need; --as-needed leaves out the rest
ROOT_LIBS = ["Core", "RIO", "Tree", "TreePlayer", "Net", "Hist", "MathCore", "Matrix", "Physics", "GenVector", "Thread", "Imt",
             "Gpad", "Graf", "Graf3d", "EG"]

DEBUG_INFO = ["-g", '"-ffile-prefix-map=$$PWD=."']
WARNINGS = ["-Wall", "-Wextra", "-Wshadow"]
OPTION_FLAGS = {
    "opt": ["-O2"],
    "debug": ["-O0", *DEBUG_INFO],
    "intel": ["-O2"],
    "clang": ["-O2"],
    "clang-analyzer": ["-O0", "--analyze"],
}
GCC_ONLY = ["-fno-canonical-system-headers", "-Wstack-usage=200000"]


def _flags(place, option):
    flags = ["-std=c++17", "-pipe", *OPTION_FLAGS.get(place.option, OPTION_FLAGS["opt"]), *WARNINGS]
    if "clang" not in place.compiler:
        flags += GCC_ONLY
    return flags + option("extra_ccflags").split()


def _debug_info(place):
    """Flags that do not change what is compiled; objects with and without them stand for one another."""
    wanted = os.environ.get("BELLE2_DEBUG_INFO") == "yes" and "-g" not in OPTION_FLAGS.get(place.option, [])
    return DEBUG_INFO if wanted else []


def system_includes(lib, folders):
    """Flags for headers that are neither scanned nor warned about."""
    return [part for folder in folders for part in ("-isystem", f"{lib}/{folder}")]


def _outside(place, root, option):
    """Folders behind the links: headers as system headers (never scanned), libraries, run paths relative to lib/SUBDIR."""
    lib = f"lib/{place.subdir}"
    includes = system_includes(lib, [f"{root}/include", "externals/common/include"])
    names = [f"externals/{place.externals_option}/lib", "externals/common/lib", f"{root}/lib"]
    names.append("python-lib")
    names = [name for name in names if os.path.isdir(f"{lib}/{name}")]
    if place.central:
        names.insert(0, f"central/lib/{place.subdir}")
    if place.local:
        names.insert(0, f"local/lib/{place.subdir}")
    return includes, names


def _variables():
    """Variables for the commands. The direct mode of ccache misses a new header that hides another one or that was asked for
    in vain before."""
    return {**os.environ, "CCACHE_NODIRECT": "1"}


def _scripts(lib):
    """The folder of the programs that commands call; an analysis takes them from its release."""
    return next(folder for folder in ("site_scons/b2scons/programs", f"{lib}/central/site_scons/b2scons/programs")
                if os.path.isdir(folder))


def _linker():
    """The program that links: LD if it understands the options of a compiler, else the compiler."""
    name = os.environ.get("LD", "")
    return "$CXX" if not name or os.path.basename(name).startswith("ld") else name


def environment(place, option, digests):
    """The construction environment that all packages start from."""
    root = gates.open_gates(place)
    Decider(freshness.decider(digests))
    SConsignFile(os.path.join("build", place.subdir, "signatures"))
    DefaultEnvironment(tools=[])
    env = Environment(tools=["g++", "gcc", "gnulink"], ENV=_variables(), CXX=place.compiler,
                      CC=os.environ.get("CC") or "gcc")
    includes, folders = _outside(place, root, option)
    lib = f"lib/{place.subdir}"
    nanobind = f"{lib}/externals/common/lib/python{place.python.version}/site-packages/nanobind"
    extra = [folder for folder in option("extra_libpath").split(":") if folder]
    env.Replace(
        SUBDIR=place.subdir, CXXFLAGS=_flags(place, option), CCFLAGS=OPTION_FLAGS.get(place.option, OPTION_FLAGS["opt"]),
        LIBPATH=["#" + lib], LIBS=[], CPPDEFINES=[],
        CPPPATH=["#include"] + [f"#{lib}/{name}/include" for name in ("local", "central") if getattr(place, name)],
        OUTSIDE_INCLUDES=includes, OUTSIDE_LIBDIRS=[f"-L{lib}/{folder}" for folder in folders] + [f"-L{e}" for e in extra],
        RUN_FOLDERS=folders, EXTRA_RUN_FOLDERS=extra, ROOT_LIBS=list(ROOT_LIBS), ROOTCLING=f"{lib}/{root}/bin/rootcling",
        SHCXXCOM=commands.COMPILE, SHCCCOM=commands.COMPILE_C, LINK_COMMAND=commands.LINK,
        PYTHON_MODULE_LINK=commands.PYTHON_MODULE_LINK, DICTCOM=commands.DICTIONARY, SCRIPTS=_scripts(lib),
        # __FILE__ in a central header must not tell on which release a file was compiled
        CENTRAL_NAMES=f"-fmacro-prefix-map={lib}/central/include=include" if place.central else "",
        CCACHE=place.ccache, DEBUG_INFO=_debug_info(place), LINKER=_linker(), KIND_FLAGS=[], RUNPATH="", PACKAGE="",
        SCONSCRIPT="",
        LINKFLAGS=["-Wl,--as-needed", "-Wl,--no-undefined", "-Wl,--no-demangle", "-Wl,--enable-new-dtags",
                   "-Wl,--build-id=none", f"-Wl,-rpath-link,{lib}"]
        + [f"-Wl,-rpath-link,{lib}/{folder}" for folder in folders]
        # what the libraries of the wheel bring along; programs that use the graphics of ROOT indirectly need it
        + [f"-Wl,-rpath-link,{lib}/{root}/../root.libs"],
        SHOBJSUFFIX=".o", SHOBJPREFIX="", SHLIBPREFIX="", SHLIBSUFFIX="",
        LIBPREFIXES=["lib"], LIBSUFFIXES=[".so"],
        STATIC_AND_SHARED_OBJECTS_ARE_THE_SAME=True, IMPLICIT_COMMAND_DEPENDENCIES=False, PYTHON_LIB=place.python.library,
        PYTHON_OUTSIDE=system_includes(lib, ["python-include"]), NANOBIND=nanobind,
        NANOBIND_OUTSIDE=system_includes(lib, ["python-include"]) + [
            "-isystem", f"{nanobind}/include", "-isystem", f"{nanobind}/ext/robin_map/include",
            "-fvisibility=hidden", "-fno-strict-aliasing"],
        SYMLINK=not option("no_symlink"))
    env["BUILDERS"]["RootDictionary"] = Builder(action=messages.action("dictionary", "$DICTCOM"))
    env["BUILDERS"]["LinkFile"] = Builder(action=messages.action("link", "$LINK_COMMAND"))
    messages.shorten(env, option("verbose"))
    kept.use(env, place)
    return env
