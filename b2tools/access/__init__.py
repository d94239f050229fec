# SPDX-License-Identifier: LGPL-3.0-or-later
"""Who may change what on the central repository."""
