# SPDX-License-Identifier: LGPL-3.0-or-later
"""Subsets of arrays that are read from a file and written to another one."""

import unittest

import basf2
import ROOT
from b2test_utils import clean_working_directory
from ROOT import Belle2

# The interpreter must know the dictionary of the class before it compiles templates with it.
Belle2.MCParticle.Class()
ROOT.gInterpreter.Declare("""
#include <framework/datastore/SelectSubset.h>
struct Subset {
  Belle2::SelectSubset<Belle2::MCParticle> select;
  void copy() { select.registerSubset(Belle2::StoreArray<Belle2::MCParticle>(), "Odd"); select.inheritAllRelations(); }
  void reduce() { select.registerSubset(Belle2::StoreArray<Belle2::MCParticle>()); }
  void event() { select.select([](const Belle2::MCParticle * particle) { return particle->getPDG() % 2 != 0; }); }
};
""")


class Fill(basf2.Module):
    """As many particles as the number of the event, each with a relation to a profile and to itself."""

    def initialize(self):
        self.number = Belle2.PyStoreObj("EventMetaData")
        self.particles = Belle2.PyStoreArray("MCParticles")
        self.profiles = Belle2.PyStoreArray("ProfileInfos")
        for array in (self.particles, self.profiles):
            array.registerInDataStore()
            self.particles.registerRelationTo(array)

    def event(self):
        for code in range(self.number.getEvent()):
            particle = self.particles.appendNew()
            particle.setPDG(code)
            particle.addRelationTo(self.profiles.appendNew(), code)
            particle.addRelationTo(particle, -code)


class Select(basf2.Module):
    """Copies particles with odd codes or removes all others."""

    def __init__(self, in_place):
        super().__init__()
        self.in_place = in_place

    def initialize(self):
        self.subset = ROOT.Subset()
        self.subset.reduce() if self.in_place else self.subset.copy()

    def event(self):
        self.subset.event()


class Check(basf2.Module):
    """Compares what was selected."""

    def __init__(self, name):
        super().__init__()
        self.name = name
        self.events = 0

    def event(self):
        self.events += 1
        profiles = Belle2.PyStoreArray("ProfileInfos")
        wanted = list(range(1, Belle2.PyStoreObj("EventMetaData").getEvent(), 2))
        chosen = list(Belle2.PyStoreArray(self.name))
        assert [particle.getPDG() for particle in chosen] == wanted
        for particle in chosen:
            code = particle.getPDG()
            related = particle.getRelationsTo("ProfileInfos")
            assert len(related) == 1 and related[0] == profiles[code] and related.weight(0) == code
            own = particle.getRelationsWith(self.name)
            assert len(own) == 2 and own[0] == particle and own.weight(1) == -code


def process(*modules, **files):
    """Process events of a file, or five new ones."""
    path = basf2.create_path()
    if "read" in files:
        path.add_module("RootInput", inputFileName=files["read"])
    else:
        path.add_module("EventInfoSetter", evtNumList=[5])
    for module in modules:
        path.add_module(module)
    if "write" in files:
        path.add_module("RootOutput", outputFileName=files["write"])
    basf2.process(path)


class Subsets(unittest.TestCase):
    """Each in an empty folder with a file of five events."""

    def check(self, in_place, name):
        """Select what was read, write it, and read that."""
        with clean_working_directory():
            process(Fill(), write="all.root")
            check, again = Check(name), Check(name)
            process(Select(in_place), check, read="all.root", write="chosen.root")
            process(again, read="chosen.root")
            self.assertEqual((check.events, again.events), (5, 5))
            with ROOT.TFile.Open("chosen.root") as file:
                return {branch.GetName() for branch in file["tree"].GetListOfBranches()}

    def test_copies(self):
        """They are written beside the originals."""
        names = self.check(False, "Odd")
        self.assertLess({"MCParticles", "Odd", "MCParticlesToOdd", "OddToOdd", "OddToProfileInfos"}, names)

    def test_in_place(self):
        """Nothing temporary is written."""
        names = self.check(True, "MCParticles")
        relations = {"MCParticlesToMCParticles", "MCParticlesToProfileInfos"}
        self.assertEqual(names, {"EventMetaData", "MCParticles", "ProfileInfos"} | relations)


if __name__ == "__main__":
    unittest.main()
