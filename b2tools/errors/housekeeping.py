# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of places: platforms, rights, locks, removal: exit codes 115 to 119."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class UnknownPlatform(B2Error):
    """An operating system that cannot be told, or a platform whose name cannot be one."""

    exit_code = 115
    sentence = "The platform is not known: {reason}. Name it, like BELLE2_PLATFORM=debian-12."


class NoRights(B2Error):
    """A user may not install here."""

    exit_code = 116
    sentence = ("{user} may not install in {folder} ({reason}). "
                "Ask {owner} to do it, or install at a site of your own and name it with --top.")


class BadGroup(B2Error):
    """The group that a site's installations shall have cannot be given to them."""

    exit_code = 117
    sentence = ("Installations at {folder} shall have the group {group}, but {reason}. "
                "Ask the administrator, or change group in the table install of site.toml.")


class LockUnusable(B2Error):
    """A lock file that cannot be opened or locked."""

    exit_code = 118
    sentence = "The lock {path} cannot be held, so nobody could tell whether another install runs: {reason}. {advice}"


class InUse(B2Error):
    """Something that must not be removed now."""

    exit_code = 119
    sentence = "{name} was not removed: {reason}. Say --force to remove it all the same."


class SeveralVersions(B2Error):
    """The name of a data set of which several versions are installed."""

    exit_code = 120
    sentence = "Of {name} several versions are installed: {versions}. Say which one."
