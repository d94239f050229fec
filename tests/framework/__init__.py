# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tests of the software repository: its build and its test runners."""
