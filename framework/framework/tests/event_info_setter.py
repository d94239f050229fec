# SPDX-License-Identifier: LGPL-3.0-or-later
"""EventInfoSetter and EventInfoPrinter: which events are made, which parameters and options are refused, what is printed."""

import os
import sys
import tempfile
import unittest
from types import SimpleNamespace

from b2test_utils import run_in_subprocess, run_steering

JOB = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter"{})
path.add_module("EventInfoPrinter")
basf2.process(path{})
"""


def run(parameters="", *options, limit="", **variables):
    """Run a job with these parameters of EventInfoSetter: in a forked process if nothing has to be given to a program."""
    if not options and not variables:
        return fork(JOB.format(", " + parameters if parameters else "", f", {limit}" if limit else ""))
    return run_steering(JOB.format(", " + parameters if parameters else "", f", {limit}" if limit else ""), *options, **variables)


def fork(text):
    """Run a steering file without the start of another program and return exit code and output."""
    with tempfile.TemporaryFile("w+") as output:
        def work():
            os.dup2(output.fileno(), sys.stdout.fileno())
            exec(text, {})
        code = run_in_subprocess(target=work)
        output.seek(0)
        return SimpleNamespace(returncode=code, stdout=output.read())


def events(done):
    """Experiments, runs and events that the job has printed."""
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("[INFO] EXP:")]
    return [(int(words[2]), int(words[4]), int(words[6])) for words in lines]


class EventInfoSetterTest(unittest.TestCase):
    """Each test runs jobs."""

    RUNS = "expList=[0, 1, 2, 3], runList=[5, 4, 3, 2], evtNumList=[2, 1, 0, 2]"
    ALL = [(0, 5, 1), (0, 5, 2), (1, 4, 1), (3, 2, 1), (3, 2, 2)]

    def check_error(self, text, *arguments, **keywords):
        """The job stops before the first event with an ERROR of that text."""
        done = run(*arguments, **keywords)
        self.assertEqual((done.returncode, events(done)), (1, []), done.stdout)
        self.assertRegex(done.stdout, rf"\[ERROR\] {text}")
        self.assertIn("The processing of events will not be started.", done.stdout)

    def test_one_event_by_default(self):
        """Of experiment 0, run 0."""
        self.assertEqual(events(run()), [(0, 0, 1)])

    def test_runs_come_in_the_order_of_the_lists(self):
        """Events are counted from 1 in each run, and runs without events are left out."""
        done = run(self.RUNS)
        self.assertEqual((done.returncode, events(done)), (0, self.ALL))

    def test_events_are_skipped(self):
        """Across runs, also all of them."""
        for number in range(7):
            done = run(f"{self.RUNS}, skipNEvents={number}")
            self.assertEqual((done.returncode, events(done)), (0, self.ALL[number:]))

    def test_job_starts_at_an_event(self):
        """Which has to be among those of the job."""
        self.assertEqual(events(run(f"{self.RUNS}, skipToEvent=[1, 4, 1]")), self.ALL[2:])
        for event in ([1, 4, 2], [2, 3, 1], [1, 4, -1]):
            self.check_error("The event to skip to is not among those", f"{self.RUNS}, skipToEvent={event}")

    def test_no_events_at_all_is_no_error(self):
        """The job is over at once."""
        done = run("evtNumList=[0]")
        self.assertEqual((done.returncode, events(done)), (0, []))

    def test_lists_must_fit(self):
        """Also if they are too long."""
        for parameters in ("expList=[0, 1]", "runList=[]"):
            self.check_error("Parameters are inconsistent. The exp, run and evt lists must have the same number of entries.",
                             parameters)

    def test_impossible_numbers_are_refused(self):
        """All at once, each with the number."""
        self.check_error("There are no events to be processed!", "expList=[], runList=[], evtNumList=[]")
        done = run("expList=[1024, -1, 1, 1], runList=[1, -3, 2, 2], evtNumList=[1, 1, 1, 2**32 - 1]")
        self.assertEqual((done.returncode, events(done)), (1, []))
        for text in ("The experiment number 1024 is not between 0 and 1023", "The experiment number -1 is not",
                     "The run number -3 is negative", "Experiment 1, run 2 is given more than once",
                     "The number of events 4294967295 is too large"):
            self.assertIn(f"[ERROR] {text}", done.stdout)
        self.assertEqual(events(run("expList=1023")), [(1023, 0, 1)])

    def test_wrong_ways_to_skip_are_refused(self):
        """Wrong length, and two ways at once."""
        self.check_error("skipToEvent needs three numbers .* 2 are given", "skipToEvent=[0, 0]")
        self.check_error("skipNEvents and skipToEvent cannot be used together", "skipToEvent=[0, 0, 1], skipNEvents=1")
        self.check_error("skipNEvents and skipToEvent cannot be used together", "skipToEvent=[0, 0, 1]", "--skip-events", "1")

    def test_options_replace_a_single_run(self):
        """And only a single one."""
        options = ["-n", "2", "--run", "7", "--experiment", "8"]
        self.assertEqual(events(run("evtNumList=5", *options)), [(8, 7, 1), (8, 7, 2)])
        for chosen in (options, options[:2]):
            self.check_error("The options -n, --run and --experiment cannot be used when multiple runs", self.RUNS, *chosen)
        self.check_error("The experiment number 1024 is", "", "-n", "1", "--run", "7", "--experiment", "1024")

    def test_number_given_to_process_is_a_limit_of_many_runs(self):
        """It replaces the number of a single run."""
        self.assertEqual(events(run(self.RUNS, limit="3")), self.ALL[:3])
        self.assertEqual(events(run("", limit="3")), [(0, 0, 1), (0, 0, 2), (0, 0, 3)])

    def test_second_process_has_the_parameters_of_the_steering_file(self):
        """Not what replaced them in the first one."""
        text = JOB.format(", evtNumList=[4]", ", 1") + "basf2.process(path)"
        self.assertEqual(events(fork(text)), [(0, 0, 1)] + [(0, 0, number) for number in (1, 2, 3, 4)])

    def test_production_comes_from_the_environment(self):
        """And must be a number."""
        self.check_error("The environment variable BELLE2_PRODUCTION must be a number, and not 'five'", BELLE2_PRODUCTION="five")
        show = """
