# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files that were written with version n of a class are read by version n + 1, whose library is found through its rootmap."""
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.framework.trees import LIBS, SUBDIR, Tree

HEADER = """#pragma once
#include <framework/datastore/RelationsObject.h>
#include <map>
#include <string>
#include <vector>
namespace Belle2 {{
  class Shape : public RelationsObject {{
  public:
{functions}
  private:
    std::vector<double> m_points;
{members}
    ClassDefOverride(Shape, {version})
  }};
}}
"""
OLD = HEADER.format(version=1, functions="""
    void fill(int i)
    {
      m_points.assign(i, i / 2.0);
      m_size = i;
      m_weight = i / 4.0f;
      m_removed = 99;
      m_oldName = 10 * i;
      m_text = "t";
    }
""", members="""
    int m_size = 0;
    float m_weight = 0;
    int m_removed = 0;
    std::string m_text;
    int m_oldName = 0;
""")
# one member is new, one is gone, two have another type, one has another name and unit, and the order is another one
NEW = HEADER.format(version=2, functions="""
    std::string describe() const
    {
      return std::to_string(m_points.size()) + " " + std::to_string(m_size) + " " + std::to_string(m_weight) + " " + m_text + " " +
             std::to_string(m_newName) + " " + std::to_string(m_added);
    }
""", members="""
    double m_newName = -1;
    std::string m_text;
    double m_weight = 0;
    long m_size = 0;
    int m_added = 7;
""")
LINKDEF = """#ifdef __CLING__
#pragma link C++ class Belle2::Shape+;
{rule}
#endif
"""
RULE = '#pragma read sourceClass="Belle2::Shape" version="[1]" source="int m_oldName" targetClass="Belle2::Shape" ' \
    'target="m_newName" code="{ m_newName = 0.5 * onfile.m_oldName; }"'
WRITE = """
import basf2
from ROOT import Belle2


class Filler(basf2.Module):
    def initialize(self):
        self.shapes, self.others = Belle2.PyStoreArray("Shapes"), Belle2.PyStoreArray(Belle2.Shape.Class(), "Others")
        self.single = Belle2.PyStoreObj(Belle2.Shape.Class(), "Single")
        for one in (self.shapes, self.others, self.single):
            one.registerInDataStore()
        self.shapes.registerRelationTo(self.others)

    def event(self):
        for i in range(3):
            self.shapes.appendNew().fill(i)
            self.others.appendNew().fill(10 + i)
        self.shapes[1].addRelationTo(self.others[2], 0.5)
        self.single.create()
        self.single.fill(20)


path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=[2])
path.add_module(Filler())
for level in (0, 99):
    path.add_module("RootOutput", outputFileName=f"split{level}.root", splitLevel=level)
basf2.process(path)
"""
READ = """
import sys
import basf2
from ROOT import Belle2


class Printer(basf2.Module):
    def event(self):
        shapes, others = Belle2.PyStoreArray("Shapes"), Belle2.PyStoreArray("Others")
        print("SHAPES", *(shape.describe() for shape in shapes), sep="|")
        print("SINGLE", Belle2.PyStoreObj("Single").describe(), sep="|")
        other, weight = shapes[1].getRelatedToWithWeight("Others")
        print("RELATED", other.describe(), weight, sep="|")


path = basf2.create_path()
path.add_module("RootInput", inputFileName=sys.argv[1])
path.add_module(Printer())
basf2.process(path)
"""
ONLY_COPY = """
import basf2
path = basf2.create_path()
path.add_module("RootInput", inputFileName="split99.root")
path.add_module("RootOutput", outputFileName="copy.root")
basf2.process(path)
print("LOADED", any("libshapes" in line for line in open("/proc/self/maps")))
"""


def write_package(tree: Tree, header: str, rule: str) -> None:
    """Write the package that has the class."""
    libraries = LIBS.format(["framework", "$ROOT_LIBS"])
    tree.write({"SConscript": libraries, "dataobjects/SConscript": libraries, "dataobjects/include/Shape.h": header,
                "dataobjects/include/linkdef.h": LINKDEF.format(rule=rule)}, "shapes")
    for name, text in (("write.py", WRITE), ("read.py", READ), ("copy_only.py", ONLY_COPY)):
        (tree.top / name).write_text(text)


@pytest.fixture(scope="module")
def files(tmp_path_factory, installed_site, release, externals) -> tuple[Tree, Tree]:
    """Two builds of the package, the first of which has written its files; the second one was moved after its build."""
    central = SimpleNamespace(top=installed_site / "releases" / release)
    folder = tmp_path_factory.mktemp("schema")
    old = Tree(folder / "old", externals, central)
    write_package(old, OLD, "")
    old.build()
    done = old.run("basf2", "write.py")
    assert done.returncode == 0, done.stdout
    new = Tree(folder / "built", externals, central)
    write_package(new, NEW, RULE)
    new.build()
    new.top.rename(folder / 'moved "ö 2')
    new.top = folder / 'moved "ö 2'
    for name in ("split0.root", "split99.root"):
        shutil.copy(old / name, new / name)
    return old, new


def lines(tree: Tree, *command: str) -> set[str]:
    """What a job prints."""
    done = tree.run(*command)
    assert done.returncode == 0, done.stdout
    return set(done.stdout.splitlines())


@pytest.mark.parametrize("file", ["split0.root", "split99.root"])
def test_the_next_version_reads_added_removed_retyped_and_renamed_members(files, file):
    _, new = files
    found = lines(new, "basf2", "read.py", file)
    shapes = "|".join(f"{i} {i} {i / 4:.6f} t {5 * i:.6f} 7" for i in range(3))
    assert {f"SHAPES|{shapes}", "SINGLE|20 20 5.000000 t 100.000000 7", "RELATED|12 12 3.000000 t 60.000000 7|0.5"} <= found


def test_what_the_next_version_has_copied_has_the_same_content(files):
    _, new = files
    assert "LOADED True" in lines(new, "basf2", "copy_only.py")
    assert lines(new, "basf2", "read.py", "copy.root") >= {
        "SINGLE|20 20 5.000000 t 100.000000 7", "RELATED|12 12 3.000000 t 60.000000 7|0.5"}


def test_python_finds_the_class_of_a_library_that_is_not_loaded_in_a_moved_release(files):
    _, new = files
    words = "import ROOT; print(ROOT.Belle2.Shape().describe()); print(*open('/proc/self/maps'))"
    said = new.run("python3", "-W", "ignore", "-c", words).stdout
    assert "0 0 0.000000  -1.000000 7" in said and str(Path(new.top) / f"lib/{SUBDIR}/libshapes_dataobjects.so") in said


def test_a_job_without_the_class_says_so_and_reads_the_rest(files, in_release):
    old, _ = files
    said = in_release(f"cat > only.py <<'EOF'\nimport basf2\npath = basf2.create_path()\n"
                      f"path.add_module('RootInput', inputFileName='{old / 'split99.root'}')\n"
                      "path.add_module('EventInfoPrinter')\nbasf2.process(path)\nEOF\nbasf2 only.py").stdout
    assert "The branch 'Shapes' is not read, because there is no dictionary for its class Belle2::Shape." in said
