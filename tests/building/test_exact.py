# SPDX-License-Identifier: LGPL-3.0-or-later
"""`b2code-build` is exact: after any change its products are those of a build from nothing, and SCons finds nothing left to do."""
from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.building.fast_trees import UP_TO_DATE, FastTree
from tests.framework.trees import LIBS, SUBDIR

Change = Callable[[FastTree], object]


def write(name: str, text: str) -> Change:
    """Write a file."""
    return lambda tree: tree.write({name.replace("SUBDIR", SUBDIR): text})


def replace(name: str, old: str, new: str) -> Change:
    """Change a text in a file."""
    def change(tree: FastTree) -> None:
        text = (tree / name).read_text()
        assert old in text
        (tree / name).write_text(text.replace(old, new))
    return change


def keeping_times(change: Change, name: str) -> Change:
    """Do a change and set the file's time back."""
    def changed(tree: FastTree) -> None:
        before = (tree / name).stat()
        change(tree)
        os.utime(tree / name, ns=(before.st_atime_ns, before.st_mtime_ns))
    return changed


def remove(name: str) -> Change:
    """Remove a file or folder."""
    def change(tree: FastTree) -> None:
        shutil.rmtree(tree / name) if (tree / name).is_dir() else (tree / name).unlink()
    return change


def rename(old: str, new: str) -> Change:
    """Rename a file or folder."""
    return lambda tree: (tree / old).rename(tree / new)


def both(*changes: Change) -> Change:
    """Several changes."""
    return lambda tree: [change(tree) for change in changes]


def swap(one: str, other: str) -> Change:
    """Let two files of the same time change their names."""
    def change(tree: FastTree) -> None:
        for name in (one, other):
            os.utime(tree / name, (1e9, 1e9))
        (tree / one).rename(tree / "x")
        (tree / other).rename(tree / one)
        (tree / "x").rename(tree / other)
    return change


def older_file(name: str, text: str) -> Change:
    """Put a file in the place of another, as unpacking an archive does: with an old time."""
    def change(tree: FastTree) -> None:
        fresh = tree / "fresh"
        fresh.write_text(text)
        os.utime(fresh, (1e9, 1e9))
        fresh.rename(tree / name)
    return change