class Show(basf2.Module):
    def event(self):
        from ROOT import Belle2
        event = Belle2.PyStoreObj("EventMetaData")
        print("SEEN", event.getProduction(), abs(event.getTime() / 1e9 - __import__("time").time()) < 60)
path.add_module(Show())
basf2.process(path)
"""
        done = run_steering(JOB.format("", "").replace("basf2.process(path)", show), BELLE2_PRODUCTION="5")
        self.assertIn("SEEN 5 True", done.stdout)

    def test_two_masters_are_refused(self):
        """The second one cannot register the numbers."""
        done = run_steering(JOB.format("", "").replace("path.add_module", "path.add_module('EventInfoSetter')\npath.add_module", 1))
        self.assertEqual(done.returncode, 1)
        self.assertIn("EventMetaData", done.stdout)

    def test_borders_of_runs_are_printed(self):
        """With lines of 72 characters."""
        done = run("expList=[291], runList=[286397204]")
        lines = [line for line in done.stdout.splitlines() if "random seed" not in line and "Steering file" not in line]
        double, single = "[INFO] " + "=" * 72, "[INFO] " + "-" * 72
        self.assertEqual(lines, [double, "[INFO] >>> Start new run: 286397204", single,
                                 "[INFO] EXP:      291        RUN: 286397204        EVT:        1",
                                 single, "[INFO] <<< End run: 286397204", double])


if __name__ == "__main__":
    unittest.main()
