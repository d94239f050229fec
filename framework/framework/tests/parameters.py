# SPDX-License-Identifier: LGPL-3.0-or-later
"""Module parameters from Python: values that are taken, and errors for those that are not."""

import pathlib
import unittest

import basf2
import numpy


class ParameterTest(unittest.TestCase):
    """Uses parameters of the modules EventInfoSetter (lists of integers) and Progress (an integer)."""

    def value(self, module, name):
        """Return the value of a parameter."""
        return next(parameter.values for parameter in module.available_params() if parameter.name == name)

    def test_wrong_type_is_named(self):
        """The error names both types."""
        module = basf2.register_module("Progress")
        for given, name in (("many", "str"), (1.5, "float"), ([1], "list"), (None, "NoneType"), ({}, "dict"), (object(), "object")):
            with self.assertRaises(RuntimeError) as raised:
                module.param("maxN", given)
            self.assertEqual(str(raised.exception), f"Could not set module parameter: Expected type 'int' instead of '{name}'.")
        self.assertEqual(self.value(module, "maxN"), 3)

    def test_unknown_name_is_named(self):
        """The error names the parameter."""
        with self.assertRaises(RuntimeError) as raised:
            basf2.register_module("Progress", maxM=3)
        self.assertEqual(str(raised.exception),
                         "Could not find the parameter with the name 'maxM'! The value of the parameter could NOT be set.")
        self.assertEqual(raised.exception.__notes__, ["The module Progress has no such parameter. Did you mean 'maxN'?"])

    def test_note_names_parameter_and_module(self):
        """The first line, which scripts compare, says neither."""
        module = basf2.register_module("Progress")
        module.set_name("Counter")
        for given, error in (("many", RuntimeError), (2**40, OverflowError)):
            with self.assertRaises(error) as raised:
                module.param("maxN", given)
            self.assertEqual(raised.exception.__notes__, ["The parameter is 'maxN' of the module Counter."])

    def test_bool_is_taken_for_int(self):
        """True counts as one."""
        self.assertEqual(self.value(basf2.register_module("Progress", maxN=True), "maxN"), 1)

    def test_one_value_is_a_list_of_one(self):
        """A list parameter takes a single element."""
        self.assertEqual(self.value(basf2.register_module("EventInfoSetter", runList=7), "runList"), [7])

    def test_negative_for_unsigned_overflows(self):
        """So do numbers that are too large."""
        module = basf2.register_module("EventInfoSetter")
        for given in (-1, 2**32, 2**70):
            with self.assertRaises(OverflowError):
                module.param("evtNumList", [given])

    def test_wrong_element_of_a_list_is_named(self):
        """The error names the type of the element."""
        with self.assertRaisesRegex(RuntimeError, "Expected type 'int' instead of 'str'"):
            basf2.register_module("EventInfoSetter", runList=[1, "two"])

    def test_numbers_of_numpy_are_taken(self):
        """Scalars as those of Python; arrays are no lists."""
        module = basf2.register_module("Progress")
        for given, wanted in ((numpy.int64(4), 4), (numpy.uint8(5), 5), (numpy.bool_(True), 1)):
            module.param("maxN", given)
            self.assertEqual(self.value(module, "maxN"), wanted)
        for given, name in ((numpy.float32(1), "float"), (numpy.array([1]), "ndarray")):
            with self.assertRaisesRegex(RuntimeError, f"Expected type 'int' instead of '{name}'"):
                module.param("maxN", given)

    def test_list_takes_a_generator_but_no_other_container(self):
        """A tuple or a set is one value of the wrong type."""
        module = basf2.register_module("EventInfoSetter", runList=(number for number in range(3)))
        self.assertEqual(self.value(module, "runList"), [0, 1, 2])
        for given, name in (((1, 2), "tuple"), ({1}, "set"), ([[1]], "list"), (range(3), "range")):
            with self.assertRaisesRegex(RuntimeError, f"Expected type 'int' instead of '{name}'"):
                module.param("runList", given)

    def test_list_that_holds_itself_is_an_error(self):
        """And does not crash."""
        endless = []
        endless.append(endless)
        with self.assertRaises(RecursionError):
            basf2.register_module("EventInfoSetter", runList=endless)

    def test_text_may_be_of_any_bytes(self):
        """As names of files are; a path or bytes are no text."""
        module = basf2.register_module("RootOutput")
        for given in ("gr\u00f6\u00dfe.root", "\udcff.root", ""):
            module.param("outputFileName", given)
            self.assertEqual(self.value(module, "outputFileName"), given)
        for given, name in ((pathlib.Path("a.root"), "PosixPath"), (b"a", "bytes")):
            with self.assertRaisesRegex(RuntimeError, f"Expected type 'str' instead of '{name}'"):
                module.param("outputFileName", given)
        with self.assertRaises(UnicodeEncodeError):
            module.param("outputFileName", "\ud800")

    def test_truth_value_may_be_zero_or_one(self):
        """Other numbers are none."""
        module = basf2.register_module("RootOutput")
        for given, wanted in ((0, False), (1, True), (False, False), (numpy.bool_(True), True)):
            module.param("updateFileCatalog", given)
            self.assertIs(self.value(module, "updateFileCatalog"), wanted)
        for given, name in ((2, "int"), (1.0, "float"), (None, "NoneType"), ("no", "str")):
            with self.assertRaisesRegex(RuntimeError, f"Expected type 'bool' instead of '{name}'"):
                module.param("updateFileCatalog", given)

    def test_optional_value_may_be_missing(self):
        """None stands for that."""
        module = basf2.register_module("RootOutput")
        info = next(info for info in module.available_params() if info.name == "outputSplitSize")
        self.assertEqual((info.type, info.default), ("unsigned int or None", None))
        for given in (5, None):
            module.param("outputSplitSize", given)
            self.assertEqual(info.values, given)
        with self.assertRaises(OverflowError):
            module.param("outputSplitSize", -1)

    def test_wrong_arguments_of_param_are_named(self):
        """Number, and types of names."""
        module = basf2.register_module("Progress")
        for arguments in ((), ("maxN",), ("maxN", 1, 2), (5, 1), ({5: 1},)):
            with self.assertRaises(TypeError):
                module.param(*arguments)
        with self.assertRaises(RuntimeError):
            module.param({"maxN": 1, "maxM": 2})

    def test_dictionary_sets_several(self):
        """As keywords do."""
        module = basf2.register_module("EventInfoSetter")
        module.param({"runList": [1, 2], "expList": [3, 4]})
        self.assertEqual((self.value(module, "runList"), self.value(module, "expList")), ([1, 2], [3, 4]))

    def test_description_of_parameters_is_sorted(self):
        """And tells what was set."""
        module = basf2.register_module("EventInfoSetter", runList=[5])
        infos = module.available_params()
        self.assertEqual([info.name for info in infos], sorted(info.name for info in infos))
        run_list = next(info for info in infos if info.name == "runList")
        self.assertEqual((run_list.type, run_list.default, run_list.values), ("list(int)", [0], [5]))
        self.assertTrue(run_list.setInSteering)
        self.assertFalse(run_list.forceInSteering)

    def test_parameters_outlive_the_name_of_their_module(self):
        """The list may be all that is left."""
        infos = basf2.register_module("EventInfoSetter").available_params()
        self.assertEqual(len([info.values for info in infos]), 5)

    def test_unknown_module_lists_near_names(self):
        """The exception is a RuntimeError of its own class."""
        with self.assertRaisesRegex(basf2.ModuleNotCreatedError, "EventInfoSeter.*Did you mean 'EventInfoSetter'"):
            basf2.register_module("EventInfoSeter")
        self.assertTrue(issubclass(basf2.ModuleNotCreatedError, RuntimeError))

    def test_missing_library_is_named(self):
        """When a library is given."""
        with self.assertRaisesRegex(basf2.ModuleNotCreatedError, "/no/such/library.so"):
            basf2.register_module("EventInfoSetter", shared_lib_path="/no/such/library.so")


if __name__ == "__main__":
    unittest.main()
