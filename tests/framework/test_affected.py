# SPDX-License-Identifier: LGPL-3.0-or-later
"""`--affected` of the test runners: exactly what a change can influence in a built release that lies in a git repository."""
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from tests.framework.trees import DATA_CLASS, FRAMEWORK, LIBS, SUBDIR, Tree

TOOLS = FRAMEWORK / "framework" / "tools"
REGISTER = "#define REG_MODULE(NAME) extern \"C\" int new_##NAME() {{ return {}; }}\n{}REG_MODULE({})\n"
TEST = "#include <gtest/gtest.h>\n{}TEST({}, Runs) {{ EXPECT_EQ({}, {}); }}\n"
# base <- user (library), base <- leaf (module); hits has a data class; alone uses nothing of them in C++
FILES = {
    ".gitignore": "/build/\n/include/\n/lib/\n/bin/\n/modules/\n/data/\n/compile_commands.json\n.sconsign*\nignored*\n",
    ".librarians": "librarian\n", "README.md": "text\n",
    "base/SConscript": LIBS.format([]),
    "base/include/Base.h": "#pragma once\nint base();\n", "base/include/Only.h": "#pragma once\nconstexpr int only = 4;\n",
    "base/src/Base.cc": "#include <base/Base.h>\nint base() { return 1; }\n",
    "base/tests/Base.cc": TEST.format("#include <base/Base.h>\n", "Base", "1", "base()"),
    "base/modules/Reader.cc": REGISTER.format("base()", "#include <base/Base.h>\n", "Reader"),
    "base/tools/base-tool.cc": "#include <base/Base.h>\nint main() { return base() - 1; }\n",
    "base/scripts/base_tools.py": "answer = 42\n", "base/data/table.txt": "1\n", "base/doc/notes.md": "text\n",
    "base/README.md": "text\n", "base/tests/base.py": "print('base')\n",
    "user/SConscript": LIBS.format(["base"]),
    "user/include/Use.h": "#pragma once\nint use();\n",
    "user/src/Use.cc": "#include <user/Use.h>\n#include <base/Base.h>\nint use() { return base() + 1; }\n",
    "user/tests/Use.cc": TEST.format("#include <user/Use.h>\n", "Use", "2", "use()"),
    "user/tests/table.txt": "1\n", "user/tests/use.py": "print('use')\n",
    "leaf/SConscript": LIBS.format(["base"]),
    "leaf/modules/Leaf.cc": REGISTER.format("base() + only", "#include <base/Base.h>\n#include <base/Only.h>\n", "Leaf"),
    "leaf/tests/Leaf.cc": TEST.format("", "Leaf", "1", "1"), "leaf/tests/leaf.py": "print('leaf')\n",
    "leaf/examples/first.py": "print('first')\n",
    "hits/SConscript": LIBS.format(["$ROOT_LIBS"]), "hits/dataobjects/include/Hit.h": DATA_CLASS,
    "hits/dataobjects/include/linkdef.h": "#pragma link C++ class Belle2::Hit+;\n",
    "hits/dataobjects/src/Hit.cc": "#include <hits/dataobjects/Hit.h>\n"
                                   "void Belle2::Hit::setCharge(int charge) { m_charge = charge; }\n",
    "alone/SConscript": LIBS.format([]), "alone/tests/Alone.cc": TEST.format("", "Alone", "1", "1"),
    "alone/tests/plain.py": "import os\nprint(os.sep)\n",
    "alone/checks/tests/module.py": "def steer(path):\n    leaf = path.add_module('Leaf')\n",
    "alone/loads/tests/imports.py": "import base_tools\nprint(base_tools.answer)\n",
    "alone/hits/tests/store.py": "def fill(basf2, Belle2):\n    return Belle2.PyStoreArray('Hits')\n",
    "alone/runs/tests/computed.py": "def steer(path, name):\n    path.add_module(name)\n",
}
UNITS = {"base", "user", "leaf", "alone"}
SCRIPTS = {"base/tests/base.py", "user/tests/use.py", "leaf/tests/leaf.py", "alone/tests/plain.py", "alone/checks/tests/module.py",
           "alone/loads/tests/imports.py", "alone/hits/tests/store.py", "alone/runs/tests/computed.py"}
OPEN = "alone/runs/tests/computed.py"
OF_BASE = {"base/tests/base.py", "user/tests/use.py", "leaf/tests/leaf.py", "alone/checks/tests/module.py",
           "alone/loads/tests/imports.py", OPEN}


