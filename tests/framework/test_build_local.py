# SPDX-License-Identifier: LGPL-3.0-or-later
"""A local release on top of a central one: only its packages are built, the rest comes from the central one."""
import shutil

import pytest
from tests.framework.trees import DATA_CLASS, SUBDIR, Tree

LIBS = "Import('env')\nenv['LIBS'] = {}\nReturn('env')\n"
CENTRAL = {
    "base/SConscript": LIBS.format(["$ROOT_LIBS"]),
    "base/dataobjects/include/Hit.h": DATA_CLASS,
    "base/dataobjects/include/linkdef.h": "#pragma link C++ class Belle2::Hit+;\n",
    "base/dataobjects/src/Hit.cc": "#include <base/dataobjects/Hit.h>\n"
                                   "void Belle2::Hit::setCharge(int charge) { m_charge = charge; }\n",
    "user/SConscript": LIBS.format(["base_dataobjects", "$ROOT_LIBS"]),
    "user/include/Use.h": "#pragma once\nint charge();\n",
    "user/src/Use.cc": "#include <user/Use.h>\n#include <base/dataobjects/Hit.h>\n"
                       "int charge() { Belle2::Hit hit; hit.setCharge(1); return hit.getCharge(); }\n",
    "user/tools/charge.cc": "#include <user/Use.h>\n#include <cstdio>\n#include <fstream>\n#include <iostream>\n"
                            "int main() { std::printf(\"%d\\n\", charge()); std::fflush(stdout);\n"
                            "  std::cout << std::ifstream(\"/proc/self/maps\").rdbuf(); }\n",
}


@pytest.fixture(scope="module")
def central(tmp_path_factory, externals) -> Tree:
    """A central release of two packages."""
    tree = Tree(tmp_path_factory.mktemp("central") / "release", externals)
    tree.write(CENTRAL)
    tree.build()
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
    assert "user/src/Use.cc" in text and "base/" not in text.replace("user/base", "")
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
