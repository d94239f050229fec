# SPDX-License-Identifier: LGPL-3.0-or-later
"""Built trees made movable: run paths, texts, first lines, leftovers."""
