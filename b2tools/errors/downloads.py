# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of data sets: exit codes 110 to 114."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class UnknownData(B2Error):
    """The site has no such data set, or not in that version."""

    exit_code = 110
    sentence = "The site {site} has no data set {name}. {near} The command b2install-data lists all."


class BadPointers(B2Error):
    """Pointer files in a repository of data that cannot be understood."""

    exit_code = 111
    sentence = ("Nothing was installed, because pointer files of {repository} are damaged:\n{mistakes}\n"
                "Tell those who look after the data set.")


class NoDataRepository(B2Error):
    """The repository of a data set, or the pinned commit in it, cannot be had."""

    exit_code = 112
    sentence = "The data set {name} is not complete: {repository} does not give commit {commit}:\n{reason}\nNothing was installed."


class NoDataList(B2Error):
    """The site's download addresses answer, but have no list of data sets."""

    exit_code = 114
    sentence = ("The site {site} offers no data sets: none of its download addresses ({urls}) has {name}. "
                "Its release manager can publish one.")


class ReservedName(B2Error):
    """A data set brings a file whose name receipts have."""

    exit_code = 113
    sentence = "The data set {name} holds {file}, a name that is reserved for receipts. Tell those who look after the data set."
