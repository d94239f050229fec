# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of set-up and site configurations: exit codes 30 to 39."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class BadConfig(B2Error):
    """A configuration file with mistakes in it, all of them listed with their lines."""

    exit_code = 30
    sentence = "{path} has {count} mistake{s}:\n{mistakes}\nMend it and try again."


class SiteMissing(B2Error):
    """A folder that is not a site."""

    exit_code = 31
    sentence = ("The folder {folder} is not a site, because it holds no {file}. "
                "Make one with b2site-create (with a server) or b2site-join (from another site's downloads), or name another with "
                "--top.")


class NotInstalled(B2Error):
    """A release or externals version that is not installed at the site."""

    exit_code = 32
    sentence = "The {kind} {name} {verb} not installed at {folder}. {near} Install with {command}."


class NotAWorkingCopy(B2Error):
    """A folder without the files that mark a working copy or an analysis."""

    exit_code = 33
    sentence = ("The folder {folder} is no working copy (it holds neither .release nor .externals nor .analysis). "
                "Make one with b2code-create.")


class BadEnvironment(B2Error):
    """An environment table with a placeholder or entry that cannot be used."""

    exit_code = 34
    sentence = "The environment of {what} cannot be used: {reason}. Mend its environment table."


class ToolsMissing(B2Error):
    """A site without installed tools."""

    exit_code = 35
    sentence = "The site {top} has no tools at {path}. Install them with b2install-tools --top {top}."


class OptionMissing(B2Error):
    """A central release without a build of the option that was chosen."""

    exit_code = 39
    sentence = ("The release {release} was not built with the option {option} at {folder}; it has {there}. Choose that one with "
                "'b2code-option {first}', or build everything with yours in a working copy that needs no central release.")
