# SPDX-License-Identifier: LGPL-3.0-or-later
"""Modules written in Python: their hooks, their exceptions, their conditions."""

import gc
import unittest

import basf2
import numpy
from ROOT import Belle2
from b2test_utils import run_in_subprocess, run_steering

RAISE = """
import sys
import basf2
class Raiser(basf2.Module):
    def {hook}(self):
        {statement}
path = basf2.create_path()
path.add_module("EventInfoSetter", expList=3, runList=4, evtNumList=5)
path.add_module(Raiser())
basf2.process(path)
print("AFTER")
"""
TWICE = """
import basf2
class Twice(basf2.Module):
    def initialize(self):
        print("INITIALIZE")
    def event(self):
        print("EVENT")
path, other = basf2.create_path(), basf2.create_path()
path.add_module("EventInfoSetter")
other.add_module(path.add_module(Twice()))
path.add_path(other)
basf2.process(path)
"""
HOOKS = ("initialize", "beginRun", "event", "endRun", "terminate")


class Recorder(basf2.Module):
    """Notes its calls."""

    def __init__(self, calls):
        """Keep the list."""
        super().__init__()
        self.calls = calls

    def initialize(self):
        """Note."""
        self.calls.append("initialize")

    def beginRun(self):
        """Note."""
        self.calls.append("beginRun")

    def event(self):
        """Note and give the number of calls."""
        self.calls.append("event")
        self.return_value(self.calls.count("event"))

    def endRun(self):
        """Note."""
        self.calls.append("endRun")

    def terminate(self):
        """Note."""
        self.calls.append("terminate")


