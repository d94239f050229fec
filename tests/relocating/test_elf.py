# SPDX-License-Identifier: LGPL-3.0-or-later
"""Reading the dynamic section: real libraries, objects, separated debug files, damaged files."""
import shutil
import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from b2tools.relocating import elf
from tests import small_products as small


def test_needed_libraries_name_and_run_path_are_read(tmp_path):
    small.library(tmp_path, "one", "int one(void) { return 1; }", "-Wl,-soname,libone.so.1")
    made = small.library(tmp_path, "two", "int one(void); int two(void) { return one() + 1; }", f"-L{tmp_path}/lib", "-lone",
                         "-Wl,-rpath,/a/lib:$ORIGIN/x", "-Wl,-soname,libtwo.so.2")
    found = elf.read(made)
    assert "libone.so.1" in found.needed and found.texts(elf.SONAME) == ["libtwo.so.2"]
    assert found.run_path == ["/a/lib", "$ORIGIN/x"]
    for entry in found.entries:
        assert made.read_bytes()[entry.offset:].startswith(entry.text + b"\0")


def test_the_old_kind_of_run_path_is_read_as_well(tmp_path):
    made = small.program(tmp_path, "main", "int main(void) { return 0; }", "-Wl,--disable-new-dtags,-rpath,/old")
    assert elf.read(made).run_path == ["/old"]


def test_what_is_not_loaded_has_no_dynamic_section(tmp_path):
    made = small.library(tmp_path, "one", "int one(void) { return 1; }", "-g")
    subprocess.run(["objcopy", "--only-keep-debug", made, tmp_path / "one.debug"], check=True)
    small.write(tmp_path, {"x.c": "int x;\n", "text": "\x7fELF, he said\n", "empty": ""})
    small.gcc("-c", tmp_path / "x.c", "-o", tmp_path / "x.o")
    assert [elf.read(tmp_path / name) for name in ("one.debug", "x.o", "text", "empty")] == [None] * 4


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=20), st.integers(0, 20000))
def test_a_damaged_file_is_no_surprise(tmp_path_factory, changes, length):
    folder = tmp_path_factory.getbasetemp() / "damaged"
    if not folder.exists():
        small.library(folder, "one", "int one(void) { return 1; }")
    data = bytearray((folder / "lib" / "libone.so").read_bytes())
    for place, value in changes:
        data[place] = value
    (folder / "x").write_bytes(data[:length])
    found = elf.read(folder / "x")
    assert found is None or isinstance(found.needed, list)
    shutil.copy(folder / "lib" / "libone.so", folder / "x")
    assert elf.read(folder / "x").needed == ["libc.so.6"] or elf.read(folder / "x").needed == []
