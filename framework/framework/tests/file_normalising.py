# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tool b2file-normalize makes files with equal content equal."""

import os
import pathlib
import shutil
import struct
import subprocess
import time
import unittest

import basf2
import uproot
from b2test_utils import clean_working_directory, run_in_subprocess


def run(*command):
    """Run a tool; returns exit code, standard output and standard error."""
    done = subprocess.run(command, text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr


def generate():
    """Write events."""
    basf2.set_random_seed("normalize")
    path = basf2.Path()
    path.add_module("EventInfoSetter", evtNumList=[50])
    path.add_module("ParticleGun", nTracks=3)
    path.add_module("RootOutput", outputFileName="events.root")
    basf2.process(path)


def copy(output):
    """Copy the events."""
    basf2.set_random_seed("copy")
    path = basf2.Path()
    path.add_module("RootInput", inputFileName="events.root")
    path.add_module("RootOutput", outputFileName=output)
    basf2.process(path)


def write_histogram(name):
    """Write a ROOT file with folders and no events, in which something was removed."""
    import ROOT
    with ROOT.TFile.Open(name, "RECREATE") as file:
        histogram = ROOT.TH1D("histogram", "title", 3, 0, 1)
        histogram.Fill(0.5)
        file.WriteObject(ROOT.TNamed("removed", f"{time.time():.3f}"), "removed")
        folder = file.mkdir("outer").mkdir("inner")
        folder.WriteObject(histogram, "histogram")
        file.WriteObject(histogram, "histogram")
        file.Delete("removed;*")


def content(name):
    """Return all bytes of a file."""
    return pathlib.Path(name).read_bytes()


class FileNormalisingTest(unittest.TestCase):
    """Each test in a folder with two files of the same job, made at different times."""

    @classmethod
    def setUpClass(cls):
        """Write them."""
        cls.folder = cls.enterClassContext(clean_working_directory())
        assert run_in_subprocess(target=generate) == 0
        for name in ("first.root", "second.root"):
            assert run_in_subprocess("copy.root", target=copy) == 0
            assert run_in_subprocess("histogram.root", target=write_histogram) == 0
            os.rename("copy.root", name)
            os.rename("histogram.root", "plot_" + name)
            # dates of ROOT have steps of a second
            time.sleep(1.1)

    def setUp(self):
        """Copy them."""
        self.enterContext(clean_working_directory())
        for name in ("first.root", "second.root"):
            shutil.copy(f"{self.folder}/{name}", name)
            shutil.copy(f"{self.folder}/plot_{name}", "plot_" + name)

    def test_files_of_the_same_job_become_equal(self):
        """Byte by byte, under all ways to give the output."""
        self.assertNotEqual(content("first.root"), content("second.root"))
        before = content("second.root")
        self.assertEqual(run("b2file-normalize", "first.root"), (0, "", ""))
        self.assertEqual(run("b2file-normalize", "-o", "new/folder", "second.root"), (0, "", ""))
        self.assertEqual(content("first_normalized.root"), content("new/folder/second.root"))
        self.assertEqual(content("second.root"), before)
        self.assertEqual(run("b2file-normalize", "-i", "first.root", "second.root"), (0, "", ""))
        self.assertEqual(content("first.root"), content("second.root"))
        self.assertEqual(content("first.root"), content("first_normalized.root"))
        self.assertEqual(sorted(os.listdir()), ["first.root", "first_normalized.root", "new", "plot_first.root", "plot_second.root",
                                                "second.root"])

    def test_events_and_metadata_stay(self):
        """But for the date."""
        before = basf2.get_file_metadata("first.root")
        run("b2file-normalize", "-i", "first.root")
        after = basf2.get_file_metadata("first.root")
        self.assertEqual(run("b2file-check", "-n", "50", "first.root", "MCParticles"), (0, "", ""))
        self.assertEqual(after.get_date(), "2000-01-01 00:00:00")
        for name in ("get_lfn", "get_random_seed", "get_site", "get_user", "get_release", "get_steering", "get_nevents"):
            self.assertEqual(getattr(after, name)(), getattr(before, name)())
        with uproot.open("first.root") as file, uproot.open("second.root") as other:
            for branch in ("EventMetaData/m_time", "MCParticles/MCParticles.m_energy"):
                self.assertEqual(file["tree"][branch].array().tolist(), other["tree"][branch].array().tolist())

    def test_other_files_of_root_become_equal(self):
        """With folders in folders, and what is left of removed objects."""
        self.assertNotEqual(content("plot_first.root"), content("plot_second.root"))
        self.assertEqual(run("b2file-normalize", "-i", "plot_first.root", "plot_second.root"), (0, "", ""))
        self.assertEqual(content("plot_first.root"), content("plot_second.root"))
        with uproot.open("plot_first.root") as file:
            self.assertEqual(file["outer/inner/histogram"].values().tolist(), [0, 1, 0])
            self.assertEqual(sorted(file.keys()), ["histogram;1", "outer/inner/histogram;1", "outer/inner;1", "outer;1"])

    def test_name_and_version_are_stored(self):
        """A name of any length in files of events, else one of the same length."""
        for name in ("a", "/a/b.root", "long" * 50):
            self.assertEqual(run("b2file-normalize", "-n", name, "-r", "63001", "first.root"), (0, "", ""))
            data = content("first_normalized.root")
            self.assertIn(bytes([len(name)]) + name.encode() + b"\x10basf2 Event File", data)
            self.assertNotIn(b"copy.root.part", data)
            self.assertEqual(struct.unpack_from(">i", data, 4)[0], 63001)
            self.assertEqual(run("b2file-check", "-n", "50", "first_normalized.root"), (0, "", ""))
        self.assertEqual(run("b2file-normalize", "-i", "-n", "X" * len("histogram.root"), "plot_first.root"), (0, "", ""))
        self.assertEqual(content("plot_first.root").count(b"histogram.root"), 0)
        code, _, error = run("b2file-normalize", "-i", "-n", "short", "plot_first.root")
        self.assertEqual((code, 'The name in "' in error, "takes 14 bytes" in error), (1, True, True), error)

    def test_help_has_an_example(self):
        """And ends with 0."""
        code, text, _ = run("b2file-normalize", "--help")
        self.assertEqual((code, "Example: b2file-normalize " in text), (0, True))

    def test_wrong_files_and_usage_are_refused(self):
        """The files stay, and nothing is left over."""
        pathlib.Path("text.root").write_text("a letter")
        pathlib.Path("half.root").write_bytes(content("first.root")[:5000])
        before = {name: content(name) for name in os.listdir()}
        for name, reason in (("text.root", "not a ROOT file"), ("half.root", "truncated"), ("none.root", "No such file")):
            code, text, error = run("b2file-normalize", "-i", name)
            self.assertEqual((code, text, reason in error and name in error), (1, "", True), error)
        for wrong in ([], ["-i", "-o", "x", "first.root"], ["-n", "", "first.root"], ["-n", "x" * 255, "first.root"],
                      ["-r", "0", "first.root"], ["-o", "x", "first.root", "./first.root"]):
            self.assertEqual(run("b2file-normalize", *wrong)[0], 2, wrong)
        self.assertEqual({name: content(name) for name in os.listdir()}, before)


if __name__ == "__main__":
    unittest.main()
