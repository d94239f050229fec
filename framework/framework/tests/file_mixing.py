# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tool b2file-mix makes a run of mixed events, which can be made once more."""

import os
import shutil
import subprocess
import unittest

import basf2
import uproot
from b2test_utils import clean_working_directory, run_in_subprocess

SIZES = {"a.root": 30, "b.root": 20, "c.root": 1}


def mix(*arguments):
    """Run the tool; returns exit code, standard output and standard error."""
    done = subprocess.run(["b2file-mix", *arguments], text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr


def write(name, events, gun):
    """Write a file, whose events have its number of particles."""
    basf2.set_random_seed(name)
    path = basf2.Path()
    path.add_module("EventInfoSetter", expList=[1], runList=[2], evtNumList=[events])
    if gun:
        path.add_module("ParticleGun", nTracks=ord(name[0]) - ord("a") + 1)
    path.add_module("RootOutput", outputFileName=name)
    basf2.process(path)


def read(name):
    """Return for each event (experiment, run, event), and (its energies) in their order in the file."""
    with uproot.open(name) as file:
        data = file["tree"].arrays(["m_experiment", "m_run", "m_event", "MCParticles.m_energy"], library="np")
    return list(zip(*(data[name].tolist() for name in ("m_experiment", "m_run", "m_event")))), [
        tuple(energies) for energies in data["MCParticles.m_energy"]]


class FileMixingTest(unittest.TestCase):
    """Each test in a folder with three files."""

    @classmethod
    def setUpClass(cls):
        """Write them."""
        cls.folder = cls.enterClassContext(clean_working_directory())
        for name, events in SIZES.items():
            assert run_in_subprocess(name, events, True, target=write) == 0
        assert run_in_subprocess("other.root", 3, False, target=write) == 0
        assert run_in_subprocess("empty.root", 0, True, target=write) == 0

    def setUp(self):
        """Copy them."""
        self.enterContext(clean_working_directory())
        for name in os.listdir(self.folder):
            shutil.copy(f"{self.folder}/{name}", name)

    def test_each_event_is_taken_once_in_the_order_of_its_file(self):
        """From which the number of its particles tells."""
        self.assertEqual(mix("-o", "m.root", *SIZES), (0, "Mixed 51 events of 3 files into m.root.\n", ""))
        numbers, energies = read("m.root")
        self.assertEqual(numbers, [(0, 0, number) for number in range(1, 52)])
        for number, name in enumerate(SIZES, start=1):
            self.assertEqual([event for event in energies if len(event) == number], read(name)[1])
        self.assertNotEqual(energies, sorted(energies, key=len))
        self.assertEqual(subprocess.run(["b2file-check", "-n", "51", "--mcevents", "51", "m.root", "MCParticles"]).returncode, 0)

    def test_seed_gives_the_same_order(self):
        """It is in the metadata if it was not given."""
        mix("-o", "m.root", *SIZES)
        seed = basf2.get_file_metadata("m.root").get_random_seed()
        mix("-o", "same.root", "--seed", seed, *SIZES)
        mix("-o", "other-order.root", *SIZES)
        self.assertEqual(read("m.root"), read("same.root"))
        self.assertNotEqual(read("m.root"), read("other-order.root"))

    def test_metadata_describe_the_output(self):
        """Numbers, global tags, and the files that were mixed."""
        mix("-o", "m.root", "--exp", "5", "--run", "6", "--start-event", "100", "--globaltags", "x", "a.root", "c.root")
        data = basf2.get_file_metadata("m.root")
        self.assertEqual((data.get_lfn(), data.get_nevents(), data.get_nfullevents()), (os.path.abspath("m.root"), 31, 31))
        self.assertEqual((data.get_experiment_low(), data.get_run_low(), data.get_event_low()), (5, 6, 100))
        self.assertEqual((data.get_experiment_high(), data.get_run_high(), data.get_event_high()), (5, 6, 130))
        self.assertEqual((data.get_global_tag(), data.get_mc_events(), data.get_n_parents()), ("x", 31, 0))
        self.assertEqual(data.get_data_description(), {"inputfile_0_lfn": f"{self.folder}/a.root", "inputfile_0_events": "30",
                                                       "inputfile_1_lfn": f"{self.folder}/c.root", "inputfile_1_events": "1"})
        self.assertEqual(data.get_steering(), "b2file-mix -o m.root --exp 5 --run 6 --start-event 100 --globaltags x a.root c.root")

    def test_numbers_may_stay(self):
        """And are in the range of the metadata."""
        mix("-o", "m.root", "--keep-eventinfo", *SIZES)
        wanted = [(1, 2, event) for size in SIZES.values() for event in range(1, size + 1)]
        self.assertEqual(sorted(read("m.root")[0]), sorted(wanted))
        data = basf2.get_file_metadata("m.root")
        self.assertEqual((data.get_event_low(), data.get_event_high()), (1, 30))

    def test_part_of_the_events_is_drawn_from_all_of_each_file(self):
        """In their order."""
        mix("-o", "m.root", "-n", "25", "--seed", "1", *SIZES)
        energies = read("m.root")[1]
        self.assertEqual(len(energies), 25)
        for number, name in enumerate(SIZES, start=1):
            places = [read(name)[1].index(event) for event in energies if len(event) == number]
            self.assertEqual(places, sorted(places))
            self.assertTrue(not places or name != "a.root" or places[-1] > 15)

    def test_branches_are_left_out(self):
        """With EventMetaData always there."""
        mix("-o", "m.root", "--exclude", "MCParticles", "--exclude", "EventMetaData", *SIZES)
        with uproot.open("m.root") as file:
            self.assertEqual(file["tree"].keys(recursive=False), ["EventMetaData"])
            self.assertEqual(file["tree/EventMetaData/m_event"].array().tolist(), list(range(1, 52)))

    def test_help_has_an_example(self):
        """And ends with 0."""
        code, text, _ = mix("--help")
        self.assertEqual((code, "Example: b2file-mix " in text), (0, True))

    def test_wrong_files_and_usage_are_refused(self):
        """And nothing is written."""
        before = sorted(os.listdir())
        for files, sentence in [(["a.root", "other.root"], "The files a.root and other.root have different event branches."),
                                (["empty.root"], "The file empty.root has no events."), (["none.root"], "No such file"),
                                (["-o", "b.root", "a.root"], "The output file b.root exists: give another name, or -f")]:
            code, text, error = mix(*files)
            self.assertEqual((code, text, sentence in error), (1, "", True), error)
        for wrong in ([], *(["a.root", *option.split()] for option in ("-n 0", "--exp 1024", "--start-event 0", "--run -1"))):
            self.assertEqual(mix(*wrong)[0], 2)
        self.assertEqual(sorted(os.listdir()), before)
        self.assertEqual(mix("-f", "-o", "b.root", "a.root")[0], 0)


if __name__ == "__main__":
    unittest.main()
