# SPDX-License-Identifier: LGPL-3.0-or-later
"""Metadata of files from Python, without ROOT."""

import os
import pathlib
import unittest

import basf2
from b2test_utils import clean_working_directory


class FileMetaDataTest(unittest.TestCase):
    """With one file of three events in two runs."""

    @classmethod
    def setUpClass(cls):
        """Write it."""
        path = basf2.Path()
        path.add_module("EventInfoSetter", expList=[3, 3], runList=[4, 5], evtNumList=[2, 1])
        path.add_module("RootOutput", outputFileName="events.root", additionalDataDescription={"level": "raw"})
        basf2.set_random_seed("metadata")
        basf2.process(path)

    def test_what_was_written_is_told(self):
        """Numbers and origin."""
        data = basf2.get_file_metadata("events.root")
        self.assertEqual((data.get_nevents(), data.get_mc_events(), data.is_mc()), (3, 3, True))
        self.assertEqual((data.get_experiment_low(), data.get_run_low(), data.get_event_low()), (3, 4, 1))
        self.assertEqual((data.get_experiment_high(), data.get_run_high(), data.get_event_high()), (3, 5, 1))
        self.assertEqual((data.get_random_seed(), data.get_data_description()), ("metadata", {"level": "raw"}))
        self.assertEqual((data.get_n_parents(), data.get_lfn()), (0, os.path.abspath("events.root")))
        with self.assertRaises(IndexError):
            data.get_parent(0)

    def test_the_logical_name_can_be_changed(self):
        """All else stays, also the events."""
        before = basf2.get_file_metadata("events.root")
        self.assertEqual(basf2.update_file_metadata("events.root", "/grid/events").get_lfn(), "/grid/events")
        after = basf2.get_file_metadata("events.root")
        self.assertEqual((after.get_lfn(), after.get_date(), after.get_steering()), ("/grid/events", before.get_date(),
                                                                                     before.get_steering()))
        path = basf2.Path()
        path.add_module("RootInput", inputFileName="events.root")
        counter = path.add_module("EventInfoPrinter")
        basf2.process(path)
        self.assertEqual(basf2.statistics.get(counter).calls(basf2.statistics.EVENT), 3)
        self.assertEqual([file.name for file in pathlib.Path().iterdir()], ["events.root"])
        basf2.update_file_metadata("events.root", before.get_lfn())

    def test_what_is_no_file_of_events_is_refused(self):
        """And left as it was."""
        with clean_working_directory():
            pathlib.Path("text.root").write_text("no ROOT file")
            for name, reason in (("missing.root", "No such file"), ("text.root", "not a ROOT file")):
                for function in (basf2.get_file_metadata, lambda file: basf2.update_file_metadata(file, "lfn")):
                    with self.assertRaisesRegex(RuntimeError, reason):
                        function(name)
            self.assertEqual(pathlib.Path("text.root").read_text(), "no ROOT file")


if __name__ == "__main__":
    with clean_working_directory():
        unittest.main()
