# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tool b2file-merge joins files that belong together, and says why it does not."""

import json
import os
import pathlib
import subprocess
import unittest

import basf2
import pybasf2
import uproot
from b2test_utils import clean_working_directory, temporary_set_environment


def merge(*arguments):
    """Run the tool; returns exit code, standard output and standard error."""
    done = subprocess.run(["b2file-merge", *arguments], text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr


def write(name, *, run=1, events=10, release="release-1", user="me", steering="text", **parameters):
    """Write a file of events."""
    path = basf2.Path()
    path.add_module("EventInfoSetter", expList=[0], runList=[run], evtNumList=[events])
    path.add_module("ParticleGun", nTracks=1)
    path.add_module("RootOutput", outputFileName=name, **parameters)
    basf2.set_log_level(basf2.LogLevel.ERROR)
    basf2.set_random_seed(name)
    pybasf2._set_steering(steering)
    with temporary_set_environment(BELLE2_RELEASE=release, BELLE2_USER=user):
        basf2.process(path)


def events(name):
    """Run and event numbers in a file."""
    with uproot.open(name) as file:
        tree = file["tree"]
        return list(zip(tree["EventMetaData/m_run"].array().tolist(), tree["EventMetaData/m_event"].array().tolist()))


class FileMergingTest(unittest.TestCase):
    """Each test in a folder of its own with one file."""

    def setUp(self):
        """Write it."""
        self.enterContext(clean_working_directory())
        os.environ["BELLE2_FILECATALOG"] = os.path.abspath("c.xml")
        write("a.root", run=2, events=10, additionalDataDescription={"level": "raw"})

    def refuse(self, sentence, *arguments):
        """Check that merging fails with a sentence and leaves nothing."""
        before = sorted(os.listdir())
        code, text, error = merge(*arguments)
        self.assertEqual((code, text), (1, ""), error)
        self.assertIn(sentence, error)
        self.assertEqual(sorted(os.listdir()), before)

    def test_events_and_numbers_are_added(self):
        """In the order of the files."""
        write("b.root", run=1, events=5, additionalDataDescription={"level": "raw"})
        code, text, error = merge("out.root", "a.root", "b.root", "a.root")
        self.assertEqual((code, text), (0, "Merged 3 files with 25 events into out.root.\n"))
        self.assertEqual(error, "b2file-merge: warning: The random seed 'a.root' of a.root is that of another file, too.\n")
        self.assertEqual(events("out.root"), events("a.root") + events("b.root") + events("a.root"))
        data = basf2.get_file_metadata("out.root")
        self.assertEqual((data.get_nevents(), data.get_nfullevents(), data.get_mc_events()), (25, 25, 25))
        self.assertEqual((data.get_run_low(), data.get_event_low(), data.get_run_high(), data.get_event_high()), (1, 1, 2, 10))
        self.assertEqual((data.get_random_seed(), data.get_release()), ("", "release-1"))
        self.assertEqual(data.get_lfn(), os.path.abspath("out.root"))
        self.assertEqual((data.get_steering(), data.get_data_description()), ("text", {"level": "raw"}))
        with uproot.open("out.root") as file:
            self.assertEqual(sorted(file["persistent"].keys(recursive=False)), ["FileMetaData", "ProcessStatistics"])
        check = subprocess.run(["b2file-check", "-n", "25", "--mcevents", "25", "out.root", "EventMetaData", "MCParticles"])
        self.assertEqual(check.returncode, 0)

    def test_merged_file_can_be_read(self):
        """Also from an event in the middle, which the index finds."""
        write("b.root", run=1, events=5, additionalDataDescription={"level": "raw"})
        merge("-q", "out.root", "a.root", "b.root")
        path = basf2.Path()
        path.add_module("RootInput", inputFileName="out.root", skipToEvent=[0, 1, 2])
        counter = path.add_module("EventInfoPrinter")
        basf2.process(path)
        self.assertEqual(basf2.statistics.get(counter).calls(basf2.statistics.EVENT), 4)

    def test_parents_are_joined(self):
        """Each is named once."""
        for name, inputs in (("b.root", ["a.root"]), ("c.root", ["a.root", "d.root"])):
            write("d.root", run=3, additionalDataDescription={"level": "raw"})
            path = basf2.Path()
            path.add_module("RootInput", inputFileNames=inputs, logLevel=basf2.LogLevel.ERROR)
            path.add_module("RootOutput", outputFileName=name)
            basf2.process(path)
        self.assertEqual(merge("-q", "-o", "out.root", "--file", "b.root", "--file", "c.root")[0], 0)
        data = basf2.get_file_metadata("out.root")
        self.assertEqual([data.get_parent(i) for i in range(data.get_n_parents())],
                         [os.path.abspath("a.root"), os.path.abspath("d.root")])

    def test_options_may_stand_between_the_names(self):
        """Behind the output, and behind an input."""
        write("b.root", run=3, events=10, additionalDataDescription={"level": "raw"})
        pathlib.Path("out.root").write_text("old")
        self.assertEqual(merge("-q", "out.root", "-f", "a.root", "--no-catalog", "b.root"), (0, "", ""))
        self.assertEqual(basf2.get_file_metadata("out.root").getNEvents(), 20)

    def test_empty_files_change_no_range(self):
        """With a warning."""
        write("none.root", events=0)
        code, _, error = merge("out.root", "none.root")
        self.assertEqual((code, "The file none.root is empty." in error), (0, True), error)
        self.assertEqual(basf2.get_file_metadata("out.root").get_run_high(), -1)

    def test_files_of_different_productions_are_refused(self):
        """With all reasons."""
        raw = {"additionalDataDescription": {"level": "raw"}}
        write("release.root", release="release-2", **raw)
        write("steering.root", steering="other", **raw)
        write("description.root")
        write("branches.root", branchNames=["EventMetaData"], **raw)
        write("persistent.root", excludeBranchNamesPersistent=["ProcessStatistics"], **raw)
        for name, sentence in (("release", "were made with different releases: release-1 and release-2."),
                               ("steering", "were made by different steering files."),
                               ("description", "have different data descriptions."),
                               ("branches", "do not both have the event branches MCParticles."),
                               ("persistent", "do not both have the persistent branches ProcessStatistics.")):
            self.refuse(f"The files a.root and {name}.root {sentence}\n", "out.root", "a.root", f"{name}.root")
        subprocess.run(["b2file-metadata-add", "-g", "tag", "a.root"], check=True)
        self.refuse("were made with different global tags: 'tag' and ''", "out.root", "a.root", "release.root")
        self.refuse("were made with different releases", "out.root", "a.root", "release.root")

    def test_what_is_no_file_of_events_is_refused(self):
        """All of them are named."""
        pathlib.Path("text.root").write_text("a letter")
        pathlib.Path("half.root").write_bytes(pathlib.Path("a.root").read_bytes()[:4000])
        subprocess.run(["hadd", "-v", "0", "twice.root", "a.root", "a.root"], check=True)
        with uproot.recreate("foreign.root") as file:
            file.mktree("tree", {"x": "int32"}).extend({"x": [1, 2]})
        for name, reason in (("text.root", "it is not a ROOT file"), ("half.root", "it is not a ROOT file, or it is truncated"),
                             ("twice.root", "its tree 'persistent' has 2 entries"), ("foreign.root", "it has no tree 'persistent'"),
                             ("none.root", "No such file")):
            self.refuse(f'"{name}": {reason}', "out.root", "a.root", "missing.root", name)
            self.refuse('"missing.root": No such file', "out.root", "a.root", "missing.root", name)

    def test_output_is_replaced_only_on_request(self):
        """And folders are not made."""
        pathlib.Path("out.root").write_text("mine")
        self.refuse("The output file out.root exists", "out.root", "a.root")
        self.assertEqual(merge("-f", "out.root", "a.root")[0], 0)
        self.assertEqual(events("out.root"), events("a.root"))
        self.refuse("there is no folder none", "none/out.root", "a.root")

    def test_different_users_are_told(self):
        """But merged."""
        write("b.root", user="you", additionalDataDescription={"level": "raw"})
        code, _, error = merge("out.root", "a.root", "b.root")
        self.assertEqual((code, "different users: me, you." in error), (0, True), error)

    def test_catalog_and_job_information_are_written_on_request(self):
        """The catalog not by default."""
        self.assertEqual(merge("out.root", "a.root")[0], 0)
        self.assertFalse(os.path.exists("c.xml"))
        self.assertEqual(merge("-f", "--add-to-catalog", "--job-information", "job.json", "out.root", "a.root")[0], 0)
        self.assertIn(f"<PFN>{os.path.abspath('out.root')}</PFN>", pathlib.Path("c.xml").read_text())
        [output] = json.loads(pathlib.Path("job.json").read_text())["output_files"]
        self.assertEqual((output["filename"], output["metadata"]["nEvents"]), ("out.root", 10))


if __name__ == "__main__":
    unittest.main()
