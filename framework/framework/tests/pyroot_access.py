# SPDX-License-Identifier: LGPL-3.0-or-later
"""What steering files reach through ROOT: files of the release, and the metadata of what was written."""

import os
import unittest

import basf2
from b2test_utils import clean_working_directory
from ROOT import Belle2


class PyRootAccess(unittest.TestCase):
    """Each in an empty folder."""

    def test_files_are_found(self):
        """As with basf2.find_file(), but '' for what is missing."""
        find = Belle2.FileSystem.findFile
        name = "framework/tests/pyroot_access.py"
        self.assertEqual(find(name), basf2.find_file(name))
        self.assertEqual(find("/" + name), basf2.find_file(name))
        errors = basf2.logging.log_stats[basf2.LogLevel.ERROR]
        self.assertEqual(find("framework/nothing", True), "")
        self.assertEqual(basf2.logging.log_stats[basf2.LogLevel.ERROR], errors)
        self.assertTrue(Belle2.FileSystem.isDir(os.path.dirname(str(find(name)))))

    def test_metadata_of_the_output_stay(self):
        """Without an input they are in the data store after process()."""
        path = basf2.Path()
        path.add_module("EventInfoSetter", evtNumList=[9, 1], runList=[1, 15], expList=[7, 7])
        path.add_module("RootOutput", outputFileName="events.root")
        basf2.process(path)
        data = Belle2.PyStoreObj("FileMetaData", Belle2.DataStore.c_Persistent)
        self.assertEqual((data.getNEvents(), data.getMcEvents(), data.getNParents()), (10, 10, 0))
        self.assertTrue(data.containsEvent(7, 3, 6))
        self.assertFalse(data.containsEvent(7, 16, 1))
        self.assertEqual(data.getLfn(), basf2.get_file_metadata("events.root").get_lfn())


if __name__ == "__main__":
    with clean_working_directory():
        unittest.main()
