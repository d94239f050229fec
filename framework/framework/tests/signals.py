# SPDX-License-Identifier: LGPL-3.0-or-later
"""Signals in a job of one process: in every hook, with the exit code and the output file that follow."""

import os
import signal
import unittest

import basf2
from b2test_utils import clean_working_directory, run_in_subprocess, run_steering

FAILING = """
import os, sys, basf2
class Failing(basf2.Module):
    def event(self):
        {}
path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=2)
path.add_module("RootOutput", outputFileName="events.root")
path.add_module(Failing())
basf2.process(path)
"""
AGAIN = """
try:
    basf2.process(path)
except ZeroDivisionError:
    assert not os.listdir()
    open("other", "w").close()
    basf2.process(path)
    os.remove("other")
"""
HOOKS = ("initialize", "beginRun", "event", "endRun", "terminate")


def run_job(hook, number, times=1):
    """Send a signal to the own job from a hook, some times at once; exits with 0 if that does not stop it."""
    def send(module):
        for _ in range(times):
            os.kill(os.getpid(), number)

    basf2.logging.enable_summary(False)
    path = basf2.Path()
    path.add_module("EventInfoSetter", evtNumList=[100])
    path.add_module(type("Sender", (basf2.Module,), {hook: send})())
    path.add_module("RootOutput", outputFileName="events.root")
    basf2.process(path)


class SignalTest(unittest.TestCase):
    """Each job runs in a process and a folder of its own."""

    def send(self, *sender):
        """Return the exit code, negative for a signal, and the names of the files that are left."""
        with clean_working_directory():
            code = run_in_subprocess(*sender, target=run_job)
            if os.path.exists("events.root"):
                # raises if the file is not closed properly
                events = basf2.get_file_metadata("events.root").get_nevents()
                self.assertLess(events, 3 if sender[0] in ("beginRun", "event") else 101)
            return code, os.listdir()

    def test_ctrl_c_closes_the_output(self):
        """In the event loop and behind it, and the shell sees the signal."""
        for hook in ("beginRun", "event", "endRun", "terminate"):
            self.assertEqual(self.send(hook, signal.SIGINT), (-signal.SIGINT, ["events.root"]), hook)

    def test_initialize_is_stopped_at_once(self):
        """There is nothing to be saved."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
            self.assertEqual(self.send("initialize", number), (-number, []), number)

    def test_termination_is_an_error(self):
        """No file remains that looks complete."""
        for number in (signal.SIGTERM, signal.SIGQUIT):
            for hook in ("beginRun", "event"):
                self.assertEqual(self.send(hook, number), (1, []), (hook, number))
            for hook in ("endRun", "terminate"):
                self.assertEqual(self.send(hook, number)[0], 1, (hook, number))

    def test_keyboard_interrupt_of_a_module_leaves_no_file(self):
        """It ends the process without the functions that run at exit."""
        with clean_working_directory():
            done = run_steering(FAILING.format("raise KeyboardInterrupt"))
            self.assertEqual((done.returncode, os.listdir()), (-signal.SIGINT, []))

    def test_output_can_be_written_after_an_exception(self):
        """By a second process() of the same path."""
        with clean_working_directory():
            text = FAILING.format("self.return_value(1 // (len(os.listdir()) - 1))").replace("basf2.process(path)", AGAIN)
            done = run_steering(text)
            self.assertEqual((done.returncode, os.listdir()), (0, ["events.root"]), done.stdout)

    def test_child_of_a_module_leaves_the_output_alone(self):
        """The file belongs to the parent."""
        with clean_working_directory():
            done = run_steering(FAILING.format("os.fork() or sys.exit(0); os.wait()"))
            self.assertEqual((done.returncode, os.listdir()), (0, ["events.root"]), done.stdout)

    def test_a_second_ctrl_c_does_not_wait(self):
        """It ends the process as if nobody had asked for the first."""
        code, files = self.send("event", signal.SIGINT, 2)
        self.assertEqual(code, -signal.SIGINT)
        self.assertNotIn("events.root", files)

    def test_a_crash_is_seen(self):
        """By its signal or an exit code, in every hook."""
        for hook in HOOKS:
            code, files = self.send(hook, signal.SIGSEGV)
            self.assertNotEqual(code, 0, hook)
            self.assertNotIn("events.root", files[:0] if hook == "terminate" else files)


if __name__ == "__main__":
    unittest.main()
