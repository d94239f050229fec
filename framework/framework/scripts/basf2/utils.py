# SPDX-License-Identifier: LGPL-3.0-or-later
"""Printing of modules, parameters, paths and tables."""

import inspect
import sys
import textwrap

from pybasf2 import B2ERROR, B2FATAL, B2INFO, ModuleNotCreatedError, _register_module
from terminal_utils import ANSIColors, Pager

from basf2._tables import get_terminal_width, pretty_print_table  # noqa: F401


def print_params(module, print_values=True, shared_lib_path=None):
    """Print name, description and parameters of a module."""
    print()
    print("=" * (len(module.name()) + 4))
    print(f"  {module.name()}")
    print("=" * (len(module.name()) + 4))
    print(f"Description: {module.description()}")
    if shared_lib_path is not None:
        print(f"Found in:    {shared_lib_path}")
    print(f"Package:     {module.package()}")
    heading = ["Parameter", "Type", "Default"] + (["Current", "Steering"] if print_values else []) + ["Description"]
    widths = [-25, -20, -20] + ([-20, -20] if print_values else []) + ["*"]
    table, has_forced = [heading], False
    for parameter in module.available_params():
        has_forced |= parameter.forceInSteering
        table.append(_parameter_row(parameter, print_values))
    print()
    pretty_print_table(table, widths)
    if has_forced:
        print(" * denotes a required parameter.")
    print()


def _parameter_row(parameter, print_values):
    """Return the cells of a parameter."""
    forced = parameter.forceInSteering
    row = [("*" if forced else "") + parameter.name, parameter.type, "" if forced else str(parameter.default)]
    if print_values:
        row += [str(parameter.values), str(parameter.setInSteering)]
    return row + [parameter.description]


def print_path(path, defaults=False, description=False, indentation=0, title=True):
    """Show the modules of a path with the parameters that differ from their defaults, or with all of them."""
    if title:
        B2INFO("Modules and parameter settings in the path:")
    indent = " " * indentation
    for index, module in enumerate(path.modules(), start=1):
        print(indent + " % 2d. % s" % (index, module.name()) + (f"  #{module.description()}" if description else ""))
        for parameter in module.available_params():
            if defaults or parameter.values != parameter.default:
                text = f"{parameter.name}={parameter.values}" + (f"  #{parameter.description}" if description else "")
                print(f"{indent}      {text}")
        for condition in module.get_all_conditions():
            print(f"\n{indent}      {condition}:")
            print_path(condition.get_path(), defaults, description, indentation + 6, False)


def pretty_print_description_list(rows):
    """Print pairs of name and description in two columns; rows of one entry are headings."""
    width = get_terminal_width()
    bold, plain = ANSIColors.color(bold=True), ANSIColors.reset()
    for row in rows:
        if len(row) == 1:
            print(f"\n{bold}{row[0]}{plain}")
            continue
        name, lines = row[0], []
        for line in str(row[1]).splitlines():
            lines += textwrap.wrap(line, max(20, width - 25))
        if len(name) > 23 or not lines:
            print(f"{bold}{name}{plain}")
        else:
            print(f"{bold}{name:<24}{plain} {lines.pop(0)}")
        for line in lines:
            print(" " * 25 + line)


def print_all_modules(moduleList, package=""):
    """Print modules, given by name or as pairs of name and library, by package with their descriptions.

    Restricted to one package if given. Returns the number of modules printed. Modules that cannot be loaded are fatal in the end.
    """
    by_package, broken = {}, 0
    for name in sorted(entry if isinstance(entry, str) else entry[0] for entry in moduleList):
        try:
            module = _register_module(name, "")
        except ModuleNotCreatedError as error:
            B2ERROR(str(error))
            broken += 1
            continue
        if not package or module.package() == package:
            by_package.setdefault(module.package(), []).append((name, " ".join(module.description().split())))
    rows = []
    for heading in sorted(by_package):
        rows += [(heading or "no package",)] + by_package[heading]
    pretty_print_description_list(rows)
    if broken:
        B2FATAL(f"{broken} module(s) could not be loaded, see above. Run scons in case they are out of date.")
    return sum(len(modules) for modules in by_package.values())


def pretty_print_module(module, name, replacements=None):
    """Print the public functions of a Python module, itself or its name, with their arguments and documentation.

    `replacements` are texts to replace in the arguments.
    """
    module = sys.modules[module] if isinstance(module, str) else module
    rows = []
    for function in sorted((name for name in list_functions(module) if not name.startswith("_")), key=str.lower):
        arguments = str(inspect.signature(getattr(module, function)))
        for old, new in (replacements or {}).items():
            arguments = arguments.replace(old, new)
        rows.append((function, arguments + "\n" + (inspect.getdoc(getattr(module, function)) or "")))
    with Pager(f"List of available functions in {name}", True):
        pretty_print_description_list(rows)


def is_mod_function(mod, func):
    """Return whether something is a function that is defined in a module and not only imported there."""
    return inspect.isfunction(func) and func.__module__ == mod.__name__


def list_functions(mod):
    """Return the names of the functions that a module defines, in their order."""
    return [func.__name__ for func in vars(mod).values() if is_mod_function(mod, func)]
