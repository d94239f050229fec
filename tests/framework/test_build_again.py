# SPDX-License-Identifier: LGPL-3.0-or-later
"""A second build: does what is needed, cleans up, gives the same bytes elsewhere."""
import hashlib
import shutil
import time

from tests.framework.trees import EVERY_FOLDER, Tree

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
