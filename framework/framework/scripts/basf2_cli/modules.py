# SPDX-License-Identifier: LGPL-3.0-or-later
"""List all modules, those of a package, or the parameters of one module: `basf2 -m [NAME]`."""

import difflib
import sys

import basf2
from basf2.utils import print_all_modules, print_params


def suggest(wanted, available):
    """Return a question for modules and packages with names like the wanted one, whatever the case; empty if there are none."""
    packages = {basf2.register_module(name).package() for name in available}
    names = {name.lower(): name for name in (*packages, *available)}
    near = [f"'{names[name]}'" for name in difflib.get_close_matches(wanted.lower(), names)]
    return f" Did you mean {', '.join(near)}?" if near else ""


def main(wanted):
    """Print what was asked for."""
    available = basf2.list_available_modules()
    if wanted in available:
        print_params(basf2.register_module(wanted), False, available[wanted])
    elif print_all_modules(list(available.items()), wanted) == 0:
        near = suggest(wanted, available)
        basf2.B2FATAL(f'Print module information: No module or package named "{wanted}" found!{near}')


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
