# SPDX-License-Identifier: LGPL-3.0-or-later
"""Paths that are stored in files and processed later: basf2.pickle_path, --dump-path, --execute-path and pickable_basf2."""

import os
import pickle
import subprocess
import unittest

import basf2
from basf2 import pickle_path
from b2test_utils import clean_working_directory, run_steering

JOB = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=[2])
path.add_module("EventInfoPrinter")
basf2.process(path)
print("END")
"""


class Foreign:
    """Leaves a file behind where a careless reader loads it."""

    def __reduce__(self):
        """Say how to make it."""
        return os.mkdir, ("executed",)


def execute(file="path.pkl", **variables):
    """Process a stored path with the program."""
    return subprocess.run(["basf2", "--execute-path", file], capture_output=True, text=True, env={**os.environ, **variables})


def make_path():
    """Return a path with everything that can be stored."""
    path = basf2.create_path()
    first = path.add_module("EventInfoSetter", evtNumList=[3, 4], runList=[1, 2], expList=[0, 0])
    first.set_name("first")
    for expression in (">1", "<-2", ">=3", "<=-4", "==7", "!=0"):
        inner = basf2.create_path()
        inner.add_module("RootOutput", outputFileName=f"{expression}.root", outputSplitSize=None)
        first.if_value(expression, inner, basf2.AfterConditionPath.CONTINUE if "=" in expression else basf2.AfterConditionPath.END)
    loop = basf2.create_path()
    loop.add_module("Progress", maxN=2)
    path.for_each("EventMetaDatum", "EventMetaData", loop)
    path.do_while(loop, "<1", 7)
    path.add_module("EventInfoPrinter").set_property_flags(0)
    return path


class PathFileTest(unittest.TestCase):
    """The functions of basf2.pickle_path."""

    def compare(self, path, other):
        """Two paths are the same in all that matters."""
        self.assertEqual(str(path), str(other))
        for one, two in zip(path.modules(), other.modules(), strict=True):
            self.assertEqual((one.name(), one.type(), one.package()), (two.name(), two.type(), two.package()))
            for flag in basf2.ModulePropFlags:
                self.assertEqual(one.has_properties(flag), two.has_properties(flag), (one.name(), flag))
            for left, right in zip(one.available_params(), two.available_params(), strict=True):
                if left.type == "Path" or left.name == "path":
                    self.compare(left.values, right.values)
                else:
                    self.assertEqual((left.name, left.values), (right.name, right.values))
            for left, right in zip(one.get_all_conditions(), two.get_all_conditions(), strict=True):
                self.assertEqual((str(left), left.get_after_path()), (str(right), right.get_after_path()))
                self.compare(left.get_path(), right.get_path())

    def test_path_comes_back_as_it_was(self):
        """With names, parameters, flags, conditions and loops."""
        with clean_working_directory():
            path = make_path()
            pickle_path.write_path_to_file(path, "path.pkl")
            self.compare(path, pickle_path.get_path_from_file("path.pkl"))
            self.assertEqual(os.listdir(), ["path.pkl"])

    def test_data_hold_only_what_the_steering_file_has_set(self):
        """As a dictionary that other programs may read."""
        path = basf2.create_path()
        path.add_module("Progress", maxN=2)
        self.assertEqual(pickle_path.serialize_path(path), {"modules": [
            {"name": "Progress", "type": "Progress", "flag": path.modules()[0].has_properties(
                basf2.ModulePropFlags.PARALLELPROCESSINGCERTIFIED),
             "parameters": [{"name": "maxN", "values": 2}], "condition": None}]})

    def test_python_modules_cannot_be_stored(self):
        """Wherever they are in the path, and the file of before stays."""
        class Mine(basf2.Module):
            pass

        with clean_working_directory():
            inner = basf2.create_path()
            inner.add_module(Mine())
            outer = basf2.create_path()
            outer.add_module("Progress").if_true(inner)
            with open("path.pkl", "w") as file:
                file.write("before")
            for path in (inner, outer):
                with self.assertRaisesRegex(RuntimeError, "'Mine' is written in Python"):
                    pickle_path.write_path_to_file(path, "path.pkl")
            with open("path.pkl") as file:
                self.assertEqual(file.read(), "before")

    def test_files_with_code_are_refused(self):
        """Nothing of them is run."""
        with clean_working_directory():
            for content in (Foreign(), {"modules": [], "state": [Foreign()]}, os.system):
                with open("path.pkl", "wb") as file:
                    pickle.dump(content, file)
                with self.assertRaisesRegex(pickle_path.PathFileError, "is no stored path: it holds '"):
                    pickle_path.get_path_from_file("path.pkl")
            self.assertFalse(os.path.exists("executed"))

    def test_damaged_and_foreign_files_are_refused(self):
        """With one sentence."""
        with clean_working_directory():
            pickle_path.write_path_to_file(make_path(), "path.pkl")
            with open("path.pkl", "rb") as file:
                content = file.read()
            values = (3, {}, {"modules": 3}, {"modules": [3]}, {"modules": [{"type": "Progress"}]}, {"format": 2, "modules": []})
            others = [pickle.dumps(value) for value in values]
            endless = {"modules": [{"name": "a", "type": "Progress", "parameters": []}]}
            endless["modules"][0]["condition"] = [{"value": 1, "operator": 0, "path": endless, "option": 0}]
            for text in (b"", b"hello", content[:100], content[:-1], pickle.dumps(endless), *others):
                with open("path.pkl", "wb") as file:
                    file.write(text)
                with self.assertRaisesRegex(pickle_path.PathFileError, "The file 'path.pkl' is no stored path"):
                    pickle_path.get_path_from_file("path.pkl")
            with self.assertRaises(FileNotFoundError):
                pickle_path.get_path_from_file("nothing.pkl")


class ProgramTest(unittest.TestCase):
    """The options of the program."""

    def test_dumped_path_is_processed_later(self):
        """And not before; the steering file goes on."""
        with clean_working_directory():
            done = run_steering(JOB, "--dump-path", "path.pkl")
            self.assertEqual((done.returncode, done.stdout.count("EVT:"), "END" in done.stdout), (0, 0, True))
            done = execute()
            self.assertEqual((done.returncode, done.stdout.count("EVT:")), (0, 2))

    def test_options_hold_for_stored_paths(self):
        """A steering file is not read."""
        with clean_working_directory():
            run_steering(JOB, "--dump-path", "path.pkl")
            done = run_steering("print('READ')", "--execute-path", "path.pkl", "-n", "1")
            self.assertEqual((done.stdout.count("EVT:"), "READ" in done.stdout), (1, False))

    def test_files_that_cannot_be_processed_are_fatal(self):
        """Missing, foreign, or asked for together with storing one."""
        with clean_working_directory():
            cases = {"nothing.pkl": "cannot be read: No such file", __file__: "Make one with 'basf2 --dump-path'",
                     ".": "cannot be read"}
            for name, words in cases.items():
                done = execute(name)
                self.assertEqual(done.returncode, 1)
                self.assertIn("[FATAL]", done.stdout)
                self.assertIn(words, done.stdout)
            done = run_steering(JOB, "--dump-path", "/nothing/path.pkl")
            self.assertIn("[FATAL] The path cannot be stored in '/nothing/path.pkl': No such file or directory", done.stdout)
            done = run_steering(JOB, "--execute-path", "a", "--dump-path", "b")
            self.assertEqual(done.returncode, 1)
            self.assertIn("cannot be given together", done.stdout)

    def test_python_module_ends_the_job(self):
        """With the exception."""
        text = "import basf2\nclass Mine(basf2.Module):\n    pass\n" + JOB.replace('"EventInfoPrinter"', "Mine()")
        with clean_working_directory():
            done = run_steering(text, "--dump-path", "path.pkl")
            self.assertEqual((done.returncode, os.listdir()), (1, []))
            self.assertIn("RuntimeError: The module 'Mine' is written in Python", done.stderr)

    def test_steering_file_may_store_and_process(self):
        """With set_pickle_path(), and None for the stored path."""
        with clean_working_directory():
            done = run_steering("import basf2\nbasf2.set_pickle_path('path.pkl')\n" + JOB + "basf2.process(None)\n")
            self.assertEqual((done.returncode, done.stdout.count("EVT:")), (0, 2))
            self.assertGreater(done.stdout.index("EVT:"), done.stdout.index("END"))
            self.assertTrue(os.path.exists("path.pkl"))

    def test_no_path_and_no_file_is_nothing_to_do(self):
        """As ever."""
        self.assertEqual(run_steering("import basf2\nbasf2.process(None)").returncode, 0)


class RecordedCallsTest(unittest.TestCase):
    """pickable_basf2."""

    def dump(self, text, head="import pickable_basf2 as basf2\n"):
        """Store a path of a steering file with more calls."""
        self.assertEqual(run_steering(head + text + JOB.replace("import basf2", ""), "--dump-path", "path.pkl").returncode, 0)

    def test_calls_are_repeated(self):
        """Seeds, levels and messages."""
        with clean_working_directory():
            self.dump("basf2.set_random_seed('abc')\nbasf2.B2WARNING('careful', where='here')\n"
                      "basf2.set_log_level(level=basf2.LogLevel.WARNING)\n")
            done = execute()
            self.assertEqual((done.returncode, done.stdout.count("EVT:")), (0, 0))
            self.assertIn('seed is set to "abc"', done.stdout)
            self.assertIn("[WARNING] careful\n\twhere = here", done.stdout)
            self.dump("basf2.set_random_seed('def')\n", "import pickable_basf2\nimport basf2\n")
            self.assertIn('seed is set to "def"', execute().stdout)

    def test_path_files_without_a_number_are_read(self):
        """Other programs make them, from the data of serialize_path()."""
        with clean_working_directory(), open("path.pkl", "wb") as file:
            path = basf2.create_path()
            path.add_module("EventInfoSetter", evtNumList=[2])
            path.add_module("EventInfoPrinter")
            pickle.dump(pickle_path.serialize_path(path), file, protocol=2)
            file.flush()
            self.assertEqual(execute().stdout.count("EVT:"), 2)

    def test_code_runs_only_for_those_who_trust_it(self):
        """By a variable of the environment."""
        with clean_working_directory():
            self.dump("basf2.make_code_pickable('print(\"CODE\")')\n")
            done = execute()
            self.assertEqual((done.returncode, "CODE\n" in done.stdout), (1, False))
            self.assertIn("BELLE2_EXECUTE_PICKLED_CODE=yes", done.stdout)
            done = execute(BELLE2_EXECUTE_PICKLED_CODE="yes")
            self.assertEqual((done.returncode, "CODE\n" in done.stdout), (0, True))

    def test_other_functions_are_refused(self):
        """Also what is no call."""
        with clean_working_directory():
            calls = (("add_module_search_path", ["."], {}), ("__import__", ["os"], {}), 3, ("set_random_seed",),
                     ("set_log_level", [], {}), ("set_log_level", [{"LogLevel": "NO"}], {}), ("B2INFO", ["a"], {3: 3}))
            for state in [[call] for call in calls] + [5]:
                with open("path.pkl", "wb") as file:
                    pickle.dump({"modules": [], "state": state}, file)
                done = execute()
                self.assertEqual(done.returncode, 1, state)
                self.assertRegex(done.stdout, r"\[FATAL\] The file 'path.pkl' (wants to call|holds '.*' as (a call|calls) of)")


if __name__ == "__main__":
    unittest.main()
