# SPDX-License-Identifier: LGPL-3.0-or-later
"""Prints docs/modules.md from the modules of a release: `basf2 -l error docs/module_reference.py > docs/modules.md`."""
import re
import sys

import basf2

INTRODUCTION = """# Modules

What the modules of a release do, in short. `basf2 -m NAME` shows all of it, with the parameters. A module that may run in parallel
has the flag `PARALLELPROCESSINGCERTIFIED`. This page is written by `basf2 -l error docs/module_reference.py`.
"""


def first_sentence(text):
    """Up to the full stop, on one line, as a cell of a table."""
    return re.match(r".*?[.](?= |$)|.*", " ".join(text.split()))[0].replace("|", r"\|")


def main():
    """Print the tables, one for each package."""
    packages = {}
    for name in sorted(basf2.list_available_modules()):
        module = basf2.register_module(name)
        parallel = "yes" if module.has_properties(basf2.ModulePropFlags.PARALLELPROCESSINGCERTIFIED) else ""
        row = f"| `{name}` | {parallel} | {first_sentence(module.description())} |"
        packages.setdefault(module.package(), []).append(row)
    lines = [INTRODUCTION]
    for package in sorted(packages):
        lines += [f"## {package}\n", "| Module | parallel | What it does |", "|---|---|---|", *packages[package], ""]
    sys.stdout.write("\n".join(lines))


main()
