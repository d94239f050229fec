# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of who administers the central server: exit codes 107 to 109, 121 and 122."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class NoServer(B2Error):
    """A folder that holds no central server."""

    exit_code = 107
    sentence = "There is no server at {path} ({reason}). Name its folder with --server or B2_SERVER, or make one: b2server-create"


class AccountProblem(B2Error):
    """A change of the accounts that would leave them out of order."""

    exit_code = 108
    sentence = "The accounts were not changed: {problem}."


class OverrideRefused(B2Error):
    """An override that cannot be done as it was asked for."""

    exit_code = 109
    sentence = "Nothing was changed: {problem}."


class MailFailed(B2Error):
    """A mail that could not be sent."""

    exit_code = 121
    sentence = "Mail cannot be sent: {reason}. Mend [mail] in policy.toml or the mail server, and try again."


class NotAnnounced(B2Error):
    """An override that is in force, although those whom it concerns were not told."""

    exit_code = 122
    sentence = "The override is done and stays, but nobody was told of it: {reason}. Tell them yourself: {people}."
