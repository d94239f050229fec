# SPDX-License-Identifier: LGPL-3.0-or-later
"""RandomSeedRestore: the random numbers of the job that made a file are drawn again."""

import unittest

import basf2
from b2test_utils import clean_working_directory, run_steering
from ROOT import gRandom


class Draw(basf2.Module):
    """Notes a random number per event."""

    def __init__(self):
        """No numbers yet."""
        super().__init__()
        self.numbers = []

    def event(self):
        """Note."""
        self.numbers.append(gRandom.Uniform())


def draw(*modules):
    """Return the numbers of a job of three events with these modules."""
    path, module = basf2.create_path(), Draw()
    path.add_module("EventInfoSetter", evtNumList=3)
    for name, parameters in modules:
        path.add_module(name, **parameters)
    path.add_module(module)
    basf2.process(path)
    return module.numbers


class RandomSeedRestoreTest(unittest.TestCase):
    """Each test runs jobs in an empty folder."""

    def test_numbers_come_again(self):
        """Whatever seed the job has."""
        for output, name in (("RootOutput", "out.root"), ("SeqRootOutput", "out.sroot")):
            with clean_working_directory():
                basf2.set_random_seed("of the file")
                first = draw((output, {"outputFileName": name}))
                basf2.set_random_seed("another one")
                self.assertNotEqual(draw(), first)
                self.assertEqual(draw(("RandomSeedRestore", {"FileName": name})), first)
                self.assertEqual(basf2.get_random_seed(), "of the file")

    def test_file_that_is_none_is_an_error(self):
        """With its name."""
        done = run_steering("""
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter")
path.add_module("RandomSeedRestore", FileName="nothing.root")
basf2.process(path)""")
        self.assertEqual(done.returncode, 1)
        self.assertIn('[ERROR] Could not open input file "nothing.root"', done.stdout)


if __name__ == "__main__":
    basf2.logging.log_level = basf2.LogLevel.ERROR
    unittest.main()
