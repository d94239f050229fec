# SPDX-License-Identifier: LGPL-3.0-or-later
"""RootOutput begins a new file when one is large enough."""

import os
import pathlib
import unittest

import basf2
import uproot
from b2test_utils import clean_working_directory, run_steering

NOISE = """
from ROOT import Belle2, TNamed
class Noise(basf2.Module):
    def initialize(self):
        self.noise = Belle2.PyStoreObj(TNamed.Class(), "Noise")
        self.noise.registerInDataStore()
        self.kept = Belle2.PyStoreObj(TNamed.Class(), "Kept", 1)
        if {persistent}:
            self.kept.registerInDataStore()
            self.kept.create()
    def event(self):
        self.noise.create()
        self.noise.obj().SetTitle(os.urandom(50000).hex())
path.add_module(Noise())
"""
WRITE = """
import os, basf2
path = basf2.Path()
path.add_module("EventInfoSetter", expList=[0], runList=[1], evtNumList=[{events}])
{noise}
path.add_module("RootOutput", **{parameters})
basf2.process(path)
"""


class OutputSplittingTest(unittest.TestCase):
    """Each test in a folder of its own."""

    def setUp(self):
        """Go there."""
        self.enterContext(clean_working_directory())
        os.environ["BELLE2_FILECATALOG"] = os.path.abspath("c.xml")

    def write(self, events=50, persistent=False, code=0, **parameters):
        """Write events, several of them with something large; returns the output of the job."""
        noise = NOISE.format(persistent=persistent) if persistent or events > 1 else ""
        done = run_steering(WRITE.format(events=events, noise=noise, parameters=parameters))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_files_are_complete_and_follow_each_other(self):
        """With metadata of their own."""
        text = self.write(outputFileName="x.root", outputSplitSize=1, updateFileCatalog=True)
        names = sorted(path.name for path in pathlib.Path().glob("*.root"))
        self.assertEqual(names, [f"x.f0000{number}.root" for number in range(len(names))])
        self.assertGreater(len(names), 1)
        numbers = []
        for name in names:
            self.assertIn(f"filename = {name}", text)
            with uproot.open(name) as file:
                own = file["tree"]["EventMetaData/m_event"].array().tolist()
                self.assertEqual(sorted(file["persistent"].keys(recursive=False)), ["FileMetaData", "ProcessStatistics"])
            data = basf2.get_file_metadata(name)
            self.assertEqual((data.get_nevents(), data.get_event_low(), data.get_event_high()), (len(own), own[0], own[-1]))
            self.assertEqual((data.get_mc_events(), data.get_lfn()), (0, os.path.abspath(name)))
            self.assertIn(f"<PFN>{os.path.abspath(name)}</PFN>", pathlib.Path("c.xml").read_text())
            numbers += own
        self.assertEqual(numbers, list(range(1, 51)))
        for name in names[:-1]:
            self.assertTrue(1024 ** 2 < os.path.getsize(name) < 1.5 * 1024 ** 2, os.path.getsize(name))
        self.assertNotIn("WARNING", text)

    def test_parts_can_be_read_together(self):
        """In their order, and each event is found by its number."""
        self.write(outputFileName="x.root", outputSplitSize=1)
        path = basf2.Path()
        path.add_module("RootInput", inputFileName="x.f*.root", skipToEvent=[0, 1, 40])
        counter = path.add_module("EventInfoPrinter", logLevel=basf2.LogLevel.ERROR)
        basf2.process(path)
        self.assertEqual(basf2.statistics.get(counter).calls(basf2.statistics.EVENT), 11)

    def test_any_extension_gives_way(self):
        """Names and local URLs alike."""
        for name in ("x.root", "x.foo", "x", "file://x?a=b", "file://x#a", "file://x.root"):
            with clean_working_directory():
                self.write(events=1, outputFileName=name, outputSplitSize=1)
                self.assertEqual(os.listdir(), ["x.f00000.root"], name)

    def test_strange_sizes_are_told(self):
        """None is an error."""
        self.assertIn("outputSplitSize of RootOutput is 0 MB", self.write(events=1, outputSplitSize=0, code=1))
        self.assertIn("which is 1 TB or more", self.write(events=1, outputSplitSize=1024 ** 2))
        self.assertNotIn("1 TB", self.write(events=1, outputSplitSize=1024 ** 2 - 1))

    def test_persistent_objects_are_told(self):
        """Each file has them, unless they are excluded."""
        text = self.write(events=1, persistent=True, outputFileName="x.root", outputSplitSize=1)
        self.assertRegex(text, r"WARNING.*Kept")
        with uproot.open("x.f00000.root") as file:
            self.assertIn("Kept", file["persistent"].keys(recursive=False))
        text = self.write(events=1, persistent=True, outputSplitSize=1, excludeBranchNamesPersistent=["Kept"])
        self.assertNotIn("WARNING", text)


if __name__ == "__main__":
    unittest.main()
