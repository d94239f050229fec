# SPDX-License-Identifier: LGPL-3.0-or-later
"""The file catalog is written by jobs and follows changes of files."""

import os
import pathlib
import unittest

import basf2
from b2test_utils import clean_working_directory, run_steering, temporary_set_environment
from ROOT import Belle2, std

WRITE = """
import basf2
path = basf2.Path()
path.add_module("EventInfoSetter", expList=[3], runList=[4], evtNumList=[2])
path.add_module("RootOutput", outputFileName="{}", updateFileCatalog=True)
basf2.process(path)
"""
MOVED = 'import os, basf2\nos.mkdir("below")\nos.chdir("below")\n'


class FileCatalogTest(unittest.TestCase):
    """Each test in a folder of its own."""

    def setUp(self):
        """With a catalog there."""
        folder = self.enterContext(clean_working_directory())
        self.enterContext(temporary_set_environment(BELLE2_FILECATALOG=f"{folder}/c.xml"))

    def find(self, name):
        """Return physical and logical name of what the catalog has."""
        metadata, text = Belle2.FileMetaData(), std.string(name)
        found = Belle2.FileCatalog.Instance().getMetaData(text, metadata)
        return (str(text), str(metadata.getLfn()), metadata.getRunHigh()) if found else None

    def test_output_is_entered(self):
        """Under its full name, once."""
        for _ in range(2):
            done = run_steering(WRITE.format("a.root"))
            self.assertEqual((done.returncode, "WARNING" in done.stdout), (0, False), done.stdout)
        name = os.path.abspath("a.root")
        self.assertEqual(self.find(name), (name, name, 4))
        self.assertEqual(pathlib.Path("c.xml").read_text().count("<File>"), 1)

    def test_new_logical_name_is_entered(self):
        """If the file was known."""
        run_steering(WRITE.format("a.root"))
        name = os.path.abspath("a.root")
        basf2.update_file_metadata("a.root", "/grid/a")
        self.assertEqual(self.find("/grid/a"), (name, "/grid/a", 4))
        self.assertNotIn(f"<LFN>{name}", pathlib.Path("c.xml").read_text())
        os.remove("c.xml")
        basf2.update_file_metadata("a.root", "/grid/b")
        self.assertFalse(os.path.exists("c.xml"))

    def test_default_is_where_the_job_started(self):
        """Also if it went elsewhere; a home folder without a catalog does not count."""
        done = run_steering(MOVED + WRITE.format("a.root"), BELLE2_FILECATALOG="", HOME=os.getcwd() + "/below")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("below/a.root</PFN>", pathlib.Path("Belle2FileCatalog.xml").read_text())

    def test_none_is_no_catalog(self):
        """And no error."""
        done = run_steering(WRITE.format("a.root"), BELLE2_FILECATALOG="NONE")
        self.assertEqual((done.returncode, "ERROR" in done.stdout, os.listdir()), (0, False, ["a.root"]))

    def test_catalog_that_cannot_be_written_is_an_error_of_its_own(self):
        """The output is there all the same."""
        pathlib.Path("c.xml").write_text("a letter")
        done = run_steering(WRITE.format("a.root"))
        self.assertIn("c.xml: it is no file catalog.", done.stdout)
        self.assertEqual(pathlib.Path("c.xml").read_text(), "a letter")
        self.assertEqual(basf2.get_file_metadata("a.root").get_nevents(), 2)


if __name__ == "__main__":
    unittest.main()
