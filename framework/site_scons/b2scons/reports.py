# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks after a full build: libraries that are declared and not needed."""


def define(release):
    """Define the check."""
    del release
