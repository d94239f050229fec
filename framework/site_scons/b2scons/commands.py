# SPDX-License-Identifier: LGPL-3.0-or-later
"""The commands of the build: strings, never Python functions, so that another builder such as ninja can take them over."""

from SCons.Script import Scanner

# for commands that do not read what their sources include
NO_SCANNER = Scanner(function=lambda node, env, path: [], name="none")

PYTHON = "python3 -I -S"
LINK_LINE = ("$LINKER -o {target} $SOURCES $LINKFLAGS {more} $KIND_FLAGS $_LIBDIRFLAGS $OUTSIDE_LIBDIRS $_LIBFLAGS {libs} $RUNPATH "
             "2> build/$SUBDIR/${{TARGET.file}}.log")
EXPLAIN = (f" || {{ {PYTHON} $SCRIPTS/explain_link.py build/$SUBDIR/${{TARGET.file}}.log $SUBDIR $PACKAGE $SCONSCRIPT $LIBS; "
           "false; }")
LINK = LINK_LINE.format(target="$TARGET", more="", libs="") + EXPLAIN
# a Python module must not bring a second Python library into the process, yet nothing else may be undefined: link twice
PYTHON_MODULE_LINK = (
    "{ " + LINK_LINE.format(target="build/$SUBDIR/${TARGET.file}.check", more="", libs="-l$PYTHON_LIB") + " && "
    + LINK_LINE.format(target="$TARGET", more="-Wl,-z,undefs", libs="") + "; }" + EXPLAIN)
FIND = "$_CPPDEFFLAGS $_CPPINCFLAGS $( $CENTRAL_NAMES $) $OUTSIDE_INCLUDES"
COMPILE = f"$( $CCACHE $) $CXX -o $TARGET -c $CXXFLAGS $( $DEBUG_INFO $) -fPIC {FIND} $SOURCES"
COMPILE_C = f"$( $CCACHE $) $CC -o $TARGET -c $CCFLAGS $( $DEBUG_INFO $) -fPIC {FIND} $SOURCES"
COMPILE_NANOBIND = ("$( $CCACHE $) $CXX -o $TARGET -c $CXXFLAGS $( $DEBUG_INFO $) -w -fPIC -DNDEBUG $NANOBIND_OUTSIDE "
                    "$NANOBIND/src/nb_combined.cpp")
MODULE_NAMES = f"{PYTHON} $SCRIPTS/module_names.py $PACKAGE $SOURCES > $TARGET"
CHECK_LIBRARIES = f"{PYTHON} $SCRIPTS/check_libraries.py ${{SOURCES[0]}} > $TARGET"
MERGE_LINKDEFS = "sed '/^ *# *include/d' $SOURCES > $TARGET"
DICTIONARY = ("$ROOTCLING -f ${TARGETS[0]} -s lib/$SUBDIR/lib${DICT_LIBRARY}.so -rml lib${DICT_LIBRARY}.so -rmf ${TARGETS[2]} "
              "-noIncludePaths $_CPPINCFLAGS $DICT_HEADERS $DICT_LINKDEF && "
              f"{PYTHON} $SCRIPTS/normalise_dictionary.py ${{TARGETS[1]}} ${{TARGETS[2]}}")
