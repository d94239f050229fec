# SPDX-License-Identifier: LGPL-3.0-or-later
"""A second build: does what is needed, cleans up, gives the same bytes elsewhere."""
import hashlib
import shutil
import time

import pytest
from tests.framework.trees import CENTRAL, DATA_CLASS, EVERY_FOLDER, SUBDIR, Tree

NOTHING = "scons: `all' is up to date."


def test_a_build_with_nothing_to_do_does_nothing(small):
    small.write(EVERY_FOLDER, "toy")
    small.build()
    assert NOTHING in small.build()


def test_a_changed_header_rebuilds_what_includes_it_and_nothing_else(small):
    small.write({"src/Other.cc": "int other() { return 0; }\n"}, "small")
    small.build()
    small.write({"include/One.h": "#pragma once\nint one();\nint more();\n"}, "small")
    text = small.build()
    assert "small/src/One.cc" in text and "small/src/Other.cc" not in text


def chain(tree: Tree, length: int) -> None:
    """Two packages whose headers include one another in long chains, in folders that are visited late, early and between."""
    for package, other in (("aaa", "zzz"), ("zzz", "aaa")):
        files = {"SConscript": "Import('env')\nenv['LIBS'] = []\nReturn('env')\n"}
        for number in range(length):
            nearer = f"#include <{other}/area{number + 1}/H{number + 1}.h>\n" if number + 1 < length else ""
            name = f"{package.title()}{number}"
            files[f"area{number}/include/H{number}.h"] = f"#pragma once\n{nearer}struct {name} {{ int value = {number}; }};\n"
            files[f"area{number}/src/{name}.cc"] = f"#include <{package}/area{number}/H{number}.h>\nint f{name}() {{ return 1; }}\n"
        tree.write(files, package)


def made(tree: Tree) -> dict[str, int]:
    """For each installed or built file when it was made; links by their own time."""
    return {str(path.relative_to(tree.top)): path.lstat().st_mtime_ns for kind in ("include", "lib", "bin", "modules", "build")
            for path in (tree / kind).rglob("*") if path.suffix in (".h", ".o", ".so", ".cc", ".pcm", ".rootmap", ".b2modmap")}


@pytest.mark.parametrize("jobs", [1, 8])
def test_a_complete_first_build_leaves_nothing_to_a_second_one(tmp_path, externals, jobs):
    tree = Tree(tmp_path / "release", externals)
    chain(tree, 6)
    tree.write(EVERY_FOLDER, "toy")
    tree.write(dict(CENTRAL))
    tree.build(f"-j{jobs}")
    before = made(tree)
    assert NOTHING in tree.build()
    assert made(tree) == before


def test_what_a_changed_header_rebuilds_is_rebuilt_once(tmp_path, externals):
    tree = Tree(tmp_path / "release", externals)
    chain(tree, 4)
    tree.build()
    before = made(tree)
    header = tree / "aaa/area2/include/H2.h"
    header.write_text(header.read_text() + "struct More {};\n")
    text = tree.build()
    after = made(tree)
    objects = {name for name in after if name.endswith(".o") and before[name] != after[name]}
    assert objects == {f"build/{SUBDIR}/{path}.o" for path in ("aaa/area2/src/Aaa2", "zzz/area1/src/Zzz1", "aaa/area0/src/Aaa0")}
    assert text.count("compile ") == 3
    assert NOTHING in tree.build() and made(tree) == after


def test_a_changed_data_class_rebuilds_its_dictionary_and_users_once(tmp_path, externals):
    tree = Tree(tmp_path / "release", externals)
    tree.write(dict(CENTRAL))
    tree.build()
    tree.write({"base/dataobjects/include/Hit.h": DATA_CLASS.replace("m_charge = 0;", "m_charge = 0;\n    int m_new = 0;")})
    text = tree.build()
    assert [text.count(f"compile    {name}") for name in (
        "user/src/Use.cc", "base/dataobjects/src/Hit.cc", f"build/{SUBDIR}/base_dataobjects_dictionary.cc")] == [1, 1, 1]
    assert text.count("dictionary ") == 1 and "user/tools/charge.cc" not in text
    assert text.count("install ") == text.count("install    include/base/dataobjects/Hit.h")
    before = made(tree)
    assert NOTHING in tree.build() and made(tree) == before


