# SPDX-License-Identifier: LGPL-3.0-or-later
"""A process holds one copy of each library, the local one: in C++ programs, unit tests, PyROOT and files, whoever asks first."""
import re
import shutil

import pytest
from tests.framework.trees import LIBS, SUBDIR, Tree

# Everything about the class happens in its library, so that what was compiled with the old class works with the new one.
HIT = """#pragma once
#include <TObject.h>
namespace Belle2 {
  class Hit : public TObject {
  public:
    static int measure(int charge);
    int m_charge = 0;
    ClassDefOverride(Hit, 1)
  };
}
"""
PAIR = """#pragma once
#include <TObject.h>
namespace Belle2 {
  class Pair : public TObject {
  public:
    int sum() const;
    int m_number = 2;
    ClassDefOverride(Pair, 1)
  };
}
"""
MEASURE = ("#include <base/dataobjects/Hit.h>\n"
           "int Belle2::Hit::measure(int charge) { Hit hit; hit.m_charge = charge; return hit.m_charge; }\n")
SHOW = ("int main() { std::printf(\"%d\\n\", charge()); std::fflush(stdout);\n"
        "  std::cout << std::ifstream(\"/proc/self/maps\").rdbuf(); }\n")
INCLUDES = "#include <user/Use.h>\n#include <gtest/gtest.h>\n#include <cstdio>\n#include <fstream>\n#include <iostream>\n"
BASE = {"base/SConscript": LIBS.format(["$ROOT_LIBS"]), "base/dataobjects/include/Hit.h": HIT,
        "base/dataobjects/include/linkdef.h": "#pragma link C++ class Belle2::Hit+;\n", "base/dataobjects/src/Hit.cc": MEASURE}
# stays central: a library with a dictionary that needs the class of `base`, one without, a program, unit tests, a module
USER = {"user/SConscript": LIBS.format(["base_dataobjects", "$ROOT_LIBS"]), "user/include/Use.h": "#pragma once\nint charge();\n",
        "user/src/Use.cc": "#include <user/Use.h>\n#include <base/dataobjects/Hit.h>\n"
                           "int charge() { return Belle2::Hit::measure(1); }\n",
        "user/dataobjects/include/Pair.h": PAIR, "user/dataobjects/include/linkdef.h": "#pragma link C++ class Belle2::Pair+;\n",
        "user/dataobjects/src/Pair.cc": "#include <user/dataobjects/Pair.h>\n#include <base/dataobjects/Hit.h>\n"
                                        "int Belle2::Pair::sum() const { return Hit::measure(m_number); }\n",
        "user/modules/Mine.cc": "#include <user/Use.h>\n#define REG_MODULE(NAME) extern \"C\" int run() { return charge(); }\n"
                                "REG_MODULE(Mine)\n",
        "user/tools/charge.cc": INCLUDES.replace("#include <gtest/gtest.h>\n", "") + SHOW,
        "user/tests/Use.cc": INCLUDES + SHOW.replace("int main()", "TEST(Use, Charge)")}
# each starts with a number that the changed class makes ten times larger
PAIR_FIRST = "print(ROOT.Belle2.Pair().sum())\n"
HIT_FIRST = "ROOT.Belle2.Hit()\n" + PAIR_FIRST
FROM_FILE = ("file = ROOT.TFile.Open('central.root')\npair = file.Get('Belle2::Pair')\nprint(pair.sum())\n"
             "assert ROOT.TClass.GetClass('Belle2::Hit').GetClassVersion() == VERSION\n")
BY_NAME = "ROOT.gSystem.Load('libuser_dataobjects.so')\n" + PAIR_FIRST
MAPS = "import sys\nsys.stdout.flush()\nprint(open('/proc/self/maps').read())\n"


@pytest.fixture(scope="module")
def central(tmp_path_factory, externals) -> Tree:
    """A central release of two packages, and a file with an object of it."""
    tree = Tree(tmp_path_factory.mktemp("central") / "release", externals)
    tree.write(BASE | USER)
    tree.build(BELLE2_KEEP_OBJECTS="yes")
    done = tree.run("python3", "-c", "import ROOT\nfile = ROOT.TFile('central.root', 'recreate')\n"
                    "file.WriteObject(ROOT.Belle2.Pair(), 'Belle2::Pair')\nfile.Close()\n")
    assert done.returncode == 0, done.stdout
    return tree


@pytest.fixture(scope="module")
def local(tmp_path_factory, externals, central) -> Tree:
    """A local release with a changed class in `base`, and a package that only it has, which knows of `user` alone."""
    tree = Tree(tmp_path_factory.mktemp("local") / 'über "x y' / "local", externals, central)
    tree.write(BASE)
    tree.write({"base/dataobjects/include/Hit.h": HIT.replace("int m_charge", "int m_before[4] = {};\n    int m_charge").replace(
        "Hit, 1", "Hit, 2"),
                "base/dataobjects/src/Hit.cc": MEASURE.replace("= charge", "= 10 * charge"),
                "alone/SConscript": LIBS.format(["user", "user_dataobjects", "$ROOT_LIBS"]),
                "alone/dataobjects/include/Lone.h": PAIR.replace("Pair", "Lone"),
                "alone/dataobjects/include/linkdef.h": "#pragma link C++ class Belle2::Lone+;\n",
                "alone/dataobjects/src/Lone.cc": "#include <alone/dataobjects/Lone.h>\n#include <user/Use.h>\n"
                                                 "int Belle2::Lone::sum() const { return charge(); }\n",
                "alone/tools/lone.cc": USER["user/tools/charge.cc"]})
    tree.build()
    return tree