class PythonModuleTest(unittest.TestCase):
    """Jobs in this process and in others."""

    def run_path(self, *modules, runs=(1, 2), events=(2, 1)):
        """Process the modules behind an EventInfoSetter."""
        path = basf2.create_path()
        path.add_module("EventInfoSetter", expList=[0] * len(runs), runList=list(runs), evtNumList=list(events))
        for module in modules:
            path.add_module(module)
        basf2.process(path)

    def test_hooks_are_called_in_order(self):
        """With two runs of two events and one."""
        calls = []
        self.run_path(Recorder(calls))
        self.assertEqual(calls, ["initialize", "beginRun", "event", "event", "endRun", "beginRun", "event", "endRun", "terminate"])

    def test_first_true_condition_wins(self):
        """And the event ends after its path unless told otherwise."""
        calls, low, high, behind = [], [], [], []
        recorder = Recorder(calls)
        paths = [basf2.create_path(), basf2.create_path()]
        paths[0].add_module(Recorder(low))
        paths[1].add_module(Recorder(high))
        recorder.if_value("<2", paths[0])
        recorder.if_value("<3", paths[1], basf2.AfterConditionPath.CONTINUE)
        self.run_path(recorder, Recorder(behind), runs=[1], events=[3])
        self.assertEqual([names.count("event") for names in (calls, low, high, behind)], [3, 1, 1, 2])

    def test_loop_runs_until_its_condition_fails(self):
        """The number of iterations is limited."""
        calls, inner, path = [], basf2.create_path(), basf2.create_path()
        inner.add_module(Recorder(calls))
        path.add_module("EventInfoSetter")
        path.do_while(inner, "<4")
        basf2.process(path)
        self.assertEqual(calls.count("event"), 4)
        endless = basf2.create_path()
        endless.add_module("EventInfoSetter")
        endless.do_while(inner, "<1000", 10)
        self.assertEqual(run_in_subprocess(endless, target=basf2.process), 1)

    def test_exception_leaves_process(self):
        """From every hook, as it was raised."""
        for hook in HOOKS:
            done = run_steering(RAISE.format(hook=hook, statement='raise KeyError("lost")'))
            self.assertEqual(done.returncode, 1, hook)
            self.assertIn("KeyError: 'lost'", done.stderr)
            self.assertIn("Uncaught exception encountered: KeyError: 'lost'", done.stdout)
            self.assertIn("in the module Raiser", done.stdout)
            self.assertNotIn("AFTER", done.stdout)

    def test_exception_names_the_event(self):
        """Experiment, run and event."""
        done = run_steering(RAISE.format(hook="event", statement="1 / 0"))
        for line in ("experiment = 3", "run = 4", "event = 1"):
            self.assertIn("\t" + line, done.stdout)

    def test_exit_inside_a_module_gives_the_code(self):
        """Without an error."""
        for hook in HOOKS:
            done = run_steering(RAISE.format(hook=hook, statement="sys.exit(7)"))
            self.assertEqual(done.returncode, 7, hook)
            self.assertNotIn("ERROR", done.stdout)

    def test_every_kind_of_exit_has_its_code(self):
        """As in a script of Python."""
        for statement, code, text in (("sys.exit()", 0, ""), ("sys.exit('told why')", 1, "told why"),
                                      ("raise KeyboardInterrupt", -2, "KeyboardInterrupt"), ("exit(300)", 44, "")):
            done = run_steering(RAISE.format(hook="event", statement=statement))
            self.assertEqual(done.returncode, code, statement)
            self.assertIn(text, done.stderr)
            self.assertNotIn("ERROR", done.stdout)

    def test_hook_with_wrong_arguments_is_an_error(self):
        """That names the hook."""
        done = run_steering(RAISE.replace("(self):", "(self, event):").format(hook="event", statement="pass"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing 1 required positional argument: 'event'", done.stderr)

    def test_exception_whose_text_fails_is_reported(self):
        """And leaves as it was raised."""
        class Mute(Exception):
            """Has no text."""

            def __str__(self):
                raise ValueError("no text")

        class Raiser(basf2.Module):
            """Fails with it."""

            def event(self):
                """Fail."""
                raise Mute

        with self.assertRaises(Mute):
            self.run_path(Raiser())

    def test_module_keeps_its_state_without_a_name(self):
        """The path holds it."""
        calls, path = [], basf2.create_path()
        path.add_module("EventInfoSetter")
        module = path.add_module(Recorder(calls))
        module.mark = [module, path]
        number = id(module)
        del module
        gc.collect()
        self.assertEqual((id(path.modules()[1]), path.modules()[1].mark[1]), (number, path))
        basf2.process(path)
        self.assertIn("event", calls)

    def test_module_may_be_in_several_paths_and_places(self):
        """It is one instance, whose event() is called at each place."""
        done = run_steering(TWICE)
        self.assertEqual(done.stdout.count("INITIALIZE"), 1)
        self.assertEqual(done.stdout.count("EVENT"), 2)

    def test_description_and_package_of_a_python_module(self):
        """It has no author who could set them."""
        module = Recorder([])
        self.assertEqual((module.description(), module.package(), module.available_params()), ("Not set by the author", "", []))

    def test_exception_can_be_caught(self):
        """Around process()."""
        class Raiser(basf2.Module):
            """Fails at once."""

            def event(self):
                raise LookupError("caught outside")
        with self.assertRaisesRegex(LookupError, "caught outside"):
            self.run_path(Raiser())

    def test_same_path_may_be_processed_twice(self):
        """C++ modules start anew, instances of Python are shared."""
        calls, path = [], basf2.create_path()
        path.add_module("EventInfoSetter", evtNumList=2)
        path.add_module(Recorder(calls))
        basf2.process(path)
        basf2.process(path)
        self.assertEqual(calls.count("event"), 4)

    def test_missing_return_value_for_a_condition_is_fatal(self):
        """The job ends."""
        class Silent(basf2.Module):
            """Sets no return value."""
        module = Silent()
        module.if_true(basf2.create_path())
        path = basf2.create_path()
        path.add_module("EventInfoSetter")
        path.add_module(module)
        self.assertEqual(run_in_subprocess(path, target=basf2.process), 1)

    def test_python_module_has_its_names(self):
        """Type and name."""
        module = Recorder([])
        self.assertEqual((module.type(), module.name(), str(module)), ("PyModule", "Recorder", "Recorder"))
        module.set_name("other")
        self.assertEqual(module.name(), "other")

    def test_return_value_may_be_of_numpy(self):
        """Selections compare elements of columns."""
        calls, selected = [], basf2.create_path()
        selected.add_module(Recorder(calls))

        class Selector(basf2.Module):
            """Takes the second event and not the first."""

            def event(self):
                """Compare."""
                number = Belle2.PyStoreObj("EventMetaData").getEvent()
                self.return_value(numpy.array([1.0, 7.0])[number - 1] > 3)

        selector = Selector()
        selector.if_true(selected)
        self.run_path(selector, runs=[1], events=[2])
        self.assertEqual(calls.count("event"), 1)

    def test_return_value_of_another_type_is_named(self):
        """A floating point number would be cut, and so would be a large integer."""
        with self.assertRaisesRegex(TypeError, "takes an integer or a bool, not 'float'"):
            Recorder([]).return_value(1.5)
        with self.assertRaisesRegex(TypeError, "takes an integer or a bool, not 'NoneType'"):
            Recorder([]).return_value(None)
        for number in (2**31, -2**31 - 1, 2**80):
            with self.assertRaisesRegex(OverflowError, "32 bits"):
                Recorder([]).return_value(number)

    def test_forgotten_constructor_is_named(self):
        """With what to call."""
        class Hasty(basf2.Module):
            """Does not call the constructor of its base."""

            def __init__(self):
                """Forget."""

        with self.assertRaisesRegex(TypeError, r"Hasty is not initialised: its __init__\(\) must call super\(\).__init__\(\)"):
            basf2.create_path().add_module(Hasty())

    def test_what_is_no_module_is_named(self):
        """By its type."""
        with self.assertRaisesRegex(TypeError, "Path is neither"):
            basf2.create_path().add_module(basf2.create_path())
        with self.assertRaisesRegex(TypeError, r"write Counter\(\) in place of Counter"):
            basf2.create_path().add_module(type("Counter", (basf2.Module,), {}))

    def test_return_value_belongs_to_python_modules(self):
        """For others it is a mistake."""
        with self.assertRaises(TypeError):
            basf2.register_module("Progress").return_value(1)


if __name__ == "__main__":
    unittest.main()
