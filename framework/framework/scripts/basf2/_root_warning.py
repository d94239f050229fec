# SPDX-License-Identifier: LGPL-3.0-or-later
"""Silence what ROOT's wheel says about its stage at each import: the version is chosen and tested by the externals.

Run by the import of basf2. The file needs nothing of the package, so that the program basf2 can run it for steering files that
import ROOT first.
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*This distribution of ROOT is in alpha stage")
