# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a set-up changes in a shell, and how each shell says it."""
