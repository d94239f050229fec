# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of signed indexes and binary archives: exit codes 90 to 99."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class NotServed(B2Error):
    """A signed file is at none of a site's download addresses."""

    exit_code = 90
    sentence = ("{name} of the site {site} could not be had from any of its download addresses:\n{reasons}\n"
                "Check this machine's connection and [download] urls in {file}.")


class Refused(B2Error):
    """Several download addresses of a site gave a signed file, and each was refused for its own reason."""

    exit_code = 91
    sentence = ("{name} of the site {site} was refused, as each download address gave something else than wanted:\n{reasons}\n"
                "Ask the release manager.")


class Expired(B2Error):
    """A signed index that was not renewed in time."""

    exit_code = 92
    sentence = ("The index at {url} expired on {expires}: it may be an old one that somebody holds back. "
                "Try again later, or ask the release manager to renew it (b2release-pack --renew).")


class RolledBack(B2Error):
    """A signed index or list that is older than one accepted before."""

    exit_code = 93
    sentence = ("What {url} serves has the serial number {found}, but {accepted} was accepted before on this account: "
                "it is an old one. Ask who serves it, or say --allow-downgrade if the older one is wanted.")


class BadCatalogue(B2Error):
    """A signed index that these tools cannot read."""

    exit_code = 94
    sentence = "The index at {url} is signed but cannot be used:\n{mistakes}\nUse newer tools or ask the release manager."


class NoArchive(B2Error):
    """There is no binary archive for what was asked for."""

    exit_code = 95
    sentence = "There is no binary archive of {name} for {platform} ({arch}): {reason}. Leave out --binary to build it from source."


class WrongContents(B2Error):
    """A binary archive does not hold what its signed index entry says."""

    exit_code = 96
    sentence = ("{archive} does not hold what the signed index says: {what} is {found} instead of {wanted}. "
                "It was not installed. Tell the release manager.")


class NoKey(B2Error):
    """Something has to be signed, but the key is not here or nobody would accept it."""

    exit_code = 97
    sentence = "{what} cannot be signed: {reason}. Name the key of a release manager with --key."


class NotPacked(B2Error):
    """An installation cannot be made into an archive."""

    exit_code = 98
    sentence = "{name} was not packed: {reason}. Install it again and pack it then."


class ForeignPlatform(B2Error):
    """Something can be built only where it will run."""

    exit_code = 99
    sentence = ("Externals {version} have no binary archive for {wanted}, and they cannot be built for it here, on {here}. "
                "Build them on a machine with {wanted}.")
