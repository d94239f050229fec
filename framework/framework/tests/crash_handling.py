# SPDX-License-Identifier: LGPL-3.0-or-later
"""TheKiller ends jobs in many ways; CrashHandler keeps such ends away from the job."""

import os
import signal
import time
import unittest

import basf2
from b2test_utils import clean_working_directory, run_steering
from ROOT import Belle2

WAYS = {"abort": -signal.SIGABRT, "terminate": -signal.SIGABRT, "quick_exit": 7, "exit": 7, "exception": 1}


class Crashy(basf2.Module):
    """Changes the event in every way, then does something bad in events with odd numbers."""

    def __init__(self, crash):
        """Keep what to do."""
        super().__init__()
        self.set_property_flags(basf2.ModulePropFlags.PARALLELPROCESSINGCERTIFIED)
        self.crash = crash

    def initialize(self):
        """Register."""
        self.event_data, self.particles = Belle2.PyStoreObj("EventMetaData"), Belle2.PyStoreArray("MCParticles")
        self.more = Belle2.PyStoreArray(Belle2.MCParticle.Class(), "More")
        self.more.registerInDataStore()
        self.particles.registerRelationTo(self.more)
        self.single = Belle2.PyStoreObj(Belle2.ProfileInfo.Class(), "Single")
        self.single.registerInDataStore()

    def event(self):
        """Change, and perhaps crash."""
        self.event_data.addErrorFlag(4)
        self.particles[1].setEnergy(77)
        self.particles[0].addRelationTo(self.more.appendNew(), 0.5)
        self.single.create()
        if self.event_data.getEvent() % 2:
            self.crash()


class Look(basf2.Module):
    """Notes the event as it is behind the handler."""

    def __init__(self):
        """No events yet."""
        super().__init__()
        self.events = []

    def event(self):
        """Note."""
        particles = Belle2.PyStoreArray("MCParticles")
        others = particles[0].getRelationsTo("More")
        self.events.append((Belle2.PyStoreObj("EventMetaData").getErrorFlag(), particles[1].getEnergy() == 77,
                            Belle2.PyStoreArray("More").getEntries(), [others.weight(i) for i in range(others.size())],
                            Belle2.PyStoreObj("Single").isValid()))


CHANGED, UNCHANGED = (4, True, 1, [0.5], True), (0, False, 0, [], False)


class CrashHandlerTest(unittest.TestCase):
    """Each test runs a job whose path may crash."""

    def handle(self, crash, output=None):
        """Run a job of four events; returns the modules."""
        path, inner, failed, look, crashy = basf2.create_path(), basf2.create_path(), basf2.create_path(), Look(), Crashy(crash)
        path.add_module("EventInfoSetter", evtNumList=4)
        path.add_module("ParticleGun", nTracks=3, pdgCodes=[13])
        if output:
            path.add_module("RootOutput", outputFileName=output)
        inner.add_module(crashy)
        handler = path.add_module("CrashHandler", path=inner)
        self.failed = failed.add_module(Look())
        handler.if_false(failed, basf2.AfterConditionPath.CONTINUE)
        path.add_module(look)
        basf2.process(path)
        return handler, crashy, look

    def test_crash_costs_only_what_the_path_did_to_the_event(self):
        """Whatever way it is; the module behind sees the event as before, and the return value tells."""
        def raise_error():
            raise ValueError("bad luck")
        for crash in (lambda: os.kill(os.getpid(), signal.SIGSEGV), os.abort, lambda: os._exit(3), lambda: basf2.B2FATAL("no way"),
                      raise_error, exit):
            _, _, look = self.handle(crash)
            self.assertEqual(look.events, [UNCHANGED, CHANGED] * 2)
            self.assertEqual(len(self.failed.events), 2)

    def test_without_a_crash_everything_arrives(self):
        """In all events."""
        _, _, look = self.handle(lambda: None)
        self.assertEqual(look.events, [CHANGED] * 4)

    def test_statistics_count_the_events_that_did_not_crash(self):
        """Those of the handler are counted all."""
        handler, crashy, look = self.handle(os.abort)
        calls = [basf2.statistics.get(module).calls(basf2.statistics.EVENT) for module in (handler, crashy, look)]
        self.assertEqual(calls, [4, 2, 4])

    def test_open_files_survive(self):
        """The output file has all events, although helpers have ended in ways that close files."""
        def fatal():
            basf2.B2FATAL("no way")
        with clean_working_directory():
            self.handle(fatal, "out.root")
            path, look = basf2.create_path(), Look()
            path.add_module("RootInput", inputFileName="out.root")
            path.add_module("ProgressBar")
            path.add_module(look)
            basf2.process(path)
            self.assertEqual(len(look.events), 4)

    def test_programs_that_go_on_are_not_waited_for(self):
        """They have not inherited the pipe."""
        start = time.monotonic()
        self.handle(lambda: os.system("sleep 20 > /dev/null 2>&1 &"))
        self.assertLess(time.monotonic() - start, 15)

    def test_crash_is_reported_with_its_reason(self):
        """And what is wrong with the path is an error."""
        start = """
import basf2
path, inner = basf2.create_path(), basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
"""
        done = run_steering(start + """
inner.add_module("TheKiller", event=0, method="segfault").set_property_flags(basf2.ModulePropFlags.PARALLELPROCESSINGCERTIFIED)
path.add_module("CrashHandler", path=inner)
basf2.process(path)""")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("[WARNING] The path of the module CrashHandler has crashed", done.stdout)
        self.assertIn("reason = signal 11, Segmentation fault", done.stdout)
        end = "path.add_module('CrashHandler', path=inner)\nbasf2.process(path)"
        done = run_steering(start + "inner.add_module('Progress')\n" + end)
        self.assertEqual(done.returncode, 1)
        self.assertIn("[ERROR] The module Progress cannot run in a CrashHandler", done.stdout)
        done = run_steering(start + end)
        self.assertIn("[ERROR] The module CrashHandler has no path to run", done.stdout)


class TheKillerTest(unittest.TestCase):
    """Each test runs jobs that die."""

    def kill(self, method, event=2, parameter=7):
        """Return the finished job of three events."""
        return run_steering(f"""
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
path.add_module("EventInfoPrinter")
path.add_module("TheKiller", method="{method}", parameter={int(parameter)}, event={event})
basf2.process(path)""")

    def test_job_ends_in_the_chosen_way(self):
        """In any case of letters."""
        for method, code in WAYS.items():
            self.assertEqual(self.kill(method.title()).returncode, code, method)
        self.assertEqual(self.kill("signal", parameter=signal.SIGKILL).returncode, -signal.SIGKILL)
        self.assertEqual(self.kill("sleep", parameter=0).returncode, 0)
        self.assertIn("[FATAL] There is no signal 1000", self.kill("signal", parameter=1000).stdout)

    def test_job_ends_in_the_chosen_event(self):
        """Not before; and not at all if there is no such event."""
        for event, code, seen in ((0, 3, 1), (2, 3, 2), (4, 0, 3)):
            done = self.kill("exit", event, 3)
            self.assertEqual((done.returncode, done.stdout.count("EVT:")), (code, seen))

    def test_unknown_way_is_an_error(self):
        """That names the known ones."""
        done = self.kill("bore")
        self.assertEqual(done.returncode, 1)
        self.assertIn("[ERROR] 'bore' in the parameter method is none of abort, buserror, exception", done.stdout)


if __name__ == "__main__":
    basf2.logging.log_level = basf2.LogLevel.ERROR
    basf2.logging.enable_summary(False)
    unittest.main()
