# SPDX-License-Identifier: LGPL-3.0-or-later
"""Prints what functions of data objects return, to compare it between versions of the software."""

import collections
import operator

from ROOT import Belle2, kIsPublic, kIsStatic

from basf2 import Module

_Call = collections.namedtuple("_Call", "function arguments callback display")
# What a result is printed as: its text, lines that belong to it, results in it, and whether the weight of a relation is told.
_Shown = collections.namedtuple("_Shown", "text rows inner weighted", defaults=((), (), True))


def _own_functions(cls):
    """Return the names of the public functions that a class itself has, without static ones."""
    return {str(method.GetName()) for method in cls.Class().GetListOfMethods()
            if method.Property() & kIsPublic and not method.Property() & kIsStatic}


def get_public_members(classname):
    """Return the sorted names of the public functions of a class of the namespace Belle2, without static ones.

    What two classes have that have nothing to do with each other comes from their dictionaries and says nothing about an object.
    """
    of_dictionary = _own_functions(Belle2.EventMetaData) & _own_functions(Belle2.RelationContainer)
    names = _own_functions(getattr(Belle2, classname)) - of_dictionary - {classname, f"~{classname}"}
    return sorted(name for name in names if not name.startswith("operator"))


class DataStorePrinter:
    """Prints the objects of a class, one function per line as `getX(): result`.

    `name` is the class. `simple` are names of functions without arguments; `withArgument` is a dictionary from names to the
    arguments of several calls, each a value or a list of values. `array` tells an array from a single object.
    """

    def __init__(self, name, simple, withArgument=None, array=True):
        """Sort the functions by name; calls of the same function keep their order."""
        self.name = name
        self.array = array
        calls = [_Call(function, [], None, None) for function in simple]
        calls += [_Call(function, list(given) if isinstance(given, (list, tuple)) else [given], None, None)
                  for function, several in (withArgument or {}).items() for given in several]
        self.object_members = sorted(calls, key=operator.attrgetter("function"))

    def add_member(self, name, arguments=None, print_callback=None, display=None):
        """Add a function and return the printer.

        `arguments` is a list, or a function of object and name that returns a list for one call, a tuple of lists for several, or
        None for none. `print_callback(name, arguments, result)` prints the result. `display` is shown instead of name and
        arguments.
        """
        self.object_members.append(_Call(name, [] if arguments is None else arguments, print_callback, display))
        return self

    def print(self):
        """Print all objects that exist."""
        if self.array:
            for index, item in enumerate(Belle2.PyStoreArray(self.name + "s")):
                self._print_object(item, f"#{index}")
        else:
            item = Belle2.PyStoreObj(self.name)
            if item:
                self._print_object(item.obj(), "")

    def print_untested(self):
        """Name the public functions that are not printed."""
        printed = {call.function for call in self.object_members}
        for function in get_public_members(self.name):
            if function not in printed:
                print(f"Untested method {self.name}::{function}")

    def _print_object(self, item, index):
        """Print what all functions of one object return."""
        print(f"{self.name}{index}:")
        for call in self.object_members:
            for arguments in _all_arguments(call, item):
                result = getattr(item, call.function)(*arguments)
                title = call.display if call.display is not None else f"{call.function}({','.join(map(str, arguments))})"
                print(f"  {title}: ", end="", flush=True)
                if call.callback:
                    call.callback(call.function, arguments, result)
                else:
                    _print_result(result)


def _all_arguments(call, item):
    """Return the lists of arguments of the calls to make."""
    arguments = call.arguments(item, call.function) if callable(call.arguments) else call.arguments
    return [arguments] if isinstance(arguments, list) else arguments or ()


def _show_relation(result):
    if hasattr(result, "getArrayName") and hasattr(result, "getArrayIndex"):
        return _Shown(f"-> {result.getArrayName()}#{result.getArrayIndex()}" if result else "-> NULL")


def _show_matrix(result):
    if hasattr(result, "GetNrows") and hasattr(result, "GetNcols"):
        columns = range(result.GetNcols())
        return _Shown("", ["".join(f"{result(row, column):13.6e} " for column in columns) for row in range(result.GetNrows())])


def _show_vector(result):
    names = "XYZT" if hasattr(result, "T") else "XYZ"
    if all(hasattr(result, name) for name in names):
        return _Shown("(" + ",".join(f"{getattr(result, name)():.6g}" for name in names) + ")", weighted=False)


def _show_pair(result):
    if hasattr(result, "first") and hasattr(result, "second"):
        return _Shown("pair", inner=[(result.first, None), (result.second, None)])


def _show_container(result):
    if all(hasattr(result, name) for name in ("size", "begin", "end")):
        weight = getattr(result, "weight", lambda index: None)
        return _Shown(f"size({result.size()})", inner=[(element, weight(index)) for index, element in enumerate(result)])


def _show_value(result):
    if isinstance(result, float):
        return _Shown(f"{result:.6g}")
    # what C++ calls a char is a number here
    return _Shown(str(ord(result) if isinstance(result, str) and len(result) == 1 else result))


def _print_result(result, depth=0, weight=None):
    """Print a result by what it can do, since addresses differ from run to run; what is in it comes below, one level deeper."""
    ways = (_show_relation, _show_matrix, _show_vector, _show_pair, _show_container, _show_value)
    shown = next(filter(None, (way(result) for way in ways)))
    text = shown.text if weight is None or not shown.weighted else f"{shown.text} (weight: {weight:.6g})"
    print(f"{'  ' * (depth + 1) if depth else ''}{text}")
    for row in shown.rows:
        print("  " * (depth + 2) + row)
    for element, its_weight in shown.inner:
        _print_result(element, depth + 1, its_weight)


class PrintObjectsModule(Module):
    """Prints with several printers in each event."""

    def __init__(self, objects_to_print, print_untested=False):
        """Keep the printers."""
        super().__init__()
        self.objects_to_print = objects_to_print
        self.print_untested = print_untested

    def initialize(self):
        """Name what is not printed, if wanted."""
        if self.print_untested:
            for printer in self.objects_to_print:
                printer.print_untested()

    def event(self):
        """Print."""
        for printer in self.objects_to_print:
            printer.print()
