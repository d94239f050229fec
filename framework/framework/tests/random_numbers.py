# SPDX-License-Identifier: LGPL-3.0-or-later
"""Random numbers depend on seed, run and event only, as written down in the documentation."""

import hashlib
import struct
import unittest

import basf2
import numpy
import ROOT
from ROOT import Belle2

SEED = "some seed"
MASK = 2**64 - 1


def reference(message, n):
    """Return the first numbers of xorshift1024* whose state is the SHAKE256 of a message."""
    state = list(struct.unpack("<16Q", hashlib.shake_256(message).digest(128)))
    index, numbers = 0, []
    for _ in range(n):
        s0, index = state[index], (index + 1) & 15
        s1 = state[index]
        s1 ^= (s1 << 31) & MASK
        s1 ^= s1 >> 11
        s0 ^= s0 >> 30
        state[index] = s0 ^ s1
        numbers.append(((state[index] * 1181783497276652981 & MASK) >> 12) * 2.0**-52)
    return numbers


class Drawer(basf2.Module):
    """Draws some numbers in each event, and in the hooks of a run."""

    def __init__(self, drawn, n=3):
        """Keep where to write."""
        super().__init__()
        self.drawn, self.n = drawn, n

    def note(self, hook):
        """Draw."""
        event = Belle2.PyStoreObj("EventMetaData")
        key = (hook, event.getExperiment(), event.getRun(), event.getEvent())
        self.drawn[key] = [ROOT.gRandom.Rndm() for _ in range(self.n)]

    def beginRun(self):
        """Draw."""
        self.note("begin")

    def event(self):
        """Draw."""
        self.note("event")

    def endRun(self):
        """Draw."""
        self.note("end")


def draw(*modules, events=(2, 1), skip=0):
    """Process modules in a job with two runs."""
    basf2.set_random_seed(SEED)
    path = basf2.create_path()
    path.add_module("EventInfoSetter", expList=[7, 7], runList=[3, 4], evtNumList=list(events), skipNEvents=skip)
    for module in modules:
        path.add_module(module)
    basf2.process(path)


class RandomNumbersTest(unittest.TestCase):
    """Jobs in this process."""

    def test_numbers_are_those_of_the_reference(self):
        """In events and in the hooks of a run."""
        drawn = {}
        draw(Drawer(drawn))
        for run, event in ((3, 1), (3, 2), (4, 1)):
            self.assertEqual(drawn["event", 7, run, event], reference(SEED.encode() + struct.pack(">iiiI", 0, 7, run, event), 3))
        self.assertEqual(drawn["begin", 7, 3, 1], reference(SEED.encode() + struct.pack(">iii", 0, 7, 3), 3))
        self.assertEqual(drawn["end", 7, 3, 2], reference(SEED.encode() + struct.pack(">iii", -2**31, 7, 3), 3))

    def test_events_do_not_depend_on_those_before(self):
        """Skipped or not."""
        all_events, last = {}, {}
        draw(Drawer(all_events))
        draw(Drawer(last), skip=2)
        self.assertEqual(last["event", 7, 4, 1], all_events["event", 7, 4, 1])

    def test_barrier_decouples_modules(self):
        """From how much was drawn before."""
        results = []
        for before in (1, 5):
            drawn = {}
            draw(Drawer({}, before), basf2.register_module("RandomBarrier"), Drawer(drawn))
            results.append(drawn)
        self.assertEqual(*results)
        self.assertEqual(results[0]["event", 7, 3, 1], reference(SEED.encode() + struct.pack(">iiiI", 1, 7, 3, 1), 3))

    def test_seeds_of_any_length_give_the_numbers_of_the_reference(self):
        """Also where the message fills a block of SHAKE256, of 136 bytes, or more."""
        generator = Belle2.RandomGenerator()
        generator.setMode(Belle2.RandomGenerator.c_eventDependent)
        for length in (0, 1, 7, *range(118, 124), 136, 137, 272, 5000):
            generator.setSeed("x" * length)
            generator.setBarrier(-length)
            generator.initialize(length, -1, 2**32 - 1)
            self.assertEqual([generator.Rndm() for _ in range(40)],
                             reference(b"x" * length + struct.pack(">iiiI", -length, length, -1, 2**32 - 1), 40), length)

    def test_vectors_come_in_one_call(self):
        """As arrays of numpy, with the numbers of single calls."""
        generator = Belle2.RandomGenerator()
        generator.setSeed(SEED)
        for kind in ("f8", "f4"):
            numbers = numpy.zeros(1000, kind)
            generator.initialize()
            generator.RndmArray(len(numbers), numbers)
            generator.initialize()
            numpy.testing.assert_array_equal(numbers, numpy.array([generator.Rndm() for _ in range(1000)], kind))

    def test_other_distributions_use_these_numbers(self):
        """Also those of histograms and functions of ROOT."""
        values = []
        ROOT.gRandom.setMode(Belle2.RandomGenerator.c_independent)
        for _ in range(2):
            ROOT.gRandom.initialize()
            histogram = ROOT.TH1D("h", "", 10, -3, 3)
            histogram.SetDirectory(ROOT.nullptr)
            histogram.FillRandom("gaus", 100)
            values.append([ROOT.gRandom.Gaus(), ROOT.gRandom.Poisson(3.5), *histogram])
        self.assertEqual(*values)
        ROOT.gRandom.SetSeed(17)
        self.assertIsInstance(ROOT.gRandom, Belle2.RandomGenerator)

    def test_seed_is_the_text_of_any_object(self):
        """And can be asked for."""
        basf2.set_random_seed(42)
        self.assertEqual(basf2.get_random_seed(), "42")
        for seed, text in ((None, "None"), (b"\xff", "b'\\xff'"), ("\ud800", "\\ud800")):
            basf2.set_random_seed(seed)
            self.assertEqual(basf2.get_random_seed(), text)


if __name__ == "__main__":
    basf2.logging.log_level = basf2.LogLevel.ERROR
    unittest.main()