def test_another_toolchain_rebuilds(small):
    small.build()
    small.write({".externals": "v77-00-00\n"})
    assert "small/src/One.cc" in small.build(BELLE2_EXTERNALS_VERSION="v77-00-00")


def test_removed_files_disappear_from_the_installed_folders(small):
    small.write({"include/Gone.h": "", "data/old/gone.txt": "", "scripts/gone.py": "", "tools/gone": "#!/bin/sh\n",
                 "modules/Gone.cc": "REG_MODULE(X)\n".join(["#define REG_MODULE(N) int N;\n", ""])}, "small")
    small.build()
    for name in ("include/Gone.h", "data/old", "scripts", "tools", "modules"):
        path = small / "small" / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    text = small.build()
    assert "removed    include/small/Gone.h (stale)" in text
    left = [path for kind in ("include", "lib", "bin", "modules", "data") for path in (small / kind).rglob("*one*")]
    assert not [path for path in left if "gone" in path.name.lower()] and not (small / "data/small/old").exists()
    assert (small / "include/small/One.h").exists()


def test_naming_a_target_leaves_stale_files_alone(small):
    small.build()
    (small / "include/small/Old.h").touch()
    small.build("small")
    assert (small / "include/small/Old.h").exists()


def test_extra_flags_and_verbose_show_the_whole_command(small):
    text = small.build("--verbose", "--extra-ccflags=-DEXTRA=1 -g", "--extra-libpath=/somewhere/lib")
    assert "-DEXTRA=1 -g" in text and "-L/somewhere/lib" in text and "g++ -o" in text


def test_the_compiler_cache_can_be_switched_off(small):
    assert "ccache" not in small.build("--verbose", BELLE2_USE_CCACHE="no")


def test_output_lines_are_short_and_coloured_only_on_demand(small):
    assert "\x1b[" not in small.build()
    (small / "small/src/One.cc").write_text("int one() { return 2; }\n")
    done = small.run("scons", "--color=light")
    assert "\x1b[34mcompile    \x1b[0msmall/src/One.cc" in done.stdout


def test_copies_can_be_installed_in_place_of_links(small):
    small.build("--no-symlink")
    assert (small / "include/small/One.h").is_file() and not (small / "include/small/One.h").is_symlink()


def digests(tree: Tree) -> dict[str, str]:
    """Digest of every built file."""
    return {str(path.relative_to(tree.top)): hashlib.sha256(path.read_bytes()).hexdigest()
            for kind in ("lib", "bin", "modules", "build") for path in sorted((tree / kind).glob("Linux_x86_64/opt/*"))
            if path.is_file() and path.name != "signatures.dblite"}


def test_two_builds_in_two_folders_at_two_times_give_the_same_bytes(tmp_path, externals):
    trees = []
    for name in ("first", 'second "ü place'):
        trees.append(Tree(tmp_path / name / "release", externals))
        trees[-1].write(EVERY_FOLDER, "toy")
        trees[-1].build(BELLE2_USE_CCACHE="no")
        time.sleep(1.1)
    first, second = map(digests, trees)
    assert "lib/Linux_x86_64/opt/libtoy_dataobjects_rdict.pcm" in first
    assert first == second


def test_a_moved_release_still_runs_and_has_nothing_to_build(tmp_path, externals):
    tree = Tree(tmp_path / "before", externals)
    tree.write(EVERY_FOLDER, "toy")
    tree.build()
    tree.top = tree.top.rename(tmp_path / "after")
    assert tree.run("toy-add").stdout == "7\n"
    assert NOTHING in tree.build()