LOW = "int low() { return lower; }"
NEW_MODULE = "#define REG_MODULE(NAME) extern \"C\" int new_##NAME() { return 2; }\nREG_MODULE(Two)\n"
CASES: dict[str, tuple[str, Change]] = {
    "source": ("direct", replace("low/src/Low.cc", "return lower", "return 7 * lower")),
    "comment": ("direct", replace("low/src/Low.cc", LOW, LOW + " // the lowest")),
    "header of two packages": ("direct", replace("low/include/Lower.h", "lower = 1", "lower = 3")),
    "header of its own package": ("direct", replace("low/include/Low.h", "int low();", "int low();\nint lowest();")),
    "header that nobody includes": ("direct", write("low/include/Unused.h", "#pragma once\nint unused();\n")),
    "same size and time": ("direct", keeping_times(replace("low/src/Other.cc", "return 2", "return 3"), "low/src/Other.cc")),
    "old time": ("direct", older_file("low/src/Other.cc", "int other() { return 5; }\n")),
    "two files swapped": ("direct", swap("low/src/One.cc", "low/src/Two.cc")),
    "only touched": ("nothing", lambda tree: (tree / "low/src/Low.cc").touch()),
    "only readable": ("nothing", lambda tree: (tree / "low/src/Low.cc").chmod(0o444)),
    "written again": ("nothing", lambda tree: older_file("low/src/Low.cc", (tree / "low/src/Low.cc").read_text())(tree)),
    "script": ("direct", write("top/scripts/ask.py", "answer = 43\n")),
    "data": ("direct", write("top/data/table.txt", "4 5 6\n")),
    "program": ("direct", replace("top/tools/show.cc", "%d", "%5d")),
    "module": ("direct", replace("mid/modules/Count.cc", "return 1", "return 10")),
    "another name of a module": ("scons", replace("mid/modules/Count.cc", "(Count)", "(Counter)")),
    "one include more": ("scons", replace("mid/src/Mid.cc", "#include <low", "#include <low/Unused.h>\n#include <low")),
    "one include less": ("scons", write("low/src/Low.cc", "#include <low/Low.h>\nint low() { return 1; }\n")),
    "new source": ("scons", write("low/src/New.cc", "int fresh() { return 1; }\n")),
    "new header": ("scons", write("low/include/New.h", "#pragma once\n")),
    "new area": ("scons", write("low/area/src/New.cc", "int fresh() { return 1; }\n")),
    "new package": ("scons", both(write("more/SConscript", LIBS.format(["low"])),
                                  write("more/src/More.cc", "int more() { return 1; }\n"))),
    "new module": ("scons", write("mid/modules/Two.cc", NEW_MODULE)),
    "new script": ("scons", write("top/scripts/more.py", "x = 1\n")),
    "new data": ("scons", write("top/data/deep/er/table.txt", "1\n")),
    "data of any name": ("direct", write("top/data/ü \"q\" $x.txt", "4 5 6\n")),
    "new tool": ("scons", write("top/tools/second", "#!/bin/sh\n")),
    "new dictionary": ("scons", both(write("low/dataobjects/include/Hit.h", "#pragma once\nstruct Hit { int value = 1; };\n"),
                                     write("low/dataobjects/include/linkdef.h", "#pragma link C++ class Hit+;\n"))),
    "source gone": ("scons", remove("low/src/Other.cc")),
    "header gone": ("scons", remove("low/include/Unused.h")),
    "data gone": ("scons", remove("top/data/table.txt")),
    "package gone": ("scons", remove("top")),
    "source renamed": ("scons", rename("low/src/Other.cc", "low/src/Another.cc")),
    "header renamed": ("scons", both(rename("low/include/Low.h", "low/include/Lo.h"), replace("low/src/Low.cc", "Low.h", "Lo.h"),
                                     replace("mid/src/Mid.cc", "low/Low.h", "low/Lo.h"))),
    "package renamed": ("scons", rename("top", "topmost")),
    "tool no longer executable": ("scons", lambda tree: (tree / "top/tools/hello").chmod(0o644)),
    "link in place of a file": ("direct", both(
        rename("low/src/Other.cc", "elsewhere"), write("elsewhere", "int other() { return 9; }\n"),
        lambda tree: (tree / "low/src/Other.cc").symlink_to("../../elsewhere"))),
    "library of a SConscript": ("scons", write("top/SConscript", LIBS.format(["mid", "low"]))),
    "flags of a SConscript": ("scons", write("low/SConscript", "Import('env')\nenv.Append(CXXFLAGS=['-O0'])\nReturn('env')\n")),
    "flags of the build": ("scons", replace("site_scons/b2scons/compiler.py", '"opt": ["-O2"]', '"opt": ["-O1"]')),
    "another linkdef": ("scons", both(write("low/dataobjects/include/Hit.h", "#pragma once\nstruct Hit { int value = 1; };\n"),
                                      write("low/dataobjects/include/linkdef.h", "#pragma link C++ class Hit+;\n"))),
    "object gone": ("direct", remove("build/SUBDIR/low/src/Low.o")),
    "library gone": ("direct", remove("lib/SUBDIR/liblow.so")),
    "folder of libraries gone": ("scons", remove("lib")),
    "links gone": ("direct", remove("include/low")),
    "map file gone": ("direct", remove("modules/SUBDIR/libmid_modules.b2modmap")),
    "library spoilt": ("direct", write("lib/SUBDIR/liblow.so", "no library\n")),
    "stray file": ("scons", write("include/low/Stray.h", "")),
    "index gone": ("scons", remove("lib/SUBDIR/packages.json")),
    "commands gone": ("scons", remove("compile_commands.json")),
    "record gone": ("scons", remove("build/SUBDIR/.record")),
    "plan gone": ("scons", both(remove("build/SUBDIR/.record/plan.json"), replace("low/src/Low.cc", "return lower", "return 7"))),
    "record spoilt": ("scons", write("build/SUBDIR/.record/seen.json", '{"version": 1, "algorithm')),
    "editor's and Python's files": ("nothing", both(write("low/src/.#Low.cc", "x"), write("low/src/Low.cc~", "x"), write(
        "top/scripts/__pycache__/ask.pyc", "x"), write("low/include/.Low.h.swp", "x"))),
}


@pytest.mark.parametrize("name", CASES)
def test_products_are_those_of_a_build_from_nothing_and_scons_has_nothing_to_do(name, tree, tmp_path):
    how, change = CASES[name]
    sources, products = tree.sources(), tree.products()
    change(tree)
    assert tree.fast() == how, tree.output
    made = tree.products()
    assert UP_TO_DATE in tree.build()
    # the tree was built by SCons from nothing; what starts from the same sources need not be built again
    assert tree.products() == made == (products if tree.sources() == sources else tree.from_nothing(tmp_path / "fresh"))
    assert tree.fast() == "nothing"


# takes a header if it is there
ASKS = "#if __has_include(<{0}>)\n#include <{0}>\n#else\n#define LATE 1\n#endif\nint low() {{ return LATE; }}\n"


def test_a_header_that_appears_where_another_one_asks_for_it_is_seen(tree):
    tree.write({"low/src/Low.cc": ASKS.format("low/Late.h")})
    tree.fast()
    tree.write({"low/include/Late.h": "#define LATE 2\n"})
    tree.fast()
    assert tree.run("show").stdout == "6\n" and UP_TO_DATE in tree.build()


def test_a_header_whose_name_a_macro_makes_is_seen(tree):
    tree.write({"low/src/Low.cc": "#define WHICH <low/Lower.h>\n#include WHICH\nint low() { return lower; }\n"})
    tree.fast()
    tree.write({"low/include/Lower.h": "constexpr int lower = 4;\n"})
    assert tree.fast() == "direct"
    assert tree.run("show").stdout == "20\n" and UP_TO_DATE in tree.build()


