# SPDX-License-Identifier: LGPL-3.0-or-later
"""A package with every folder and a SConscript of three lines: the build finds all of it."""
import json
import os
import subprocess

import pytest
from tests.framework.trees import EVERY_FOLDER, Tree

PRODUCTS = ["include/toy/Adder.h", "include/toy/area/Twice.h", "include/toy/dataobjects/Hit.h",
            "lib/SUBDIR/libtoy.so", "lib/SUBDIR/libtoy_dataobjects.so", "lib/SUBDIR/libtoy_dataobjects_rdict.pcm",
            "lib/SUBDIR/libtoy_dataobjects.rootmap", "lib/SUBDIR/libtoy_extra.so", "lib/SUBDIR/bound.so",
            "lib/SUBDIR/toy/__init__.py", "modules/SUBDIR/libtoy_modules.so", "modules/SUBDIR/libtoy_modules.b2modmap",
            "modules/SUBDIR/libtoy_modules_special.b2modmap",
            "bin/SUBDIR/toy-add", "bin/SUBDIR/toy-hello", "bin/SUBDIR/toy-unittests",
            "data/toy/tables/one table.txt", "data/toy/validation/plots.py", "data/toy/examples/first.py"]


@pytest.mark.parametrize("name", PRODUCTS)
def test_every_folder_of_a_package_becomes_what_the_table_says(toy, name):
    assert (toy / name).is_file()


def test_the_sconscript_of_the_package_has_three_lines(toy):
    assert len((toy / "toy/SConscript").read_text().splitlines()) == 3


def test_a_folder_that_does_not_want_it_is_left_alone(toy):
    assert not [name for name in (toy / "build/SUBDIR/toy").rglob("*.o") if name.stem in ("broken", "notes")]


def test_programs_and_executable_scripts_run(toy):
    assert toy.run("toy-add").stdout == "7\n"
    assert toy.run("toy-hello").stdout == "hello\n"


def test_a_map_file_names_the_modules_of_its_library(toy):
    assert (toy / "modules/SUBDIR/libtoy_modules.b2modmap").read_text() == '("Counter","toy")\n'
    assert (toy / "modules/SUBDIR/libtoy_modules_special.b2modmap").read_text() == '("Special","toy")\n'


def test_unit_tests_of_all_areas_are_one_program(toy):
    done = toy.run("toy-unittests")
    assert done.returncode == 0 and "2 tests" in done.stdout


def test_scripts_and_bound_functions_are_importable(toy):
    assert toy.run("python3", "-c", "import toy, bound; print(toy.answer, bound.add(1, 2))").stdout == "42 3\n"


def test_python_finds_the_data_class_by_its_name(toy):
    words = "import ROOT; hit = ROOT.Belle2.Hit(); hit.setCharge(-3); print(hit.getCharge())"
    done = toy.run("python3", "-W", "ignore", "-c", words)
    assert done.stdout == "-3\n"


def elf(toy: Tree, name: str) -> str:
    """Dynamic section of a file."""
    return subprocess.run(["readelf", "-dW", toy / name], stdout=subprocess.PIPE, text=True, check=True).stdout


@pytest.mark.parametrize("name", [name for name in PRODUCTS if name.endswith(".so")])
def test_every_library_says_its_own_name_and_no_absolute_path(toy, name):
    text = elf(toy, name)
    assert f"soname: [{os.path.basename(name)}]" in text
    assert all(path.startswith("$ORIGIN") for line in text.splitlines() if "RUNPATH" in line
               for path in line.partition("[")[2].rstrip("]").split(":"))


def test_nothing_that_is_not_needed_is_linked(toy):
    assert "NEEDED" not in "".join(line for line in elf(toy, "lib/SUBDIR/libtoy_extra.so").splitlines() if "libCore" in line)
    assert "[libtoy_dataobjects.so]" in elf(toy, "lib/SUBDIR/libtoy.so")


def test_a_python_module_does_not_bring_a_second_python(toy):
    assert "libpython" not in elf(toy, "lib/SUBDIR/bound.so")


def test_compile_commands_name_every_source_and_can_be_run(toy):
    entries = {entry["file"]: entry for entry in json.loads((toy / "compile_commands.json").read_text())}
    assert {"toy/src/Adder.cc", "toy/area/tests/Twice.cc", "toy/tools/toy-add.cc"} <= set(entries)
    entry = entries["toy/src/Adder.cc"]
    assert subprocess.run(entry["command"] + " -fsyntax-only", shell=True, cwd=entry["directory"]).returncode == 0


def test_commands_hold_no_absolute_path(small):
    small.write(EVERY_FOLDER, "toy")
    text = small.build("--verbose")
    text += "".join(entry["command"] for entry in json.loads((small / "compile_commands.json").read_text()))
    assert str(small.top) not in text and str(small.externals) not in text and "rootcling" in text


def test_targets_are_named_by_package_kind_and_folder(small):
    small.write({"include/Two.h": "int two();\n"}, "other")
    text = small.build("small.lib")
    assert "libsmall.so" in text and "Two.h" not in text
    assert (small / "lib/SUBDIR/libsmall.so").is_file() and not (small / "include/other/Two.h").exists()
    assert "Two.h" in small.build("other")


WALK = """
import SCons.Action, SCons.Node.Alias, SCons.Executor
def walk(node, seen):
    if node not in seen:
        seen.add(node)
        for action in node.get_executor().get_action_list() if node.has_explicit_builder() and node.get_executor() else []:
            print('ACTION', type(action).__name__)
        for child in node.sources + node.depends:
            walk(child, seen)
walk(SCons.Node.Alias.default_ans.lookup('all'), set())
"""


def test_every_action_is_a_command_string_so_that_another_builder_can_take_over(small):
    small.write(EVERY_FOLDER, "toy")
    text = (small / "SConstruct").read_text() + WALK
    (small / "SConstruct").unlink()
    small.write({"SConstruct": text.replace('os.path.realpath("SConstruct")', '"site_scons/SConstruct"')})
    kinds = {line.split()[1] for line in small.build("-n").splitlines() if line.startswith("ACTION")}
    assert "CommandAction" in kinds and "FunctionAction" not in kinds
