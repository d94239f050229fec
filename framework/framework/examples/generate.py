# SPDX-License-Identifier: LGPL-3.0-or-later
"""Generate events, select muons in a Python module that fills an ntuple, and write the events to a file.

    basf2 generate.py [-- NTUPLE]

The events go to events.root (another name: -o FILE), the ntuple to ntuple.root or the file named by the argument.
"""

import sys

import basf2
import uproot
from ROOT import Belle2

MINIMUM_PT = 1.0


class MuonNtuple(basf2.Module):
    """Fills a flat tree with the muons above a transverse momentum; its return value is their number in the event."""

    def __init__(self, filename):
        """Remember where to write."""
        super().__init__()
        self.filename = filename
        self.columns = {name: [] for name in ("run", "event", "charge", "pt", "px", "py", "pz")}

    def initialize(self):
        """Ask for the particles."""
        self.particles = Belle2.PyStoreArray("MCParticles")
        self.particles.isRequired()
        self.event_info = Belle2.PyStoreObj("EventMetaData")

    def event(self):
        """Add one row for each selected muon."""
        selected = 0
        for particle in self.particles:
            momentum = particle.getMomentum()
            if abs(particle.getPDG()) != 13 or momentum.Rho() < MINIMUM_PT:
                continue
            selected += 1
            row = (self.event_info.getRun(), self.event_info.getEvent(), int(particle.getCharge()),
                   momentum.Rho(), momentum.X(), momentum.Y(), momentum.Z())
            for column, value in zip(self.columns.values(), row):
                column.append(value)
        self.return_value(selected)

    def terminate(self):
        """Write the tree."""
        with uproot.recreate(self.filename) as file:
            types = {name: "int32" if name in ("run", "event", "charge") else "float64" for name in self.columns}
            file.mktree("muons", types)
            file["muons"].extend(self.columns)
        basf2.B2INFO("The ntuple is written", file=self.filename, rows=len(self.columns["run"]))


def main():
    """Build the path and process it."""
    basf2.set_random_seed("a reproducible example")
    path = basf2.create_path()
    path.add_module("EventInfoSetter", expList=[0, 0], runList=[1, 2], evtNumList=[60, 40])
    path.add_module("Progress")
    path.add_module("ParticleGun", pdgCodes=[13, -13, 211, -211], nTracks=6, momentumGeneration="uniformPt",
                    momentumParams=[0.2, 4.0], thetaGeneration="uniformCos", thetaParams=[17, 150], phiParams=[0, 360])
    path.add_module(MuonNtuple(sys.argv[1] if len(sys.argv) > 1 else "ntuple.root"))
    path.add_module("RootOutput", outputFileName="events.root")
    basf2.process(path)
    print(basf2.statistics)


main()
