# SPDX-License-Identifier: LGPL-3.0-or-later
"""Loops over the elements of an array: what the inner modules see, change and leave behind."""

import unittest

import basf2
from ROOT import Belle2

EVENTS, PARTICLES = 2, 4


class Doubler(basf2.Module):
    """Doubles the energy of the loop object and makes an object that lives for one iteration; counts its hooks."""

    def __init__(self, calls):
        """Keep where to write."""
        super().__init__()
        self.calls = calls

    def initialize(self):
        """Register the short-lived object."""
        self.calls.append("initialize")
        self.particle = Belle2.PyStoreObj("MCParticle")
        self.short = Belle2.PyStoreObj(Belle2.ProfileInfo.Class(), "Short")
        self.short.registerInDataStore()

    def beginRun(self):
        """Note."""
        self.calls.append("beginRun")

    def event(self):
        """Double; the object of the iteration before must be gone."""
        self.calls.append("event")
        assert not self.short.isValid()
        self.short.create()
        self.particle.setEnergy(2 * self.particle.getEnergy())
        self.return_value(self.particle.getArrayIndex())

    def terminate(self):
        """Note."""
        self.calls.append("terminate")


class Check(basf2.Module):
    """Collects energies, and whether the objects of the loop exist."""

    def __init__(self, energies):
        """Keep where to write."""
        super().__init__()
        self.energies, self.left = energies, []

    def event(self):
        """Collect."""
        self.energies.append([particle.getEnergy() for particle in Belle2.PyStoreArray("MCParticles")])
        self.left += [Belle2.PyStoreObj(name).isValid() for name in ("MCParticle", "Short") if name in Belle2.PyStoreObj.list()]


class LoopTest(unittest.TestCase):
    """A loop over generated particles."""

    def run_loop(self, inner):
        """Return the energies before and after the loop, and the module that looked after it."""
        before, after = [], []
        last = Check(after)
        path = basf2.create_path()
        path.add_module("EventInfoSetter", evtNumList=EVENTS)
        path.add_module("ParticleGun", nTracks=PARTICLES, pdgCodes=[13])
        path.add_module(Check(before))
        path.for_each("MCParticle", "MCParticles", inner)
        path.add_module(last)
        basf2.process(path)
        return before, after, last

    def test_each_element_is_visited_and_changes_stay(self):
        """Once per event."""
        calls, inner = [], basf2.create_path()
        inner.add_module(Doubler(calls))
        before, after, last = self.run_loop(inner)
        self.assertEqual(len(before[0]), PARTICLES)
        self.assertEqual(after, [[2 * energy for energy in energies] for energies in before])
        self.assertEqual(calls, ["initialize", "beginRun"] + ["event"] * EVENTS * PARTICLES + ["terminate"])
        self.assertFalse(any(last.left))

    def test_condition_inside_ends_the_iteration_only(self):
        """Here for all elements but the first two."""
        calls, behind, inner = [], [], basf2.create_path()
        inner.add_module(Doubler(calls)).if_value(">1", basf2.create_path())
        inner.add_module(Counter(behind))
        self.run_loop(inner)
        self.assertEqual((calls.count("event"), len(behind)), (EVENTS * PARTICLES, EVENTS * 2))

    def test_calls_are_counted_in_the_statistics(self):
        """By iterations."""
        inner = basf2.create_path()
        counter = inner.add_module(Counter([]))
        self.run_loop(inner)
        self.assertEqual(basf2.statistics.get(counter).calls(basf2.statistics.EVENT), EVENTS * PARTICLES)


class Counter(basf2.Module):
    """Counts its events."""

    def __init__(self, calls):
        """Keep where to write."""
        super().__init__()
        self.calls = calls

    def event(self):
        """Count."""
        self.calls.append(1)


if __name__ == "__main__":
    basf2.logging.log_level = basf2.LogLevel.ERROR
    unittest.main()
