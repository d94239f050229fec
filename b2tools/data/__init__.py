# SPDX-License-Identifier: LGPL-3.0-or-later
"""Data sets for users: signed lists, archives, git with pointers."""
