# SPDX-License-Identifier: LGPL-3.0-or-later
"""RootInput reads only files of events: others end the job, and branches of other kinds are left out with a warning."""

import os
import unittest

import basf2
import ROOT
import uproot
from b2test_utils import clean_working_directory, run_in_subprocess, run_steering
from ROOT import Belle2

READ = """
import basf2
path = basf2.Path()
path.add_module("RootInput", inputFileNames={files}, **{parameters})
path.add_module("RootOutput", outputFileName="copy.root")
basf2.process(path)
"""
OTHER_CLASS = """
class OtherOfTest : public TObject {
public:
  int m_number = 7;
  ClassDef(OtherOfTest, 1)
};
"""


def generate(name, run=1, events=2):
    """Write events with particles."""
    path = basf2.Path()
    path.add_module("EventInfoSetter", expList=[0], runList=[run], evtNumList=[events])
    path.add_module("ParticleGun", nTracks=2)
    path.add_module("RootOutput", outputFileName=name)
    assert run_in_subprocess(path, target=basf2.process) == 0


def events(name):
    """Run and event numbers in a file."""
    with uproot.open(name) as file:
        tree = file["tree"]
        return list(zip(tree["EventMetaData/m_run"].array().tolist(), tree["EventMetaData/m_event"].array().tolist()))


def switch_off(branch):
    """Branches of members need not have names that begin with that of the object."""
    branch.SetBit(ROOT.kDoNotProcess)
    for member in branch.GetListOfBranches():
        switch_off(member)


def change(source, target, add=None, names=("tree", "persistent"), leave=()):
    """Copy the trees of a file without some branches, and let a function add others to the first."""
    before = ROOT.TFile(source)
    after = ROOT.TFile(target, "RECREATE")
    for name in names:
        tree = before.Get(name)
        for branch in leave:
            if tree.GetBranch(branch):
                switch_off(tree.GetBranch(branch))
        copy = tree.CloneTree(-1)
        if add and name == "tree":
            add(copy)
        copy.Write()
    after.Close()
    before.Close()


class ForeignInputTest(unittest.TestCase):
    """Each test in a folder with a file of events."""

    def setUp(self):
        """Write it."""
        self.enterContext(clean_working_directory())
        generate("a.root")

    def read(self, *files, code=0, **parameters):
        """Copy files; returns the messages."""
        done = run_steering(READ.format(files=list(files), parameters=parameters))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr[:2000])
        self.assertEqual(os.path.exists("copy.root"), code == 0)
        self.assertFalse(os.path.exists("copy.root.part"))
        return done.stdout

    def test_files_that_lack_a_tree_or_its_description_are_refused(self):
        """And the reason is told."""
        change("a.root", "no persistent.root", names=["tree"])
        change("a.root", "no tree.root", names=["persistent"])
        change("a.root", "no numbers.root", leave=["EventMetaData"])
        change("a.root", "no data.root", leave=["FileMetaData"])
        with uproot.recreate("plain.root") as file:
            for name in ("tree", "persistent"):
                file.mktree(name, {"EventMetaData": "int32", "FileMetaData": "int32"}
                            ).extend({"EventMetaData": [1], "FileMetaData": [1]})
        for name, reason in (("no persistent", "it has no tree 'persistent', so it was not written by RootOutput"),
                             ("no tree", "it has no tree 'tree'"), ("no numbers", "its tree 'tree' has no branch 'EventMetaData'"),
                             ("no data", "its tree 'persistent' has no branch 'FileMetaData'"),
                             ("plain", "its branch 'EventMetaData' is not of the class Belle2::EventMetaData")):
            with self.subTest(name):
                self.assertIn(f'Could not open input file "{name}.root": {reason}', self.read(f"{name}.root", code=1))

    def test_branches_of_other_kinds_are_left_out(self):
        """Plain numbers, and objects without a dictionary, with a warning for each."""
        def add(tree):
            """Some numbers for each entry, and an object of a class that nobody knows afterwards."""
            ROOT.gInterpreter.Declare(OTHER_CLASS)
            other = ROOT.OtherOfTest()
            number = ROOT.std.array["int", 1]()
            branches = [tree.Branch("Plain", number.data(), "Plain/I"), tree.Branch("Strange", other)]
            for _ in range(tree.GetEntries()):
                for branch in branches:
                    branch.Fill()

        self.assertEqual(run_in_subprocess("a.root", "b.root", add, target=change), 0)
        text = self.read("b.root")
        for name in ("Plain", "Strange"):
            self.assertRegex(text, rf"\[WARNING\] The branch '{name}' is not read, because")
        with uproot.open("copy.root") as file:
            self.assertEqual(sorted(file["tree"].keys(recursive=False)), ["EventMetaData", "MCParticles"])
        self.assertEqual(events("copy.root"), [(1, 1), (1, 2)])

    def test_a_later_file_must_have_the_branches_of_the_first(self):
        """Those that are read."""
        change("a.root", "b.root", leave=["MCParticles"])
        self.assertIn('The input file "b.root" lacks branches of the first file "a.root": MCParticles.',
                      self.read("a.root", "b.root", code=1))
        self.read("a.root", "b.root", excludeBranchNames=["MCParticles"])

    def test_files_may_come_twice_and_in_any_order(self):
        """Twice with a warning; events keep the order of the files, and each is found by its number."""
        generate("b.root", run=5)
        self.assertIn('The input file "./b.root" is given twice', self.read("b.root", "a.root", "./b.root"))
        order = [(5, 1), (5, 2), (1, 1), (1, 2)]
        self.assertEqual(events("copy.root"), order + order[:2])
        data = basf2.get_file_metadata("copy.root")
        self.assertEqual((data.get_run_low(), data.get_event_low(), data.get_run_high(), data.get_event_high()), (1, 1, 5, 2))
        os.rename("copy.root", "unordered.root")
        self.read("unordered.root", skipToEvent=[0, 1, 2])
        self.assertEqual(events("copy.root"), [(1, 2), *order[:2]])

    def test_an_array_of_another_class_than_is_registered_is_an_error(self):
        """Before anything is read."""
        path = basf2.Path()
        array = Belle2.PyStoreArray(Belle2.ProfileInfo.Class(), "MCParticles")
        path.add_module(type("Register", (basf2.Module,), {"initialize": lambda module: array.registerInDataStore()})())
        path.add_module("RootInput", inputFileName="a.root")
        self.assertEqual(run_in_subprocess(path, target=basf2.process), 1)


if __name__ == "__main__":
    unittest.main()
