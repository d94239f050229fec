# SPDX-License-Identifier: LGPL-3.0-or-later
"""Modules whose return value selects events: Prescale, PartialSelect, EventLimiter, EventErrorFlag, IoVDependentCondition."""

import unittest

import basf2
from b2test_utils import clean_working_directory, run_steering
from iov_conditional import make_conditional_at, phase_2_conditional
from ROOT import Belle2


class Note(basf2.Module):
    """Notes experiment, run and event of each event that gets here."""

    def initialize(self):
        """Start anew."""
        self.events = []

    def event(self):
        """Note."""
        event = Belle2.PyStoreObj("EventMetaData")
        self.events.append((event.getExperiment(), event.getRun(), event.getEvent()))


class Flags(basf2.Module):
    """Notes the error flag."""

    def initialize(self):
        """Start anew."""
        self.flags = []

    def event(self):
        """Note."""
        self.flags.append(Belle2.PyStoreObj("EventMetaData").getErrorFlag())


def select(name, runs, max_event=0, **parameters):
    """Return the events for which the module is true; runs are (experiment, run, number of events)."""
    path, selected, note = basf2.create_path(), basf2.create_path(), Note()
    experiments, numbers, events = zip(*runs)
    path.add_module("EventInfoSetter", expList=list(experiments), runList=list(numbers), evtNumList=list(events))
    path.add_module(name, **parameters).if_true(selected)
    selected.add_module(note)
    basf2.process(path, max_event)
    return note.events


def refuse(name, parameters):
    """Run a job that must fail and return what it prints."""
    done = run_steering(f"""
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=10)
path.add_module("{name}", {parameters})
path.add_module("EventInfoPrinter")
basf2.process(path)""")
    assert done.returncode == 1 and "EVT:" not in done.stdout, done.stdout
    return done.stdout + done.stderr


