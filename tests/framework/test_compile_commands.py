# SPDX-License-Identifier: LGPL-3.0-or-later
"""compile_commands.json: each entry is a command that compiles its file, local or central, for local releases and analyses."""
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.framework.trees import CENTRAL, LIBS, SUBDIR, Tree

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
# names that a shell would take apart, a C source, and a define with blanks
ODD = {"odd/SConscript": "Import('env')\nenv['LIBS'] = []\n"
                         "env.Append(CPPDEFINES=[('TEXT', '\\\\\"two\\\\ words\\\\\"')])\nReturn('env')\n",
       "odd/src/grün $HOME \"x\" o'k.cc": "#include <odd/Odd.h>\nconst char* odd() { return TEXT; }\n",
       "odd/src/plain.c": "int plain(void) { int class = 1; return class; }\n",
       "odd/include/Odd.h": "#pragma once\nconst char* odd();\n"}


@pytest.fixture(scope="module")
def central(tmp_path_factory, externals) -> Tree:
    """A built central release, without what an installed one does not keep, in a folder with an odd name."""
    tree = Tree(tmp_path_factory.mktemp("commands") / 'größe "1' / "release", externals)
    tree.write({**CENTRAL, "far/SConscript": LIBS.format(["user"]),
                "far/src/Far.cc": "#include <user/Use.h>\nint far() { return charge(); }\n"})
    tree.build()
    shutil.rmtree(tree / "build")
    (tree / "compile_commands.json").unlink()
    return tree


@pytest.fixture
def local(tmp_path, externals, central) -> Tree:
    """A local release of the package `user` on top of it."""
    tree = Tree(tmp_path / 'über "x y' / "local", externals, central)
    tree.write({name: text for name, text in CENTRAL.items() if name.startswith("user/")})
    return tree


def entries(tree: Tree) -> dict[str, dict]:
    """The entries by the absolute name of their file, of which each has one."""
    listed = json.loads((tree / "compile_commands.json").read_text())
    found = {f"{entry['directory']}/{entry['file']}": entry for entry in listed}
    assert len(found) == len(listed) and all(Path(name).is_absolute() for name in found)
    return found


def check(tree: Tree, entry: dict, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command of an entry for its errors only, by sh, as tools do it, without a set-up."""
    return subprocess.run(["sh", "-c", f"{entry['command']} -fsyntax-only {' '.join(more)}"], cwd=entry["directory"], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_all_local_and_central_sources_have_one_entry_that_compiles(central, local):
    local.build()
    found = entries(local)
    assert {name for name in found if f"/{SUBDIR}/" not in name} == {
        *(str(local / f"user/{name}") for name in ("src/Use.cc", "tools/charge.cc")),
        *(str(central / name) for name in ("base/dataobjects/src/Hit.cc", "far/src/Far.cc"))}
    assert {done.stdout for done in (check(local, entry) for entry in found.values()) if done.returncode} == set()


def test_a_central_source_sees_local_headers_first(central, local):
    local.write({"user/include/Use.h": "#pragma once\n#error local\n"})
    local.scons()
    done = check(local, entries(local)[str(central / "far/src/Far.cc")])
    assert done.returncode and "error local" in done.stdout


def test_files_of_any_name_and_c_sources_compile(local):
    local.write(ODD)
    local.scons()
    found = entries(local)
    for name in ODD:
        if "/src/" in name:
            done = check(local, found[str(local / name)])
            assert done.returncode == 0, done.stdout


def test_a_mistake_in_a_source_is_told_by_its_command(local):
    local.build()
    local.write({"user/src/Use.cc": "int charge() { return nothing; }\n"})
    done = check(local, entries(local)[str(local / "user/src/Use.cc")])
    assert done.returncode and "nothing" in done.stdout


def test_an_analysis_has_entries_for_its_own_sources_and_the_central_ones(central, externals, tmp_path):
    analysis = Tree(tmp_path / "my analysis", externals, central)
    shutil.rmtree(analysis / "site_scons")
    (analysis / "SConstruct").unlink()
    (analysis / "SConstruct").symlink_to(central / "site_scons/SConstruct")
    analysis.write({"SConscript": LIBS.format(["user"]), "Mine.cc": "#include <user/Use.h>\nint mine() { return charge(); }\n"})
    analysis.build(BELLE2_ANALYSIS_DIR=str(analysis.top))
    found = entries(analysis)
    assert {str(analysis / "Mine.cc"), str(central / "user/src/Use.cc")} <= set(found)
    assert {done.stdout for done in (check(analysis, entry) for entry in found.values()) if done.returncode} == set()


def test_a_central_release_without_a_list_of_commands_gives_local_entries_only(central, local, tmp_path):
    file = central / f"lib/{SUBDIR}/commands.json"
    for content in (None, "{", '{"version": 2}'):
        kept = file.read_text()
        file.write_text(content) if content else file.unlink()
        try:
            local.build()
            assert not [name for name in entries(local) if name.startswith(str(central.top))]
        finally:
            file.write_text(kept)


def test_the_example_of_the_documented_format_is_read(central, local):
    section = FORMATS.read_text("utf-8").partition("## Commands of a release (version 1)")[2]
    example = json.loads(re.search(r"```json\n(.*?)```", section, re.S)[1])
    file = central / f"lib/{SUBDIR}/commands.json"
    kept = file.read_text()
    assert set(json.loads(kept)) == set(example)
    file.write_text(json.dumps({**example, "sources": {"base/dataobjects/src/Hit.cc": 0}}))
    try:
        local.build()
        assert '-D_PACKAGE_=\\"mdst\\"' in entries(local)[str(central / "base/dataobjects/src/Hit.cc")]["command"]
    finally:
        file.write_text(kept)
