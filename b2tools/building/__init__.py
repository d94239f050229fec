# SPDX-License-Identifier: LGPL-3.0-or-later
"""The fast way to build: what SCons would do is decided by its record, and it is asked only where that does not hold any more."""
