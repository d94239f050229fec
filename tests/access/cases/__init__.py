# SPDX-License-Identifier: LGPL-3.0-or-later
"""The cases that the policy document lists, each pushed for real through the wrapper."""
