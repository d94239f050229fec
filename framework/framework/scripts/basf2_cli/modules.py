# SPDX-License-Identifier: LGPL-3.0-or-later
"""List all modules, those of a package, or the parameters of one module: `basf2 -m [NAME]`."""

import sys

import basf2
from basf2.utils import print_all_modules, print_params


def main(wanted):
    """Print what was asked for."""
    available = basf2.list_available_modules()
    if wanted in available:
        print_params(basf2.register_module(wanted), False, available[wanted])
    elif print_all_modules(list(available.items()), wanted) == 0:
        basf2.B2FATAL(f'Print module information: No module or package named "{wanted}" found!')


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