def git(tree: Tree, *words: str) -> str:
    """Run git in a tree; returns its output."""
    return subprocess.run(["git", *words], cwd=tree.top, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()


@pytest.fixture(scope="module")
def built(tmp_path_factory, externals) -> Tree:
    """A built release in a git repository whose main is that of the upstream."""
    tree = Tree(tmp_path_factory.mktemp("affected") / 'größe 1" x' / "release", externals)
    tree.write(FILES)
    program = tree.top.parent / "programs" / "basf2"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nexec python3 "$1"\n')
    program.chmod(0o755)
    os.environ["PYTHONPYCACHEPREFIX"] = str(tree.top.parent / "compiled")
    for words in (["init", "-q", "-b", "main"], ["add", "-A"],
                  ["-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", "Start"],
                  ["update-ref", "refs/remotes/origin/main", "HEAD"]):
        git(tree, *words)
    tree.build()
    return tree


@pytest.fixture
def tree(built) -> Tree:
    """The same for one test, put back at its end."""
    yield built
    git(built, "reset", "-q", "--hard", "refs/remotes/origin/main")
    git(built, "clean", "-qffd")


def run(tree: Tree, tool: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a runner with --affected on a tree."""
    path = f"{tree.top.parent / 'programs'}:{tree.environment()['PATH']}"
    return tree.run("python3", str(TOOLS / tool), *(words or ("--affected",)), **{"PATH": path, **more})


def units(tree: Tree, *words: str, **more: str) -> set[str]:
    """Libraries whose test programs are affected."""
    lines = run(tree, "b2test-units", "-l", *(words or ("--affected",)), **more).stdout.splitlines()
    assert lines[0].startswith("compared with "), lines
    return set(lines[1:]) - {"nothing is affected"}


def scripts(tree: Tree, *words: str, **more: str) -> set[str]:
    """Test scripts that are affected."""
    done = run(tree, "b2test-scripts", *(words or ("--affected",)), **more)
    assert done.stdout.startswith("compared with "), done.stdout
    return {line.split(" ", 1)[1].strip().rpartition(" (")[0] if line.startswith("passed") else line.split()[1]
            for line in done.stdout.splitlines() if line.startswith(("passed ", "FAILED "))}


def change(tree: Tree, files: dict[str, str | None]) -> None:
    """Write files; None removes one, text that begins with + is put behind what is there."""
    for name, text in files.items():
        if text is None:
            (tree / name).unlink()
        else:
            before = (tree / name).read_text() if text.startswith("+") else ""
            tree.write({name: before + text.removeprefix("+")})


CASES = {
    "nothing": ({}, set(), set()),
    "texts and owners": ({"README.md": "+x", "base/README.md": "+x", "base/doc/notes.md": "+x", "base/.librarians": "me\n",
                          ".librarians": "+me\n", "base/doc/new.cc": "x"}, set(), set()),
    "a source of a library": ({"base/src/Base.cc": "+\n"}, {"base", "user", "leaf"}, OF_BASE),
    "a header that one module includes": ({"base/include/Only.h": "+\n"}, {"leaf"},
                                          OF_BASE),
    "a unit test": ({"base/tests/Base.cc": "+\n"}, {"base"}, set()),
    "a new unit test": ({"user/tests/New.cc": "int n;\n"}, {"user"}, set()),
    "a removed unit test": ({"user/tests/Use.cc": None}, {"user"}, set()),
    "the module of a leaf": ({"leaf/modules/Leaf.cc": "+\n"}, {"leaf"},
                             {"leaf/tests/leaf.py", "alone/checks/tests/module.py", OPEN}),
    "the module of a package with users": ({"base/modules/Reader.cc": "+\n"}, {"base", "user", "leaf"}, OF_BASE),
    "an example": ({"leaf/examples/first.py": "+\n"}, {"leaf"}, {"leaf/tests/leaf.py", "alone/checks/tests/module.py", OPEN}),
    "data": ({"base/data/table.txt": "+2\n"}, {"base", "user", "leaf"}, OF_BASE),
    "a Python module": ({"base/scripts/base_tools.py": "+\n"}, {"base", "user", "leaf"}, OF_BASE),
    "a data class": ({"hits/dataobjects/include/Hit.h": "+\n"}, set(), {"alone/hits/tests/store.py", OPEN}),
    "a test script": ({"user/tests/use.py": "+\n"}, set(), {"user/tests/use.py", OPEN}),
    "a reference": ({"alone/checks/tests/module.out": "\n"}, set(), {"alone/checks/tests/module.py", OPEN}),
    "a file that tests read": ({"user/tests/table.txt": "+2\n"}, {"user"}, {"user/tests/use.py", OPEN}),
    "a new source": ({"user/src/New.cc": "int n;\n"}, {"user"}, {"user/tests/use.py", OPEN}),
    "a new header that nobody includes": ({"base/include/New.h": "\n"}, {"base", "user", "leaf"}, OF_BASE),
    "a new module in a package without users": ({"alone/modules/New.cc": REGISTER.format(1, "", "New")}, {"alone"},
                                                {name for name in SCRIPTS if name.startswith("alone/")}),
    "a SConscript": ({"user/SConscript": "+\n"}, {"user"}, {"user/tests/use.py", OPEN}),
    "a package that comes": ({"fresh/SConscript": LIBS.format([]), "fresh/scripts/fresh.py": "\n"}, set(), {OPEN}),
    "the version of the externals": ({".externals": "+\n"}, UNITS, SCRIPTS),
    "the build": ({"site_scons/b2scons/cleanup.py": "+\n"}, UNITS, SCRIPTS),
    "an unknown file of the top folder": ({"steering.py": "\n"}, UNITS, SCRIPTS),
}


@pytest.mark.parametrize("name", CASES)
def test_exactly_what_a_change_can_influence_is_run(tree, name):
    files, programs, wanted = CASES[name]
    change(tree, files)
    assert (units(tree), scripts(tree)) == (programs, wanted)
