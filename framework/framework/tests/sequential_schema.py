# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sequential files with classes of an older version are read, and those with classes that are not known any more."""

import os
import unittest

from b2test_utils import clean_working_directory, run_steering
from b2test_utils.dictionary import build_library

CLASS = """
#include <TObject.h>
#include <string>
#include <vector>
namespace Belle2 {
  struct TestPart {
    %(part)s
  };
  class TestThing : public TObject {
  public:
    %(members)s
    std::vector<TestPart> parts;
    ClassDefOverride(TestThing, %(version)d)
  };
}
"""
LINKDEF = """
#ifdef __CLING__
#pragma link off all globals;
#pragma link off all classes;
#pragma link off all functions;
#pragma link C++ class Belle2::TestPart+;
#pragma link C++ class std::vector<Belle2::TestPart>+;
#pragma link C++ class Belle2::TestThing+;
#endif
"""
WRITE = """
import basf2
from ROOT import Belle2
class Fill(basf2.Module):
    def initialize(self):
        self.things = Belle2.PyStoreArray(Belle2.TestThing.Class(), "Things")
        self.things.registerInDataStore()
    def event(self):
        thing = self.things.appendNew()
        thing.number, thing.gone, thing.text = Belle2.PyStoreObj("EventMetaData").getEvent(), 1, "words"
        thing.parts.resize(2)
        thing.parts[1].size = 2.5
path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=[3])
path.add_module(Fill())
path.add_module("SeqRootOutput", outputFileName="a.sroot")
basf2.process(path)
"""
READ = """
import basf2
from ROOT import Belle2
class Show(basf2.Module):
    def event(self):
        for thing in Belle2.PyStoreArray("Things"):
            parts = thing.parts
            print("THING", float(thing.number), thing.added, thing.text, len(parts), int(parts[1].size * 2), parts[0].more)
        print("EVENT", Belle2.PyStoreObj("EventMetaData").getEvent())
path = basf2.Path()
path.add_module("SeqRootInput", inputFileName="a.sroot")
path.add_module(Show())
basf2.process(path)
"""
OLD = {"version": 1, "members": "int number = 0; int gone = 0; std::string text;", "part": "float size = 0;"}
NEW = {"version": 2, "members": "std::string text; int added = 7; double number = 0;", "part": "int more = 4; double size = 0;"}


def build(folder, values):
    """Compile the class with its dictionary in a folder."""
    os.mkdir(folder)
    build_library("libTestThing.so", CLASS % values, LINKDEF, folder)


def run(text, folder):
    """Run a job with the classes of a folder."""
    variables = {}
    if folder:
        for name in ("ROOT_LIBRARY_PATH", "ROOT_INCLUDE_PATH"):
            variables[name] = f"{os.path.abspath(folder)}:{os.environ.get(name, '')}"
    return run_steering(text, **variables)


class SequentialSchemaTest(unittest.TestCase):
    """With one file of a class of version 1."""

    @classmethod
    def setUpClass(cls):
        """Write it."""
        cls.enterClassContext(clean_working_directory())
        build("old", OLD)
        build("new", NEW)
        done = run(WRITE, "old")
        assert done.returncode == 0, done.stdout + done.stderr

    def test_members_that_were_added_removed_and_changed(self):
        """Also those of a class within the class."""
        done = run(READ, "new")
        self.assertEqual([line for line in done.stdout.splitlines() if line.startswith("THING")],
                         [f"THING {number}.0 7 words 2 5 4" for number in (1, 2, 3)], done.stdout + done.stderr)

    def test_class_that_is_not_known_is_left_out(self):
        """With a warning; the rest is read."""
        done = run(READ, None)
        self.assertEqual(done.stdout.splitlines().count("EVENT 2"), 1, done.stdout + done.stderr)
        self.assertNotIn("THING", done.stdout)
        self.assertIn("[WARNING] The entry 'Things' is not read, because there is no dictionary for its class Belle2::TestThing.",
                      done.stdout)


if __name__ == "__main__":
    unittest.main()
