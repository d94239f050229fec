# SPDX-License-Identifier: LGPL-3.0-or-later
"""Silence what ROOT's wheel says about its stage at each import: the version is chosen and tested by the externals."""

import warnings


def silence():
    """Filter this one warning."""
    warnings.filterwarnings("ignore", message=r"\s*This distribution of ROOT is in alpha stage")
