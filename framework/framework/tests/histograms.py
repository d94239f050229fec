# SPDX-License-Identifier: LGPL-3.0-or-later
"""HistoManager in a job: its file and its folder. What modules put into the file is tested in C++, like the modules."""

import os
import unittest

from b2test_utils import clean_working_directory, run_steering

JOB = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", expList=[0, 0], runList=[1, 2], evtNumList=[3, 4])
path.add_module("HistoManager"{})
basf2.process(path)
"""


class HistoManagerTest(unittest.TestCase):
    """Each test runs jobs in an empty folder."""

    def test_file_is_where_the_parameters_say(self):
        """In the working directory by default."""
        with clean_working_directory():
            os.mkdir("work")
            self.assertEqual(run_steering(JOB.format("")).returncode, 0)
            self.assertEqual(run_steering(JOB.format(", histoFileName='mine.root', workDirName='work'")).returncode, 0)
            self.assertEqual((os.path.getsize("histofile.root") > 0, os.listdir("work")), (True, ["mine.root"]))

    def test_missing_folder_is_an_error(self):
        """Before the first event."""
        done = run_steering(JOB.format(", workDirName='nowhere'"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("[ERROR] The folder 'nowhere' for the file of histograms does not exist", done.stdout)

    def test_what_is_no_file_is_left_alone(self):
        """ROOT would delete it."""
        with clean_working_directory():
            os.mkfifo("pipe")
            done = run_steering(JOB.format(", histoFileName='pipe'"))
            self.assertEqual((done.returncode, os.listdir()), (1, ["pipe"]))
            self.assertIn("it is a folder, device or pipe", done.stdout)


if __name__ == "__main__":
    unittest.main()
