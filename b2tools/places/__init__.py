# SPDX-License-Identifier: LGPL-3.0-or-later
"""Places where something is installed: staged, receipt, one rename; who uses it."""
