# SPDX-License-Identifier: LGPL-3.0-or-later
"""Silence what ROOT's wheel says about its stage at each import: the version is chosen and tested by the externals.

Run by the import of basf2, and by the program basf2 for steering files that import ROOT first. The filter is set when ROOT is
imported, because the regular expressions that it needs cost jobs without ROOT a part of their start.
"""

import sys


class _BeforeRoot:
    """Finds nothing, but is asked when ROOT is about to be imported."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """Set the filter once."""
        if name == "ROOT":
            sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "_BeforeRoot"]
            import warnings
            warnings.filterwarnings("ignore", message=r"\s*This distribution of ROOT is in alpha stage")


sys.meta_path.insert(0, _BeforeRoot())
