# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of places: platforms, rights, locks, removal: exit codes 115 to 119."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class UnknownPlatform(B2Error):
    """An operating system that cannot be told, or a platform whose name cannot be one."""

    exit_code = 115
    sentence = "The platform is not known: {reason}. Name it, like BELLE2_PLATFORM=debian-12."
