# SPDX-License-Identifier: LGPL-3.0-or-later
"""Monthly build, nightly, publication."""
