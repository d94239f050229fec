# SPDX-License-Identifier: LGPL-3.0-or-later
"""A local release on top of a central one: only its packages are built, the rest comes from the central one."""
import os
import shutil

import pytest
from tests.framework.trees import CENTRAL, DATA_CLASS, LIBS, SUBDIR, Tree


@pytest.fixture(scope="module")
def central(tmp_path_factory, externals) -> Tree:
    """A central release of two packages."""
    tree = Tree(tmp_path_factory.mktemp("central") / "release", externals)
    tree.write(CENTRAL)
    tree.build(BELLE2_KEEP_OBJECTS="yes")
    return tree


@pytest.fixture
def local(tmp_path, externals, central) -> Tree:
    """An empty local release on top of it, in a folder with an odd name."""
    return Tree(tmp_path / 'über "x y' / "local", externals, central)


def copy(central: Tree, local: Tree, package: str) -> None:
    """Check a package out locally."""
    local.write({name: text for name, text in CENTRAL.items() if name.startswith(package + "/")})


def test_only_local_packages_are_built_with_headers_and_libraries_of_the_central_release(central, local):
    copy(central, local, "user")
    text = local.build()
    assert "user/src/Use" in text and "base/" not in text.replace("user/base", "")
    assert local.run("charge").stdout.startswith("1\n")


def test_a_changed_local_data_class_is_the_one_that_a_process_uses(central, local):
    copy(central, local, "base")
    copy(central, local, "user")
    changed = DATA_CLASS.replace("int m_charge = 0;", "int m_before[4] = {0, 0, 0, 0};\n    int m_charge = 0;")
    changed = changed.replace("Hit, 1", "Hit, 2")
    local.write({"base/dataobjects/include/Hit.h": changed,
                 "base/dataobjects/src/Hit.cc": CENTRAL["base/dataobjects/src/Hit.cc"].replace("= charge", "= 10 * charge")})
    local.build()
    lines = local.run("charge").stdout.splitlines()
    mapped = {line.split(None, 5)[5] for line in lines if "libbase_dataobjects.so" in line}
    assert lines[0] == "10" and mapped == {str(local / f"lib/{SUBDIR}/libbase_dataobjects.so")}


def test_a_local_header_shadows_the_central_one_when_it_appears_later(central, local):
    copy(central, local, "user")
    local.build()
    local.write({"base/dataobjects/include/Hit.h": DATA_CLASS.replace("int m_charge", "int m_more[9] = {}; int m_charge")})
    assert "user/src/Use.cc" in local.build()


def steps(text: str, word: str) -> list[str]:
    """The files of the output lines that begin with a word, without the folder of objects."""
    lines = [line.split(None, 1)[1] for line in text.splitlines() if line.startswith(word + " ")]
    return sorted(line.removeprefix(f"build/{SUBDIR}/") for line in lines)


def test_what_does_not_differ_from_the_central_release_is_not_compiled_again(central, local):
    copy(central, local, "base")
    copy(central, local, "user")
    text = local.build(BELLE2_USE_CCACHE="no")
    assert steps(text, "compile") == steps(text, "dictionary") == []
    assert "user/src/Use.o" in steps(text, "reuse") and f"lib/{SUBDIR}/libbase_dataobjects.rootmap" in steps(text, "reuse")
    assert local.run("charge").stdout.startswith("1\n")
    assert "scons: `all' is up to date." in local.build()


def test_what_is_reused_has_the_bytes_that_compiling_gives(central, local):
    copy(central, local, "base")
    copy(central, local, "user")
    found = []
    for arguments in ([], ["--cache-disable"]):
        assert bool(steps(local.build(*arguments, BELLE2_USE_CCACHE="no"), "compile")) == bool(arguments)
        found.append({str(path): path.read_bytes() for kind in ("build", "lib") for path in (local / kind / SUBDIR).rglob("*")
                      if path.name.endswith((".o", ".pcm", ".rootmap", "_dictionary.cc", ".so")) and "central" not in path.parts})
        local.build("-c")
    assert found[0] == found[1] and len(found[0]) > 6


