# SPDX-License-Identifier: LGPL-3.0-or-later
"""Separated debug files: real tools find them beside what they belong to, wherever the tree was moved."""
import os
import subprocess

import pytest

from b2tools.installing import debugfiles
from tests import small_products as small
from tests.programs import require

CODE = "int two(void) { return 2; }\n\nint one(void)\n{\n  return two() - 1;\n}\n"
MAIN = "int one(void);\nint main(void) { return one() - 1; }\n"


@pytest.fixture
def tree(tmp_path):
    """A moved tree with a library, a program and an object, its debug information separated."""
    top = tmp_path / "built"
    source = ["-g", f"-ffile-prefix-map={top}=.", f"-ffile-prefix-map={os.getcwd()}=."]
    small.library(top, "one", CODE, *source)
    small.gcc("-c", *source, "-o", top / "lib" / "one.o", _file(top / "one.c", CODE))
    small.program(top, "main", MAIN, *source, f"-L{top}/lib", "-lone", "-Wl,-rpath,$ORIGIN/../lib")
    (top / "lib" / "link.so").symlink_to("libone.so")
    assert debugfiles.separate(top, ["lib", "bin", "absent"], 2) == 2
    return top.rename(tmp_path / "größe 1 x")


def _file(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def sections(path):
    return subprocess.run(["readelf", "-SW", path], capture_output=True, text=True, check=True).stdout


def test_debug_information_lies_beside_the_library_and_not_in_it(tree):
    for name in ("lib/libone.so", "bin/main"):
        path = tree / name
        assert ".debug_info" not in sections(path) and ".gnu_debuglink" in sections(path) and ".symtab" in sections(path)
        assert ".debug_info" in sections(path.parent / ".debug" / f"{path.name}.debug")
    assert ".debug_info" not in sections(tree / "lib" / "one.o")
    assert sorted(path.name for path in tree.rglob("*.debug")) == sorted([".debug", ".debug", "libone.so.debug", "main.debug"])
    assert subprocess.run([tree / "bin" / "main"]).returncode == 0


def test_addr2line_finds_the_line_through_the_link(tree):
    library = tree / "lib" / "libone.so"
    address = next(line.split()[0] for line in small.output("nm", library).splitlines() if line.endswith(" T one"))
    assert small.output("addr2line", "-fe", library, address).splitlines() == ["one", "././one.c:4"]


def test_gdb_stops_at_a_line_of_the_library_with_its_debug_file(tree):
    require("gdb")
    commands = [word for one in ("set breakpoint pending on", "break one.c:5", "run", "bt") for word in ("-ex", one)]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tree)}
    said = small.output("gdb", "-nx", "-batch", *commands, "--args", tree / "bin" / "main", cwd=tree, env=environment)
    assert "one () at ./one.c:5" in said and "return two() - 1;" in said


def test_removed_debug_files_leave_what_runs(tree):
    assert debugfiles.present(tree)
    debugfiles.remove(tree)
    assert not debugfiles.present(tree) and subprocess.run([tree / "bin" / "main"]).returncode == 0


def test_two_trees_in_two_places_give_the_same_bytes(tmp_path):
    contents = []
    for name in ("first", "a second longer"):
        top = tmp_path / name
        small.library(top, "one", CODE, "-g", f"-ffile-prefix-map={top}=.", "-Wl,--build-id=none")
        debugfiles.separate(top, ["lib"], 1)
        contents.append([(top / "lib" / name).read_bytes() for name in ("libone.so", ".debug/libone.so.debug")])
    assert contents[0] == contents[1]
