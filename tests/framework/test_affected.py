# SPDX-License-Identifier: LGPL-3.0-or-later
"""`--affected` of the test runners: exactly what a change can influence in a built release that lies in a git repository."""
import os
import random
import re
import subprocess
import time
from pathlib import Path

import pytest
from tests.framework.trees import DATA_CLASS, FRAMEWORK, LIBS, Tree

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
    own = {"PATH": f"{tree.top.parent / 'programs'}:{tree.environment()['PATH']}",
           "PYTHONPYCACHEPREFIX": str(tree.top.parent / "compiled")}
    return tree.run("python3", str(TOOLS / tool), *(words or ("--affected",)), **own, **more)


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
            for line in done.stdout.splitlines() if line.startswith(("passed ", "FAILED ", "skipped "))}


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


def compared(tree: Tree, *words: str) -> str:
    """The line that says what was compared."""
    return run(tree, "b2test-scripts", *words).stdout.splitlines()[0]


def commit(tree: Tree) -> None:
    """Commit everything."""
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "Change")


def test_nothing_to_do_is_told_and_is_no_error(tree):
    for tool in ("b2test-units", "b2test-scripts"):
        done = run(tree, tool)
        assert done.returncode == 0 and re.match(
            r"compared with the work's start from origin/main \([0-9a-f]{10}\), 0 files differ: "
            r"(4 of 4 test programs|8 of 8 scripts) are left out\nnothing is affected\n", done.stdout)


def test_a_package_after_the_option_is_no_revision_and_narrows_the_choice(tree):
    change(tree, {"base/src/Base.cc": "+\n"})
    assert units(tree, "--affected", "user") == {"user"} and scripts(tree, "--affected", "leaf") == {"leaf/tests/leaf.py"}


@pytest.mark.parametrize("how", ["work tree", "index", "index only", "commit", "untracked", "renamed", "folder of any bytes"])
def test_a_change_counts_wherever_git_keeps_it(tree, how):
    if how in ("untracked", "folder of any bytes"):
        name = b"new \xff'\n\".txt" if how != "untracked" else b"new.txt"
        (tree / "user/data").mkdir()
        Path(os.fsdecode(os.fsencode(tree / "user/data") + b"/" + name)).write_text("")
    elif how == "renamed":
        git(tree, "mv", "user/src/Use.cc", "user/src/Other.cc")
    else:
        change(tree, {"user/src/Use.cc": "+\n"})
        if how.startswith("index"):
            git(tree, "add", "-A")
        if how == "index only":
            (tree / "user/src/Use.cc").write_text(FILES["user/src/Use.cc"])
        if how == "commit":
            commit(tree)
    assert (units(tree), scripts(tree)) == ({"user"}, {"user/tests/use.py", OPEN})


def test_files_that_git_does_not_look_at_count_as_changed(tree):
    git(tree, "update-index", "--assume-unchanged", "user/src/Use.cc")
    change(tree, {"user/src/Use.cc": "+\n"})
    try:
        assert units(tree) == {"user"}
    finally:
        git(tree, "update-index", "--no-assume-unchanged", "user/src/Use.cc")


def test_another_revision_can_be_named_and_an_unknown_one_is_an_error(tree):
    change(tree, {"user/src/Use.cc": "+\n"})
    commit(tree)
    assert units(tree, "--affected=HEAD") == set() and units(tree, "--affected=HEAD~1") == {"user"}
    done = run(tree, "b2test-units", "--affected=nowhere")
    assert done.returncode == 1 and "b2test-units: there is no commit 'nowhere' in " in done.stdout


def test_what_main_got_meanwhile_is_not_the_work_of_here(tree):
    start = git(tree, "rev-parse", "HEAD")
    change(tree, {"base/src/Base.cc": "+\n"})
    commit(tree)
    theirs = git(tree, "rev-parse", "HEAD")
    git(tree, "reset", "-q", "--hard", start)
    git(tree, "update-ref", "refs/remotes/origin/main", theirs)
    try:
        change(tree, {"user/tests/Use.cc": "+\n"})
        assert units(tree) == {"user"}
    finally:
        git(tree, "update-ref", "refs/remotes/origin/main", start)


def test_without_the_upstream_s_main_the_last_commit_is_compared(tree):
    start = git(tree, "rev-parse", "HEAD")
    git(tree, "update-ref", "-d", "refs/remotes/origin/main")
    try:
        assert compared(tree, "--affected").startswith(f"compared with HEAD ({start[:10]}), 0 files differ")
    finally:
        git(tree, "update-ref", "refs/remotes/origin/main", start)


def test_a_shallow_clone_without_the_common_ancestor_is_compared_with_main_itself(tree, tmp_path):
    top = tmp_path / "origin"
    subprocess.run(["git", "clone", "-q", str(tree.top), str(top)], check=True)
    for name in ("main", "work"):
        subprocess.run(["git", "checkout", "-q", "-B", name, "origin/main"], cwd=top, check=True)
        (top / f"user/tests/{name}.txt").write_text("")
        subprocess.run("git add -A; git commit -q -m Change", cwd=top, shell=True, check=True)
    words = ["--depth=1", "--no-single-branch", "-b", "work", f"file://{top}", str(tmp_path / "clone")]
    subprocess.run(["git", "clone", "-q", *words], check=True)
    done = run(tree, "b2test-scripts", "--affected", str(tmp_path / "clone"), BELLE2_LOCAL_DIR=str(tmp_path / "clone"))
    assert "origin/main itself, as no common ancestor is here" in done.stdout and "user/tests/use.py" in done.stdout