def test_flags_given_once_count_for_that_build_only(tree):
    before = tree.products()
    assert tree.fast("--extra-ccflags=-DMORE -O1") == "scons"
    assert tree.fast("--extra-ccflags=-DMORE -O1") == "nothing"
    assert tree.fast() == "scons" and tree.products() == before


@pytest.mark.parametrize("variables", [{"CPATH": "/usr/include"}, {"BELLE2_USE_CCACHE": "no"}, {"SCONSFLAGS": "-Q"}, {"LD": "g++"},
                                       {"CXX": "g++ -DMORE"}], ids=lambda found: next(iter(found)))
def test_another_environment_asks_scons(variables, tree):
    assert tree.fast(**variables) == "scons"
    assert tree.fast(**variables) == "nothing"
    assert tree.fast() == "scons" and tree.fast() == "nothing"


def test_headers_that_a_variable_brings_are_compiled_in(tree, tmp_path):
    tree.write({"low/src/Low.cc": ASKS.format("brought.h")})
    tree.fast()
    (tmp_path / "brought").mkdir()
    (tmp_path / "brought/brought.h").write_text("#define LATE 5\n")
    tree.fast(CPATH=str(tmp_path / "brought"))
    assert tree.run("show").stdout == "9\n"
    tree.build()
    assert tree.run("show").stdout == "5\n"


def test_another_compiler_of_the_same_name_asks_scons(tree, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/g++").write_text('#!/bin/sh\nexec /usr/bin/g++ -DMORE "$@"\n')
    (tmp_path / "bin/g++").chmod(0o755)
    path = f"{tmp_path}/bin:{tree.environment()['PATH']}"
    assert tree.fast(PATH=path) == "scons" and "compile    low/src/Low.cc" in tree.output


def test_both_build_options_live_beside_each_other(tree):
    debug = {"BELLE2_SUBDIR": "Linux_x86_64/debug", "BELLE2_OPTION": "debug"}
    assert tree.fast(**debug) == "scons" and tree.fast() == "nothing" and tree.fast(**debug) == "nothing"
    tree.write({"low/src/Other.cc": "int other() { return 3; }\n"})
    assert tree.fast() == "direct" and tree.fast(**debug) == "direct"


def asking(tree: FastTree, text: str) -> None:
    """Let a SConscript look at something of its own."""
    tree.write({"low/SConscript": f"import os\nImport('env')\n{text}\nReturn('env')\n"})
    assert tree.fast() == "scons" and tree.fast() == "nothing"


def test_a_variable_that_a_sconscript_reads_counts(tree):
    asking(tree, "env.Append(CPPDEFINES=['A=' + os.environ.get('MY_FLAG', '0')])")
    assert tree.fast(MY_FLAG="1") == "scons" and "low/src/Low.cc" in tree.output
    assert tree.fast(MY_FLAG="1") == "nothing" and tree.fast(YOUR_FLAG="1", MY_FLAG="1") == "nothing"


def test_a_file_that_a_sconscript_reads_counts(tree):
    tree.write({"low/flags.txt": "1"})
    asking(tree, "env.Append(CPPDEFINES=['A=' + open('flags.txt').read()])")
    tree.write({"low/flags.txt": "2"})
    assert tree.fast() == "scons" and "low/src/Low.cc" in tree.output


def test_a_folder_that_a_sconscript_lists_counts(tree):
    tree.write({"low/doc/one.txt": ""})
    asking(tree, "env.Append(CPPDEFINES=['A=%d' % len(os.listdir('doc'))])")
    tree.write({"low/doc/two.txt": ""})
    assert tree.fast() == "scons" and "low/src/Low.cc" in tree.output


@pytest.fixture
def own_externals(tree, tmp_path) -> Path:
    """Externals of the same content in a folder of their own, which the tree uses."""
    place = tmp_path / "externals" / tree.externals.name
    place.mkdir(parents=True)
    (place / "Linux_x86_64").symlink_to(tree.externals / "Linux_x86_64")
    (place / "receipt.sha256").write_text("one\n")
    tree.externals = place
    tree.fast()
    assert tree.fast() == "nothing"
    return place


def test_externals_installed_again_with_other_files_rebuild_everything(tree, own_externals):
    (own_externals / "receipt.sha256").write_text("another\n")
    assert tree.fast() == "scons" and "low/src/Low.cc" in tree.output and "top/tools/show.cc" in tree.output


def test_another_version_of_the_externals_rebuilds_everything(tree, own_externals):
    tree.externals = own_externals.rename(own_externals.with_name("v99-00-00"))
    tree.write({".externals": "v99-00-00\n"})
    assert tree.fast() == "scons" and "low/src/Low.cc" in tree.output


def test_a_release_that_was_moved_has_nothing_to_build(tree, tmp_path):
    tree.top = tree.top.rename(tmp_path / "moved")
    assert tree.fast() == "nothing"
