# SPDX-License-Identifier: LGPL-3.0-or-later
"""The module Profile: memory and time over the events, in numbers and drawings."""

import os
import unittest

import basf2
from b2test_utils import clean_working_directory, run_steering

JOB = """
import time
import basf2

class Sleeper(basf2.Module):
    def event(self):
        time.sleep(0.001)

path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=[{events}])
path.add_module(Sleeper())
path.add_module("Profile", {parameters})
basf2.process(path)
"""

LOOK = """
from ROOT import Belle2
for name in ("VirtualMemoryProfile", "RssMemoryProfile"):
    histogram = Belle2.PyStoreObj(name, Belle2.DataStore.c_Persistent).obj()
    contents = [histogram.GetBinContent(i + 1) for i in range(histogram.GetNbinsX())]
    print(name, len(contents), histogram.GetXaxis().GetXmin(), histogram.GetXaxis().GetXmax(), min(contents) > 1)
start, end = (Belle2.PyStoreObj("ProfileInfo_" + name, Belle2.DataStore.c_Persistent).obj() for name in ("Start", "End"))
print("TIME", end.getTimeInSec() - start.getTimeInSec())
print("MEMORY", end.getVirtualMemory() > end.getRssMemory() > 1024)
"""


def profile(events, parameters="", more=""):
    """Return the output of a job, which must not fail."""
    done = run_steering(JOB.format(events=events, parameters=parameters) + more, DISPLAY="")
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout


class ProfileTest(unittest.TestCase):
    """Each a job of its own."""

    def test_numbers_are_kept_in_the_data_store(self):
        """At most 100 points; the first is that of initialize()."""
        text = profile(150, more=LOOK)
        self.assertIn("VirtualMemoryProfile 76 -1.0 151.0 True\nRssMemoryProfile 76 -1.0 151.0 True\n", text)
        self.assertIn("MEMORY True", text)
        self.assertGreater(float(text.split("TIME ")[1].split()[0]), 0.15)
        self.assertRegex(text, r"Per event after the first: .* kB virtual and .* kB resident memory more, \d+\.?\d* ms")

    def test_step_can_be_given(self):
        """It decides then how many points there are."""
        self.assertIn("VirtualMemoryProfile 6 -15.0 165.0 True", profile(150, "step=30", LOOK))

    def test_drawings_are_made_without_a_screen(self):
        """In the format of the name, or in one that is given."""
        with clean_working_directory():
            profile(5, 'outputFileName="memory.pdf", rssOutputFileName="resident.png"')
            profile(1, 'outputFileName="memory", outputFormat="svg"')
            for name, start in (("memory.pdf", b"%PDF"), ("resident.png", b"\x89PNG"), ("memory.svg", b"<?xml")):
                with open(name, "rb") as file:
                    self.assertEqual(file.read(len(start)), start)
            text = profile(2, 'outputFileName="missing/memory.pdf"')
            self.assertIn("[ERROR] The module Profile cannot write its drawing\n\tfile = missing/memory.pdf", text)
            self.assertFalse(os.path.exists("missing"))

    def test_slow_events_are_reported_once(self):
        """If a threshold is given."""
        self.assertEqual(profile(5, "rateThreshold=2000.").count("[WARNING] The events are processed more slowly"), 2)
        self.assertNotIn("WARNING", profile(5, "rateThreshold=0.01"))

    def test_wrong_step_is_refused(self):
        """Before the first event."""
        done = run_steering(JOB.format(events=1, parameters="step=-1"))
        self.assertIn("The parameter step of the module Profile is -1: it must not be negative.", done.stdout)
        self.assertEqual(done.returncode, 1)

    def test_parameters_are_described(self):
        """With their defaults."""
        module = basf2.register_module("Profile")
        self.assertEqual({parameter.name: parameter.default for parameter in module.available_params()},
                         {"outputFileName": "", "rssOutputFileName": "", "outputFormat": "", "step": 0, "rateThreshold": 0.0})


if __name__ == "__main__":
    unittest.main()