def test_a_worktree_that_was_never_built_runs_everything_as_soon_as_something_changes(tree, tmp_path):
    git(tree, "worktree", "add", "-q", "--detach", str(tmp_path / "other"))
    words, more = ("--affected", str(tmp_path / "other")), {"BELLE2_LOCAL_DIR": str(tmp_path / "other")}
    try:
        assert scripts(tree, *words, **more) == set()
        (tmp_path / "other/leaf/modules/Leaf.cc").write_text("")
        assert {name.removeprefix(f"{tmp_path}/other/") for name in scripts(tree, *words, **more)} == SCRIPTS
    finally:
        git(tree, "worktree", "remove", "--force", str(tmp_path / "other"))


def test_a_sparse_checkout_counts_only_what_differs(tree):
    git(tree, "sparse-checkout", "set", "--cone", "site_scons", "base", "user", "alone")
    try:
        change(tree, {"user/tests/Use.cc": "+\n"})
        assert units(tree) == {"leaf", "user"}  # the package leaf has gone since the build
        git(tree, "checkout", "-q", "user/tests/Use.cc")
        assert units(tree) == set()
    finally:
        git(tree, "sparse-checkout", "disable")


def test_outside_a_repository_the_reason_is_told(tree, tmp_path):
    for tool in ("b2test-units", "b2test-scripts"):
        done = run(tree, tool, BELLE2_LOCAL_DIR=str(tmp_path), BELLE2_RELEASE_DIR=str(tree.top))
        assert done.returncode == 1 and f"{tool}: {tmp_path} does not lie in the work tree of a git repository" in done.stdout


def test_an_include_that_came_after_the_build_is_not_overlooked(tree):
    change(tree, {"alone/tests/Alone.cc": "+#include <base/Only.h>\n"})
    commit(tree)
    assert units(tree, "--affected=HEAD") == set()
    change(tree, {"base/include/Only.h": "+\n"})
    assert "alone" in units(tree, "--affected=HEAD")


def test_a_header_that_a_source_only_asks_for_is_not_overlooked(tree):
    change(tree, {"alone/tests/Alone.cc": "+#if __has_include(<hits/More.h>)\n#endif\n"})
    commit(tree)
    tree.build()
    change(tree, {"hits/include/More.h": "\n"})
    assert units(tree, "--affected=HEAD") == {"alone"}


def test_a_source_that_git_ignores_counts_as_changed(tree):
    change(tree, {"user/src/ignored.cc": "int n;\n"})
    tree.build()
    (tree / "README.md").write_text("other\n")
    try:
        assert units(tree) == {"user"}
    finally:
        (tree / "user/src/ignored.cc").unlink()
        tree.build()


def test_notebooks_run_whenever_something_is_built_differently_and_scripts_that_prepare_come_with_their_users(tree):
    change(tree, {"alone/checks/tests/prepare/make.py": "\n", "alone/book/tests/book.ipynb": "{}\n"})
    commit(tree)
    change(tree, {"leaf/modules/Leaf.cc": "+\n"})
    found = scripts(tree, "--affected=HEAD")
    assert {"alone/checks/tests/prepare/make.py", "alone/checks/tests/module.py", "alone/book/tests/book.ipynb"} <= found
    git(tree, "checkout", "-q", "leaf")
    change(tree, {"user/tests/use.out": "\n"})
    assert "alone/checks/tests/prepare/make.py" not in scripts(tree, "--affected=HEAD")


def test_programs_of_the_central_release_run_if_they_use_a_changed_local_package(built, externals, tmp_path):
    local = Tree(tmp_path / "local", externals, built)
    (local.top.parent / "programs").symlink_to(built.top.parent / "programs")
    local.write({name: text for name, text in FILES.items() if name.startswith(("user/", "leaf/", ".gitignore"))})
    git(local, "init", "-q", "-b", "main")
    commit(local)
    local.build()
    assert units(local) == set()
    change(local, {"leaf/modules/Leaf.cc": "+\n"})
    assert units(local) == {"leaf"}
    change(local, {"base/SConscript": FILES["base/SConscript"], "base/include/Base.h": FILES["base/include/Base.h"]})
    assert units(local) == {"base", "leaf", "user"}
    assert scripts(local, "--affected", str(built / "alone")) == {
        str(built / name) for name in OF_BASE if name.startswith("alone/")}


PROBE = "\nnamespace {{ int probe{0}() {{ static int n = {0}; return n++; }} int (*volatile use{0})() = &probe{0}; }}\n"


@pytest.mark.parametrize("edits", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_each_program_that_a_random_edit_changes_is_affected(tree, edits):
    print("seed", seed := time.time_ns())
    chance, changed = random.Random(seed), set()
    sources = [name for name in FILES if name.endswith((".cc", ".h")) and not name.endswith("linkdef.h")]
    tree.build()
    # one that surely changes programs, whatever chance takes
    for number, name in enumerate(["base/src/Base.cc", *chance.sample(sources, edits - 1)]):
        before = programs(tree)
        change(tree, {name: "+" + PROBE.format(number)})
        early = units(tree)
        tree.build()
        other = {library for library, content in programs(tree).items() if content != before[library]}
        assert other <= early and other <= units(tree), name
        changed |= other
        git(tree, "checkout", "-q", ".")
        tree.build()
    assert changed


def programs(tree: Tree) -> dict[str, bytes]:
    """Each test program with all libraries that it loads from the release, by the name of its library."""
    found = {}
    for path in (tree / "bin/SUBDIR").glob("*-unittests"):
        loaded = re.findall(r"lib(?:base|user|hits)\w*\.so(?= =>)", tree.run("ldd", str(path)).stdout)
        contents = [(tree / f"lib/SUBDIR/{name}").read_bytes() for name in sorted(loaded)]
        found[path.name.removesuffix("-unittests")] = b"".join([path.read_bytes(), *contents])
    return found
