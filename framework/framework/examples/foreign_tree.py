# SPDX-License-Identifier: LGPL-3.0-or-later
"""Read a flat tree of another experiment event by event with a Python master module, and select pairs of opposite charge.

    basf2 foreign_tree.py -- FILE [TREE]

The tree, `events` unless named, holds one pair of muons per entry: Run, Event, and for both (1 and 2) E, px, py, pz and the
charge Q. The selected events go to pairs.root (another name: -o FILE).
"""

import sys

import basf2
import uproot
from ROOT import Belle2

MUON = 13


class ForeignTree(basf2.Module):
    """Master: makes an event of each entry, with the run and event numbers of the data, and fills the array `Muons`."""

    def __init__(self, filename, treename):
        """Remember what to read."""
        super().__init__()
        self.filename = filename
        self.treename = treename
        self.set_property_flags(basf2.ModulePropFlags.INPUT)

    def initialize(self):
        """Open the tree and register what it will be turned into."""
        names = ["Run", "Event"] + [name + number for number in "12" for name in ("E", "px", "py", "pz", "Q")]
        with uproot.open(self.filename) as file:
            columns = file[self.treename].arrays(names, library="np")
        self.entries = iter(zip(*(columns[name].tolist() for name in names)))
        self.event_info = Belle2.PyStoreObj("EventMetaData")
        self.event_info.registerInDataStore()
        self.muons = Belle2.PyStoreArray(Belle2.MCParticle.Class(), "Muons")
        self.muons.registerInDataStore()
        Belle2.Environment.Instance().setIsMC(False)

    def event(self):
        """Fill the next entry; without EventMetaData the data have ended."""
        entry = next(self.entries, None)
        if entry is None:
            return
        self.event_info.create()
        self.event_info.setRun(entry[0])
        self.event_info.setEvent(entry[1])
        for energy, px, py, pz, charge in (entry[2:7], entry[7:12]):
            muon = self.muons.appendNew()
            muon.setPDG(-MUON * charge)
            muon.setMassFromPDG()
            muon.setMomentum(px, py, pz)
            muon.setEnergy(energy)


class OppositeCharges(basf2.Module):
    """Its return value tells if the charges of the muons add up to zero."""

    def initialize(self):
        """Ask for the muons."""
        self.muons = Belle2.PyStoreArray("Muons")
        self.muons.isRequired()

    def event(self):
        """Judge the event."""
        self.return_value(sum(muon.getCharge() for muon in self.muons) == 0)


def main():
    """Build the path and process it."""
    if len(sys.argv) < 2:
        sys.exit("Usage: basf2 foreign_tree.py -- FILE [TREE]")
    path, selected = basf2.create_path(), basf2.create_path()
    path.add_module(ForeignTree(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "events"))
    path.add_module(OppositeCharges()).if_true(selected)
    # The data hold some events several times, once for each way to pair their muons: no index can tell these apart.
    selected.add_module("RootOutput", outputFileName="pairs.root", buildIndex=False)
    basf2.process(path)


main()
