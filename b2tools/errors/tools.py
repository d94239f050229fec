# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of the tools' versions, support policies and virtual environments: exit codes 100 to 109."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class NoSuchTools(B2Error):
    """A version of the tools that is not there."""

    exit_code = 100
    sentence = "There are no tools {version} {where}. {near} List them with b2install-tools --list."


class ToolsDowngrade(B2Error):
    """Tools older than the present ones were asked for."""

    exit_code = 101
    sentence = ("The tools {version} are older than the present ones ({current}), which may have mended what is wrong in them. "
                "To go back all the same, say --allow-downgrade.")


class ToolsNotInstalled(B2Error):
    """A version of the tools could not be installed."""

    exit_code = 102
    sentence = ("The tools {version} could not be installed, and nothing of them was kept: "
                "{command} ended with exit code {code}:\n{output}")


class BadTools(B2Error):
    """A wheel that is not one of the tools, or not one that can be published."""

    exit_code = 103
    sentence = "{path} cannot be published: {reason}. {advice}"


class NoPolicy(B2Error):
    """The site publishes no support policy."""

    exit_code = 104
    sentence = "The support policy of the site {site} cannot be had: {reason} {advice}"


class BadVenv(B2Error):
    """A virtual environment that cannot be made."""

    exit_code = 105
    sentence = "The virtual environment {path} was not made: {reason}. {advice}"


class OldPolicy(B2Error):
    """A support policy that is older than one seen before."""

    exit_code = 106
    sentence = ("The support policy {url} was issued on {issued}, but one of {known} is known already: it is an old one. "
                "Give it the date of today, or ask who serves it.")
