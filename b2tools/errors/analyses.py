# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of analyses: exit codes 81 to 89."""
from __future__ import annotations

from b2tools.errors.base import B2Error
from b2tools.errors.server import NotAllowed


class AnalysisTaken(B2Error):
    """An analysis whose name somebody has on the server; the sentence is the server's own."""

    exit_code = 81
    sentence = "{problem}"


class NoGroup(NotAllowed):
    """A physics group that the server does not know."""

    exit_code = 82
    sentence = "There is no group {group}. {near}"


class NoRepository(NotAllowed):
    """A repository that the server does not have."""

    exit_code = 83
    sentence = "There is no repository {name!r} here. {near}"


class ServerUnreachable(B2Error):
    """A server that gives no answer."""

    exit_code = 84
    sentence = ("The server {url} gives no answer:\n{reason}\n"
                "Look whether you are online and whether the server knows you (user {user}; BELLE2_USER=NAME is another), "
                "and try again; nothing was left behind.")


class UnknownAnalysis(B2Error):
    """An analysis that the server does not have, or that nothing was pushed to."""

    exit_code = 85
    sentence = ("{answer} With b2analysis-get, DIR is the name of your own analysis; DIR USER is that of another user, "
                "and DIR --group GROUP that of a group.")


class NoIdentity(B2Error):
    """A commit that would bear a name and address that git has invented."""

    exit_code = 86
    sentence = "Nothing was made, because its first commit needs your name and address. {advice}."


class OutsideAnalysis(B2Error):
    """The command works inside an analysis only."""

    exit_code = 87
    sentence = ("{folder} is not inside an analysis (there is no {file} in it or above). "
                "Go to one, or make one with: b2analysis-create")


class NothingToUpdateTo(B2Error):
    """No release is installed that an analysis could move to."""

    exit_code = 88
    sentence = "No supported release is installed at {folder}. Name one that is there, or install one with b2install-release."


class OtherPolicy(B2Error):
    """An analysis, for which the policy of the software says nothing."""

    exit_code = 89
    sentence = ("{folder} is an analysis, and the policy of the software does not hold for it: "
                "the server asks who may write, and for names and sizes of files. Just push.")
