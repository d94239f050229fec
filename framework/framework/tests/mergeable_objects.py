# SPDX-License-Identifier: LGPL-3.0-or-later
"""Persistent objects of a class that derives from Mergeable are merged by b2file-merge, others are not."""

import os
import subprocess
import unittest

from b2test_utils import clean_working_directory, run_steering, temporary_set_environment
from b2test_utils.dictionary import build_library

CLASSES = """
#include <framework/pcore/Mergeable.h>
#include <map>
#include <string>
namespace Belle2 {
  class TestCounts : public Mergeable {
  public:
    void merge(const Mergeable* other) override
    {
      for (const auto& [name, number] : static_cast<const TestCounts*>(other)->m_counts) m_counts[name] += number;
    }
    void clear() override { m_counts.clear(); }
    void count(const std::string& name, int number) { m_counts[name] += number; }
    int get(const std::string& name) const { return m_counts.at(name); }
    ClassDefOverride(TestCounts, 1)
  private:
    std::map<std::string, int> m_counts;
  };
  class TestOther : public TObject {
  public:
    int m_number = 0;
    ClassDefOverride(TestOther, 1)
  };
}
"""
LINKDEF = """
#ifdef __CLING__
#pragma link off all globals;
#pragma link off all classes;
#pragma link off all functions;
#pragma link C++ class Belle2::TestCounts+;
#pragma link C++ class Belle2::TestOther+;
#endif
"""
JOB = """
import sys, basf2
from ROOT import Belle2
class Fill(basf2.Module):
    def initialize(self):
        self.object = Belle2.PyStoreObj(sys.argv[1], 1)
        self.object.registerInDataStore()
        self.object.create()
    def event(self):
        if sys.argv[1] == "TestCounts":
            self.object.count(sys.argv[2], 1)
            self.object.count("all", 10)
path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=[int(sys.argv[3])])
path.add_module(Fill())
path.add_module("RootOutput", outputFileName=sys.argv[2], logLevel=basf2.LogLevel.ERROR)
basf2.process(path)
"""
SHOW = """
import basf2, sys
from ROOT import Belle2
class Show(basf2.Module):
    def event(self):
        counts = Belle2.PyStoreObj("TestCounts", 1)
        print("COUNTS", *(counts.get(name) for name in ("a.root", "b.root", "all")))
path = basf2.Path()
path.add_module("RootInput", inputFileName="out.root")
path.add_module(Show())
basf2.process(path)
"""


def merge(*arguments):
    """Run the tool; returns exit code, standard output and standard error."""
    done = subprocess.run(["b2file-merge", *arguments], text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr


class MergeableObjectsTest(unittest.TestCase):
    """With classes that no release has."""

    @classmethod
    def setUpClass(cls):
        """Build them, and write files with them."""
        folder = cls.enterClassContext(clean_working_directory())
        build_library("libTestClasses.so", CLASSES, LINKDEF)
        libraries = f"{folder}:{os.environ.get('ROOT_LIBRARY_PATH', '')}"
        includes = f"{folder}:{os.environ.get('ROOT_INCLUDE_PATH', '')}"
        cls.environment = {"ROOT_LIBRARY_PATH": libraries, "ROOT_INCLUDE_PATH": includes}
        cls.enterClassContext(temporary_set_environment(**cls.environment))
        for arguments in (["TestCounts", "a.root", "3"], ["TestCounts", "b.root", "4"], ["TestOther", "other.root", "1"]):
            done = run_steering(JOB, arguments=arguments)
            assert done.returncode == 0, done.stdout + done.stderr

    def test_objects_are_merged(self):
        """By their own function, each once."""
        code, _, error = merge("-f", "out.root", "a.root", "b.root", "b.root")
        self.assertEqual(code, 0, error)
        done = run_steering(SHOW)
        self.assertIn("\nCOUNTS 3 8 110\n", done.stdout)

    def test_other_objects_are_refused(self):
        """The class is named, and nothing is written."""
        code, _, error = merge("none.root", "other.root")
        self.assertEqual(code, 1)
        self.assertIn("The file other.root has the persistent branch TestOther, which cannot be merged, because its class "
                      "Belle2::TestOther does not derive from Belle2::Mergeable.", error)
        self.assertFalse(os.path.exists("none.root"))

    def test_class_that_is_not_known_is_refused(self):
        """As in a release without it."""
        file = os.path.abspath("a.root")
        libraries = self.environment["ROOT_LIBRARY_PATH"].split(":", 1)[1]
        with temporary_set_environment(ROOT_LIBRARY_PATH=libraries), clean_working_directory():
            code, _, error = merge("none.root", file)
        self.assertEqual(code, 1)
        self.assertIn("because there is no dictionary for its class Belle2::TestCounts.", error)


if __name__ == "__main__":
    unittest.main()