class SelectionTest(unittest.TestCase):
    """Each test runs jobs."""

    def test_prescale_takes_a_fraction(self):
        """All, none, or about so many of them."""
        runs = [(0, 0, 2000)]
        self.assertEqual(len(select("Prescale", runs)), 2000)
        self.assertEqual(select("Prescale", runs, prescale=0), [])
        self.assertTrue(400 < len(select("Prescale", runs, prescale=0.25)) < 600)

    def test_prescale_depends_on_the_seed_alone(self):
        """As all random numbers."""
        chosen = []
        for seed in "aab":
            basf2.set_random_seed(seed)
            chosen.append(select("Prescale", [(0, 0, 200)], prescale=0.5))
        self.assertEqual(chosen[0], chosen[1])
        self.assertNotEqual(chosen[0], chosen[2])

    def test_wrong_prescale_is_refused(self):
        """It is a fraction."""
        for value in ("1.5", "float('nan')"):
            self.assertIn("but must be between 0 and 1", refuse("Prescale", f"prescale={value}"))
        self.assertIn("Expected type 'float' instead of 'str'", refuse("Prescale", "prescale='half'"))

    def test_partial_select_takes_a_window(self):
        """Of the events of all runs."""
        numbers = [event for _, _, event in select("PartialSelect", [(0, 0, 1000)], entryStart=0.3, entryStop=0.5)]
        self.assertEqual(numbers, list(range(301, 501)))
        self.assertEqual(select("PartialSelect", [(0, 0, 4), (0, 1, 6)], entryStart=0.35, entryStop=0.55), [(0, 0, 4), (0, 1, 1)])
        self.assertEqual(len(select("PartialSelect", [(0, 0, 10)])), 10)
        self.assertEqual(select("PartialSelect", [(0, 0, 10)], entryStop=0), [])

    def test_partial_select_knows_limits_of_the_job(self):
        """As the number that process() is called with."""
        self.assertEqual(select("PartialSelect", [(0, 0, 6), (0, 1, 100)], 8, entryStart=0.5),
                         [(0, 0, 5), (0, 0, 6), (0, 1, 1), (0, 1, 2)])

    def test_partial_select_knows_the_events_of_files(self):
        """What is skipped and what entry sequences leave out does not count."""
        with clean_working_directory():
            path = basf2.create_path()
            path.add_module("EventInfoSetter", evtNumList=20)
            path.add_module("RootOutput", outputFileName="in.root")
            basf2.process(path)
            for parameters, expected in (({}, range(11, 21)), ({"skipNEvents": 10}, range(16, 21)),
                                         ({"skipToEvent": [0, 0, 17]}, (19, 20)), ({"entrySequences": ["0:3"]}, (3, 4))):
                path, selected, note = basf2.create_path(), basf2.create_path(), Note()
                path.add_module("RootInput", inputFileName="in.root", **parameters)
                path.add_module("PartialSelect", entryStart=0.5).if_true(selected)
                selected.add_module(note)
                basf2.process(path)
                self.assertEqual([event for _, _, event in note.events], list(expected))

    def test_wrong_window_is_fatal(self):
        """With both numbers."""
        for parameters in ("entryStart=0.6, entryStop=0.4", "entryStart=-0.1", "entryStop=1.1"):
            self.assertIn("[FATAL] The parameters entryStart and entryStop must be between 0 and 1",
                          refuse("PartialSelect", parameters))

    def test_partial_select_needs_a_known_number_of_events(self):
        """Which a module of the steering file does not tell."""
        done = run_steering("""
import basf2
from ROOT import Belle2
class Master(basf2.Module):
    def initialize(self):
        self.event = Belle2.PyStoreObj("EventMetaData")
        self.event.registerInDataStore()
path = basf2.create_path()
path.add_module(Master())
path.add_module("PartialSelect")
basf2.process(path)""")
        self.assertEqual(done.returncode, 1)
        self.assertIn("[ERROR] PartialSelect needs a job whose number of events is known", done.stdout)

    def test_event_limiter_counts_in_each_run(self):
        """Also if a run comes again; -1 is no limit."""
        runs = [(0, 0, 30), (0, 1, 20), (1, 0, 5)]
        self.assertEqual(len(select("EventLimiter", runs)), 55)
        self.assertEqual(select("EventLimiter", runs, maxEventsPerRun=0), [])
        selected = select("EventLimiter", runs, maxEventsPerRun=20)
        self.assertEqual(selected, [(experiment, run, event + 1) for experiment, run, number in runs
                                    for event in range(min(number, 20))])

    def test_event_limiter_tells_the_limit_once_per_run(self):
        """If it matters."""
        done = run_steering("""
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", expList=[0, 0], runList=[5, 6], evtNumList=[9, 3])
path.add_module("EventLimiter", maxEventsPerRun=3)
basf2.process(path)""")
        self.assertEqual([line for line in done.stdout.splitlines() if "limit" in line],
                         ["[INFO] The limit of 3 events is reached for experiment 0, run 5"])

    def test_error_flag_is_returned_and_then_added(self):
        """Bit by bit."""
        path, flagged, note, flags = basf2.create_path(), basf2.create_path(), Note(), Flags()
        path.add_module("EventInfoSetter", evtNumList=2)
        path.add_module("EventErrorFlag", errorFlag=5).if_value("!=0", flagged)
        path.add_module("EventErrorFlag", errorFlag=2).if_value("==5", flagged)
        flagged.add_module(flags)
        flagged.add_module(note)
        basf2.process(path)
        self.assertEqual((flags.flags, len(note.events)), ([7, 7], 2))

    def test_runs_in_intervals_are_selected(self):
        """Both ends belong to them."""
        runs = [(experiment, run, 1) for experiment in (1, 2, 3) for run in (1, 2, 3)]
        for intervals, expected in (([(1, 3, 2, 1)], [(1, 3), (2, 1)]), ([(3, 2, -1, -1), (1, 2, 1, 2)], [(1, 2), (3, 2), (3, 3)]),
                                    ([(2, 2, 2, -1)], [(2, 2), (2, 3)])):
            selected = select("IoVDependentCondition", runs, iovList=intervals)
            self.assertEqual([(experiment, run) for experiment, run, _ in selected], expected)

    def test_wrong_intervals_are_refused(self):
        """A list without intervals and one with an empty one are fatal."""
        self.assertIn("The parameter iovList is empty: give at least one interval", refuse("IoVDependentCondition", "iovList=[]"))
        self.assertIn("The interval (-1, -1, -1, -1) of the parameter iovList is empty",
                      refuse("IoVDependentCondition", "iovList=[(-1,) * 4]"))
        self.assertRegex(refuse("IoVDependentCondition", ""),
                         "required parameters of Module 'IoVDependentCondition' were not specified: iovList\n.*"
                         r"  \{ module: IoVDependentCondition \}")
        self.assertIn("Given python tuple has length 3, expected 4", refuse("IoVDependentCondition", "iovList=[(1, 2, 3)]"))

    def test_paths_by_run_go_on_afterwards(self):
        """With a path for the other runs or without."""
        inside, outside, phase2, after = Note(), Note(), Note(), Note()
        path, paths = basf2.create_path(), [basf2.create_path() for _ in range(3)]
        path.add_module("EventInfoSetter", expList=[0, 1002, 43], runList=[1, 67, 5], evtNumList=[1, 1, 1])
        for part, note in zip(paths, (inside, outside, phase2)):
            part.add_module(note)
        make_conditional_at(path, iov_list=[(0, 0, 0, -1)], path_when_in_iov=paths[0], path_when_not_in_iov=paths[1])
        phase_2_conditional(path, phase2_path=paths[2])
        path.add_module(after)
        basf2.process(path)
        self.assertEqual([note.events for note in (inside, outside, phase2)],
                         [[(0, 1, 1)], [(1002, 67, 1), (43, 5, 1)], [(1002, 67, 1)]])
        self.assertEqual(len(after.events), 3)


if __name__ == "__main__":
    basf2.logging.log_level = basf2.LogLevel.ERROR
    unittest.main()
