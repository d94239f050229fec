# SPDX-License-Identifier: LGPL-3.0-or-later
"""Prints what functions of data objects return, to compare it between versions of the software."""

from ROOT import Belle2, TLorentzVector, TVector3, kIsPublic, kIsStatic

from basf2 import Module

# functions of the dictionary, which say nothing about the object
_OF_ROOT = {"CheckTObjectHashConsistency", "Class", "Class_Name", "Class_Version", "DeclFileLine", "DeclFileName", "Dictionary",
            "ImplFileLine", "ImplFileName", "IsA", "ShowMembers", "Streamer", "StreamerNVirtual", "operator!=", "operator=",
            "operator=="}


def get_public_members(classname):
    """Return the sorted names of the public functions of a class of the namespace Belle2, without static ones."""
    methods = getattr(Belle2, classname).Class().GetListOfMethods()
    names = {str(method.GetName()) for method in methods
             if method.Property() & kIsPublic and not method.Property() & kIsStatic}
    return sorted(names - _OF_ROOT - {classname, f"~{classname}"})


class DataStorePrinter:
    """Prints the objects of a class, one function per line as `getX(): result`.

    `name` is the class. `simple` are names of functions without arguments; `withArgument` is a dictionary from names to the
    arguments of several calls, each a value or a list of values. `array` tells an array from a single object.
    """

    def __init__(self, name, simple, withArgument=None, array=True):
        """Sort the functions by name; calls of the same function keep their order."""
        self.name = name
        self.array = array
        self.object_members = [(member, [], None, None) for member in simple]
        for member, calls in (withArgument or {}).items():
            for call in calls:
                self.object_members.append((member, list(call) if isinstance(call, (list, tuple)) else [call], None, None))
        self.object_members.sort(key=lambda entry: entry[0])

    def add_member(self, name, arguments=None, print_callback=None, display=None):
        """Add a function and return the printer.

        `arguments` is a list, or a function of object and name that returns a list for one call, a tuple of lists for several, or
        None for none. `print_callback(name, arguments, result)` prints the result. `display` is shown instead of name and
        arguments.
        """
        self.object_members.append((name, [] if arguments is None else arguments, print_callback, display))
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
        tested = {entry[0] for entry in self.object_members}
        for member in get_public_members(self.name):
            if member not in tested:
                print(f"Untested method {self.name}::{member}")

    def _print_object(self, item, index):
        """Print what all functions of one object return."""
        print(f"{self.name}{index}:")
        for name, arguments, callback, display in self.object_members:
            calls = arguments(item, name) if callable(arguments) else (arguments,)
            for call in [calls] if isinstance(calls, list) else calls or ():
                result = getattr(item, name)(*call)
                print(f"  {display}: " if display is not None else f"  {name}({','.join(map(str, call))}): ", end="", flush=True)
                if callback:
                    callback(name, call, result)
                else:
                    _print_result(result)


def _print_result(result, depth=0, weight=None):
    """Print a result by what it can do, since addresses differ from run to run; containers with one line per element."""
    start = "  " * (depth + 1) if depth else ""
    end = "" if weight is None else f" (weight: {weight:.6g})"
    if hasattr(result, "getArrayName") and hasattr(result, "getArrayIndex"):
        print(f"{start}-> {result.getArrayName()}#{result.getArrayIndex()}{end}" if result else f"{start}-> NULL{end}")
    elif hasattr(result, "GetNrows") and hasattr(result, "GetNcols"):
        print(start + end)
        for row in range(result.GetNrows()):
            print("  " * (depth + 2) + "".join(f"{result(row, column):13.6e} " for column in range(result.GetNcols())))
    elif isinstance(result, (TVector3, TLorentzVector)):
        components = range(4 if isinstance(result, TLorentzVector) else 3)
        print(f"{start}({','.join(f'{result[i]:.6g}' for i in components)})")
    elif hasattr(result, "X") and hasattr(result, "Y") and hasattr(result, "Z"):
        values = [result.X(), result.Y(), result.Z()] + ([result.T()] if hasattr(result, "T") else [])
        print(f"{start}({','.join(f'{value:.6g}' for value in values)})")
    elif hasattr(result, "first") and hasattr(result, "second"):
        print(f"{start}pair{end}")
        _print_result(result.first, depth + 1)
        _print_result(result.second, depth + 1)
    elif hasattr(result, "size") and hasattr(result, "begin") and hasattr(result, "end"):
        print(f"{start}size({result.size()}){end}")
        weights = getattr(result, "weight", None)
        for index, element in enumerate(result):
            _print_result(element, depth + 1, weights(index) if weights else None)
    elif isinstance(result, float):
        print(f"{start}{result:.6g}{end}")
    elif isinstance(result, str) and len(result) == 1:
        print(f"{start}{ord(result)}{end}")
    else:
        print(f"{start}{result}{end}")


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