def test_only_what_a_changed_local_header_reaches_is_compiled(central, local):
    copy(central, local, "base")
    copy(central, local, "user")
    local.write({"user/include/Use.h": "#pragma once\nint charge();\nint more();\n"})
    text = local.build()
    assert steps(text, "compile") == ["user/src/Use.cc", "user/tools/charge.cc"]
    assert "base/dataobjects/src/Hit.o" in steps(text, "reuse")


def test_a_local_header_that_hides_a_central_one_is_not_overlooked(central, local):
    copy(central, local, "user")
    local.write({"base/dataobjects/include/Hit.h": DATA_CLASS.replace("int m_charge", "int m_more[9] = {}; int m_charge")})
    assert "user/src/Use.cc" in steps(local.build(), "compile")
    (local / "base/dataobjects/include/Hit.h").unlink()
    assert "user/src/Use.o" in steps(local.build(), "reuse")


def test_other_flags_and_include_folders_of_the_environment_reuse_nothing(central, local):
    copy(central, local, "user")
    assert not steps(local.build("--extra-ccflags=-DMORE=1"), "reuse")
    local.build("-c")
    assert not steps(local.build(CPLUS_INCLUDE_PATH=str(local.top)), "reuse")


def test_another_central_release_with_files_of_the_same_time_is_not_overlooked(central, local, tmp_path, externals):
    other = Tree(tmp_path / "other", externals)
    other.write(CENTRAL)
    other.write({"base/dataobjects/include/Hit.h": DATA_CLASS.replace("int m_charge", "int m_more[9] = {}; int m_charge")})
    other.build()
    copy(central, local, "user")
    for tree in (central, other):
        os.utime(tree / "base/dataobjects/include/Hit.h", (1e9, 1e9))
    local.build()
    local.central = other
    assert "user/src/Use.cc" in steps(local.build(), "compile")


def test_a_copy_of_a_central_release_is_built_from_its_own_objects(central, tmp_path, externals):
    copied = Tree(tmp_path / "copied", externals)
    shutil.copytree(central.top, copied.top, symlinks=True, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("build", "SConstruct"))
    assert not steps(copied.build(), "compile")


def test_the_objects_of_a_central_release_are_only_read(central, local):
    def kept() -> dict[str, int]:
        return {str(path): path.lstat().st_mtime_ns for path in (central / ".objects").rglob("*")}
    before = kept()
    copy(central, local, "user")
    local.write({"user/src/Use.cc": CENTRAL["user/src/Use.cc"].replace("(1)", "(2)")})
    assert steps(local.build(), "compile") == ["user/src/Use.cc"]
    assert kept() == before and not (local / ".objects").exists()


def test_the_central_release_can_be_ignored(central, local):
    copy(central, local, "user")
    done = local.scons("--local")
    assert done.returncode == 2 and "base/dataobjects/Hit.h: No such file" in done.stdout


def test_the_sentence_about_a_missing_library_knows_the_central_ones(central, local):
    copy(central, local, "user")
    local.write({"user/SConscript": LIBS.format(["$ROOT_LIBS"])})
    assert "of the library 'base_dataobjects', which user/SConscript does not name" in local.scons().stdout


def test_an_analysis_folder_is_one_package_of_modules(central, tmp_path, externals):
    analysis = Tree(tmp_path / "myanalysis", externals, central)
    analysis.write({"SConscript": LIBS.format(["user"]), "src/Mine.cc": "#include <user/Use.h>\n#include <myanalysis/Cut.h>\n"
                    "#define REG_MODULE(N) int N() { return charge() + cut; }\nREG_MODULE(Mine)\n",
                    "include/Cut.h": "constexpr int cut = 3;\n", "scripts/mine.py": "x = 1\n"})
    shutil.rmtree(analysis / "site_scons")
    (analysis / "SConstruct").unlink()
    (analysis / "SConstruct").symlink_to(central / "site_scons/SConstruct")
    (analysis / ".externals").unlink()
    analysis.build(BELLE2_ANALYSIS_DIR=str(analysis.top))
    assert (analysis / "modules/SUBDIR/libmyanalysis.b2modmap").read_text() == '("Mine","myanalysis")\n'
    assert (analysis / "modules/SUBDIR/libmyanalysis.so").is_file() and (analysis / "lib/SUBDIR/mine.py").is_file()
