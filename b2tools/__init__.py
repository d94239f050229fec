# SPDX-License-Identifier: LGPL-3.0-or-later
"""The command family that installs, sets up, checks out, checks, tags, builds and releases software."""

__version__ = "1.0.0"
