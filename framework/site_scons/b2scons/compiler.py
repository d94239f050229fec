# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compiler, linker and rootcling: flags and command strings. Every path in them is relative to the top folder."""

import os

from SCons.Script import Builder, Decider, DefaultEnvironment, Environment, SConsignFile

from . import freshness, gates, messages

# what a user of '$ROOT_LIBS' may need; --as-needed leaves out the rest
ROOT_LIBS = ["Core", "RIO", "Tree", "TreePlayer", "Net", "Hist", "MathCore", "Matrix", "Physics", "GenVector", "Thread", "Imt",
             "Gpad", "Graf", "Graf3d", "EG"]

WARNINGS = ["-Wall", "-Wextra", "-Wshadow"]
OPTION_FLAGS = {
    "opt": ["-O2"],
    "debug": ["-O0", "-g", '"-ffile-prefix-map=$$PWD=."'],
    "intel": ["-O2"],
    "clang": ["-O2"],
    "clang-analyzer": ["-O0", "--analyze"],
}
GCC_ONLY = ["-fno-canonical-system-headers", "-Wstack-usage=200000"]

SCRIPTS = "site_scons/b2scons/programs"
PYTHON = "python3 -I -S"
LINK_LINE = ("$LINKER -o {target} $SOURCES $LINKFLAGS {more} $KIND_FLAGS $_LIBDIRFLAGS $OUTSIDE_LIBDIRS $_LIBFLAGS {libs} $RUNPATH "
             "2> build/$SUBDIR/${{TARGET.file}}.log")
EXPLAIN = (f" || {{ {PYTHON} {SCRIPTS}/explain_link.py build/$SUBDIR/${{TARGET.file}}.log $SUBDIR $PACKAGE $SCONSCRIPT $LIBS; "
           "false; }")
LINK = LINK_LINE.format(target="$TARGET", more="", libs="") + EXPLAIN
# a Python module must not bring a second Python library into the process, yet nothing else may be undefined: link twice
PYTHON_MODULE_LINK = (
    "{ " + LINK_LINE.format(target="build/$SUBDIR/${TARGET.file}.check", more="", libs="-l$PYTHON_LIB") + " && "
    + LINK_LINE.format(target="$TARGET", more="-Wl,-z,undefs", libs="") + "; }" + EXPLAIN)
DICTIONARY = ("$ROOTCLING -f ${TARGETS[0]} -s lib/$SUBDIR/lib${DICT_LIBRARY}.so -rml lib${DICT_LIBRARY}.so -rmf ${TARGETS[2]} "
              "-noIncludePaths $_CPPINCFLAGS $DICT_HEADERS $DICT_LINKDEF && "
              f"{PYTHON} {SCRIPTS}/normalise_dictionary.py ${{TARGETS[1]}} ${{TARGETS[2]}}")


def _flags(place, option):
    flags = ["-std=c++17", "-pipe", *OPTION_FLAGS.get(place.option, OPTION_FLAGS["opt"]), *WARNINGS]
    if "clang" not in place.compiler:
        flags += GCC_ONLY
    return flags + option("extra_ccflags").split()


def system_includes(lib, folders):
    """Flags for headers that are neither scanned nor warned about."""
    return [part for folder in folders for part in ("-isystem", f"{lib}/{folder}")]


def _outside(place, root, option):
    """Folders behind the links: headers as system headers (never scanned), libraries, run paths relative to lib/SUBDIR."""
    lib = f"lib/{place.subdir}"
    includes = system_includes(lib, [f"{root}/include", "externals/common/include"])
    names = ["externals/" + place.subdir.split("/")[-1] + "/lib", "externals/common/lib", f"{root}/lib"]
    names.append("python-lib")
    names = [name for name in names if os.path.isdir(f"{lib}/{name}")]
    if place.central:
        names.insert(0, f"central/lib/{place.subdir}")
    return includes, names


def _variables(place):
    """Variables for the commands. The direct mode of ccache misses a new local header that hides a central one."""
    return {**os.environ, "CCACHE_NODIRECT": "1"} if place.central else dict(os.environ)


def environment(place, option):
    """The construction environment that all packages start from."""
    root = gates.open_gates(place)
    Decider(freshness.decider(os.path.join("build", place.subdir)))
    SConsignFile(os.path.join("build", place.subdir, "signatures"))
    DefaultEnvironment(tools=[])
    env = Environment(tools=["g++", "gcc", "gnulink"], ENV=_variables(place), CXX=place.compiler)
    includes, folders = _outside(place, root, option)
    lib = f"lib/{place.subdir}"
    nanobind = f"{lib}/externals/common/lib/python{place.python.version}/site-packages/nanobind"
    extra = [folder for folder in option("extra_libpath").split(":") if folder]
    env.Replace(
        SUBDIR=place.subdir, CXXFLAGS=_flags(place, option), CCFLAGS=[], LIBPATH=["#" + lib], LIBS=[], CPPDEFINES=[],
        CPPPATH=["#include"] + ([f"#{lib}/central/include"] if place.central else []),
        OUTSIDE_INCLUDES=includes, OUTSIDE_LIBDIRS=[f"-L{lib}/{folder}" for folder in folders] + [f"-L{e}" for e in extra],
        RUN_FOLDERS=folders, EXTRA_RUN_FOLDERS=extra, ROOT_LIBS=list(ROOT_LIBS), ROOTCLING=f"{lib}/{root}/bin/rootcling",
        SHCXXCOM="$CCACHE $CXX -o $TARGET -c $CXXFLAGS -fPIC $_CPPDEFFLAGS $_CPPINCFLAGS $OUTSIDE_INCLUDES $SOURCES",
        SHCCCOM="$CCACHE $CC -o $TARGET -c $CCFLAGS -O2 -fPIC $_CPPDEFFLAGS $_CPPINCFLAGS $OUTSIDE_INCLUDES $SOURCES",
        CCACHE=place.ccache, LINKER=os.environ.get("LD_CXX") or "$CXX", KIND_FLAGS=[], RUNPATH="", PACKAGE="", SCONSCRIPT="",
        LINKFLAGS=["-Wl,--as-needed", "-Wl,--no-undefined", "-Wl,--no-demangle", "-Wl,--enable-new-dtags",
                   "-Wl,--build-id=none", f"-Wl,-rpath-link,{lib}"]
        + [f"-Wl,-rpath-link,{lib}/{folder}" for folder in folders],
        SHLINKCOM=LINK, PYTHON_MODULE_LINK=PYTHON_MODULE_LINK, LINKCOM=LINK, SHOBJSUFFIX=".o", SHOBJPREFIX="", SHLIBPREFIX="", SHLIBSUFFIX="",
        LIBPREFIXES=["lib"], LIBSUFFIXES=[".so"],
        STATIC_AND_SHARED_OBJECTS_ARE_THE_SAME=True, IMPLICIT_COMMAND_DEPENDENCIES=False, PYTHON_LIB=place.python.library,
        PYTHON_OUTSIDE=system_includes(lib, ["python-include"]), NANOBIND=nanobind,
        NANOBIND_OUTSIDE=system_includes(lib, ["python-include"]) + [
            "-isystem", f"{nanobind}/include", "-isystem", f"{nanobind}/ext/robin_map/include",
            "-fvisibility=hidden", "-fno-strict-aliasing"],
        DICTCOM=DICTIONARY, SYMLINK=not option("no_symlink"))
    env["BUILDERS"]["RootDictionary"] = Builder(action=messages.action("dictionary", "$DICTCOM"))
    messages.shorten(env, option("verbose"))
    return env
