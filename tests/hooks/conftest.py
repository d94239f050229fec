# SPDX-License-Identifier: LGPL-3.0-or-later
"""Working copies that the library makes, for their hooks."""
from tests.workingcopies.conftest import copy, offline, small

__all__ = ["copy", "offline", "small"]
