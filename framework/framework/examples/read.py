# SPDX-License-Identifier: LGPL-3.0-or-later
"""Read the events of generate.py back and save a plot of the transverse momenta.

    basf2 read.py [-- PLOT]

The events come from events.root (another name: -i FILE), the plot goes to momenta.png or the file named by the argument.
"""

import sys

import basf2
import matplotlib
from ROOT import Belle2

matplotlib.use("Agg")


class MomentumPlot(basf2.Module):
    """Collects transverse momenta by the name of the particle and draws them."""

    def __init__(self, filename):
        """Remember where to save."""
        super().__init__()
        self.filename = filename
        self.momenta = {}

    def initialize(self):
        """Ask for the particles."""
        self.particles = Belle2.PyStoreArray("MCParticles")
        self.particles.isRequired()

    def event(self):
        """Collect."""
        for particle in self.particles:
            self.momenta.setdefault(str(particle.getName()), []).append(particle.getMomentum().Rho())

    def terminate(self):
        """Draw one histogram for each particle."""
        from matplotlib import pyplot
        figure, axes = pyplot.subplots()
        for name, momenta in sorted(self.momenta.items()):
            axes.hist(momenta, bins=40, range=(0, 4), histtype="step", label=f"{name} ({len(momenta)})")
        axes.set_xlabel("transverse momentum [GeV/c]")
        axes.set_ylabel("particles")
        axes.legend()
        figure.savefig(self.filename)
        basf2.B2INFO("The plot is saved", file=self.filename)


def main():
    """Build the path and process it."""
    path = basf2.create_path()
    path.add_module("RootInput", inputFileName="events.root")
    path.add_module("PrintCollections", printForEvent=1)
    path.add_module(MomentumPlot(sys.argv[1] if len(sys.argv) > 1 else "momenta.png"))
    basf2.process(path)


main()
