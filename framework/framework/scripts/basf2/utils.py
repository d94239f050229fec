# SPDX-License-Identifier: LGPL-3.0-or-later
"""Printing of modules, parameters, paths and tables."""

import sys
import textwrap

from pybasf2 import B2INFO, _register_module

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
    row = [("*" if forced else "") + parameter.name, parameter.type, "" if forced else repr(parameter.default)]
    if print_values:
        row += [repr(parameter.values), str(parameter.setInSteering)]
    return row + [parameter.description]


def print_path(path, defaults=False, description=False, indentation=0, title=True):
    """Show the modules of a path with the parameters that differ from their defaults, or with all of them."""
    if title:
        B2INFO("Modules and parameter settings in the path:")
    indent = " " * indentation
    for index, module in enumerate(path.modules(), start=1):
        lines = [indent + " % 2d. % s" % (index, module.name())]
        if description:
            lines.append(f"{indent}      {module.description()}")
        lines += [f"{indent}      {line}" for line in _parameter_lines(module, defaults, description)]
        B2INFO("\n".join(lines))
        for condition in module.get_all_conditions():
            B2INFO(f"\n{indent}      {condition}:")
            print_path(condition.get_path(), defaults, description, indentation + 6, False)


def _parameter_lines(module, defaults, description):
    """Return name=value for the parameters to show."""
    lines = []
    for parameter in module.available_params():
        if defaults or parameter.forceInSteering or parameter.values != parameter.default:
            lines.append(f"{parameter.name}={parameter.values}")
            if description:
                lines += textwrap.wrap(parameter.description, initial_indent="    ", subsequent_indent="    ")
    return lines


def pretty_print_description_list(rows):
    """Print pairs of name and description in two columns; rows of one entry are headings."""
    width = get_terminal_width()
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    for row in rows:
        if len(row) == 1:
            print(f"\n{bold}{row[0]}{plain}")
            continue
        name, text = row[0], " ".join(str(row[1]).split())
        lines = textwrap.wrap(text, max(20, width - 25)) or [""]
        if len(name) > 23:
            print(f"{bold}{name}{plain}")
        else:
            print(f"{bold}{name:<24}{plain} {lines.pop(0)}")
        for line in lines:
            print(" " * 25 + line)


def print_all_modules(moduleList, package=""):
    """Print modules, given as pairs of name and library, by package with their descriptions; restricted to one package if given.

    Returns the number of modules printed.
    """
    by_package = {}
    for name, library in sorted(moduleList):
        module = _register_module(name, "")
        if not package or module.package() == package:
            by_package.setdefault(module.package(), []).append((name, module.description()))
    rows = []
    for heading in sorted(by_package):
        rows += [(heading or "no package",)] + by_package[heading]
    pretty_print_description_list(rows)
    return sum(len(modules) for modules in by_package.values())


def pretty_print_module(module, name, replacements=None):
    """Print the functions and classes of a Python module with the first lines of their documentation."""
    rows = [(f"The functions and classes in {name}",)]
    for function in list_functions(module):
        text = (getattr(module, function).__doc__ or "").strip().split("\n\n")[0]
        for old, new in (replacements or {}).items():
            text = text.replace(old, new)
        rows.append((function, text))
    pretty_print_description_list(rows)


def is_mod_function(mod, func):
    """Return whether a function is defined in a module and not only imported there."""
    return callable(func) and getattr(func, "__module__", None) == mod.__name__


def list_functions(mod):
    """Return the names of the functions that a module defines."""
    return [name for name, value in sorted(vars(mod).items()) if is_mod_function(mod, value)]