def copies(text: str) -> dict[str, set[str]]:
    """The files of our libraries in a process, by name."""
    found: dict[str, set[str]] = {}
    for path in re.findall(r"/\S.*/lib\w+\.so$", text, re.M):
        if "/release/" in path or "/local/" in path:
            found.setdefault(path.rpartition("/")[2], set()).add(path[path.index("/"):])
    return found


def check(done, local: Tree, answer: str) -> None:
    assert done.returncode == 0, done.stdout
    assert answer in done.stdout.splitlines(), done.stdout[:2000]
    found = copies(done.stdout)
    assert all(len(paths) == 1 for paths in found.values()), found
    assert found["libbase_dataobjects.so"] == {str(local / f"lib/{SUBDIR}/libbase_dataobjects.so")}


@pytest.mark.parametrize("program", ["charge", "lone", "user-unittests"])
def test_a_program_uses_the_local_class_wherever_it_lies_itself(local, program):
    check(local.run(program), local, "10")


@pytest.mark.parametrize("script", [PAIR_FIRST, HIT_FIRST, FROM_FILE, BY_NAME, PAIR_FIRST.replace("Pair", "Lone")])
def test_pyroot_uses_the_local_class_whatever_is_asked_for_first(local, central, script):
    answer = "10" if "Lone" in script else "20"
    script = script.replace("central.root", str(central / "central.root")).replace("VERSION", "2")
    check(local.run("python3", "-c", "import ROOT\n" + script + MAPS), local, answer)


RUN = "import ctypes\nprint(ctypes.CDLL('{}').run())\n" + MAPS


def test_a_module_of_the_central_release_uses_the_local_class(local):
    library = f"modules/{SUBDIR}/libuser_modules.so"
    assert (local / library).with_suffix(".b2modmap").read_text() == '("Mine","user")\n'
    check(local.run("python3", "-c", RUN.format(library)), local, "10")


def test_an_analysis_on_the_local_release_is_compiled_with_its_class_and_uses_it(local, central, tmp_path, externals):
    analysis = Tree(tmp_path / "mine", externals, central)
    shutil.rmtree(analysis / "site_scons")
    analysis.write({"SConscript": LIBS.format(["user", "base_dataobjects", "$ROOT_LIBS"]),
                    "src/Mine.cc": "#include <user/Use.h>\n#include <base/dataobjects/Hit.h>\n#define REG_MODULE(NAME) extern "
                    "\"C\" int run() { return charge() + sizeof(Belle2::Hit::m_before); }\nREG_MODULE(Mine)\n"})
    (analysis / "SConstruct").unlink()
    (analysis / "SConstruct").symlink_to(central / "site_scons/SConstruct")
    around = {"BELLE2_ANALYSIS_DIR": str(analysis.top), "BELLE2_LOCAL_DIR": str(local.top)}
    analysis.build(**around)
    check(analysis.run("python3", "-c", RUN.format(f"modules/{SUBDIR}/libmine.so"), **around), local, "26")


@pytest.mark.parametrize("target", ["base", "base.lib", "base_dataobjects", "base/dataobjects", "lib"])
def test_what_is_taken_over_comes_with_its_reason(central, tmp_path, externals, target):
    tree = Tree(tmp_path / "other", externals, central)
    tree.write(BASE)
    tree.build(target)
    assert all((tree / f"lib/{SUBDIR}/lib{name}.so").is_file() for name in ("base_dataobjects", "user", "user_dataobjects"))


def test_what_was_taken_over_goes_when_its_reason_goes(central, tmp_path, externals):
    tree = Tree(tmp_path / "other", externals, central)
    tree.write(BASE)
    taken = tree / f"lib/{SUBDIR}/libuser.so"
    tree.build()
    assert taken.is_file() and not taken.is_symlink()
    assert "scons: `all' is up to date." in tree.build() + tree.build()
    shutil.rmtree(tree / "base")
    tree.write({"more/SConscript": LIBS.format([]), "more/src/More.cc": "int more() { return 1; }\n"})
    tree.build()
    assert not taken.exists() and sorted(place.name for place in (tree / f"bin/{SUBDIR}").glob("*")) == []
    assert tree.run("charge").stdout.startswith("1\n")


def test_nothing_is_taken_over_without_a_library_of_the_same_name(central, tmp_path, externals):
    tree = Tree(tmp_path / "plain", externals, central)
    tree.write({"more/SConscript": LIBS.format(["user"]),
                "more/src/More.cc": "#include <user/Use.h>\nint more() { return charge(); }\n"})
    assert "take" not in tree.build() and [place.name for place in (tree / f"lib/{SUBDIR}").glob("*.so")] == ["libmore.so"]


def test_what_lies_above_is_local_and_what_lies_below_central_without_a_second_copy(central, tmp_path, externals):
    tree = Tree(tmp_path / "above", externals, central)
    tree.write(USER)
    tree.build()
    for script in (PAIR_FIRST, HIT_FIRST, "ROOT.gSystem.Load('libbase_dataobjects.so')\n" + PAIR_FIRST):
        done = tree.run("python3", "-c", "import ROOT\n" + script + MAPS)
        paths = re.findall(r"/\S.*/lib(?:base|user)_dataobjects\.so$", done.stdout, re.M)
        assert {path[path.index("/"):] for path in paths} == {str(central / f"lib/{SUBDIR}/libbase_dataobjects.so"),
                                                              str(tree / f"lib/{SUBDIR}/libuser_dataobjects.so")}
