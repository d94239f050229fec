# SPDX-License-Identifier: LGPL-3.0-or-later
"""Statistics are saved in output files, and absent where none are collected."""

import unittest

from b2test_utils import clean_working_directory, run_steering

WRITE = """
import basf2
path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=[7])
path.add_module("Progress").set_name("first job")
path.add_module("RootOutput", outputFileName="file.root")
basf2.process(path)
"""

READ = """
import basf2
path = basf2.Path()
path.add_module("RootInput", inputFileName="file.root", {options})
path.add_module("Progress").set_name("second job")
path.add_module("StatisticsSummary").set_name("sum")
basf2.process(path)
for row in basf2.statistics.modules:
    print("ROW", row.name, int(row.calls(basf2.statistics.EVENT)))
rows = {{row.name: row.time_sum(basf2.statistics.INIT) for row in basf2.statistics.modules}}
print("SUM OF THIS JOB", rows["sum"] <= rows["RootInput"] + rows["second job"])
"""

WITHOUT = """
import basf2
path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=[2])
module = path.add_module("Progress")
{start}
print("TEXT", repr(str(basf2.statistics)), repr(str(basf2.statistics(basf2.statistics.INIT))), repr(basf2.statistics.json()))
print("OTHERS", basf2.statistics.data(), basf2.statistics.modules, basf2.statistics.get(module).calls(),
      basf2.statistics.get_global().calls(), repr(basf2.statistics._repr_html_()))
basf2.statistics.clear()
"""


def run(text, *options):
    """Return the output of a job that must not fail."""
    done = run_steering(text, *options)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout


class FileTest(unittest.TestCase):
    """Write with one job, read with others."""

    def test_statistics_come_back_from_the_file(self):
        """With the calls until the output module ended; usually they are not read."""
        with clean_working_directory():
            run(WRITE)
            saved = run("""
from ROOT import TFile, Belle2
file = TFile("file.root")
file["persistent"].GetEntry(0)
statistics = file["persistent"].ProcessStatistics
for row in statistics.getAll():
    print("ROW", row.getName(), int(row.getCalls(row.c_Event)), row.getTimeSum(row.c_Event) > 0)
print("GLOBAL", int(statistics.getGlobal().getCalls(Belle2.ModuleStatistics.c_Event)))
print(statistics.getStatisticsString())
""")
            self.assertIn("ROW EventInfoSetter 8 True\nROW first job 7 True\nROW RootOutput 7 True\nGLOBAL 8\n", saved)
            self.assertIn("first job             |          7 |", saved)
            second = run(READ.format(options=""))
            self.assertIn("ROW RootInput 8\nROW second job 7\nROW sum 7\nSUM OF THIS JOB True\n", second)
            self.assertNotIn("first job", second)
            both = run(READ.format(options="excludeBranchNamesPersistent=[]"))
            self.assertIn("ROW first job 7\nROW RootOutput 7\nROW RootInput 8\nROW second job 7\nROW sum 7\nSUM OF THIS JOB True",
                          both)

    def test_without_statistics_there_is_an_error_and_no_text(self):
        """Before process(), and with --no-stats; no error if nothing was to be processed."""
        everything = "basf2.process(path)"
        for start, options, errors in (("", (), 9), (everything, ("--no-stats",), 9), (everything, ("--dry-run",), 0)):
            text = run(WITHOUT.format(start=start), *options)
            self.assertIn("TEXT '' '' ''", text)
            self.assertIn("OTHERS None [] 0.0 0.0 ''", text)
            self.assertEqual(text.count("[ERROR]"), errors, text)


if __name__ == "__main__":
    unittest.main()
