# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of working copies and style: exit codes 60 to 79."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class FolderInUse(B2Error):
    """A new working copy would land in a folder that holds something."""

    exit_code = 60
    sentence = "The folder {folder} exists and is not empty, so nothing was changed. Choose another name, or empty it first."


class UnknownPackage(B2Error):
    """A package that does not exist in the repository."""

    exit_code = 61
    sentence = "There is no package {name} in {where}. {near}"


class OutsideWorkingCopy(B2Error):
    """The command works inside a working copy of the software only."""

    exit_code = 62
    sentence = ("{folder} is not inside a working copy of the software ({reason}). "
                "Go to one, or make one with: b2code-create DIR")


class WorkWouldBeLost(B2Error):
    """Files that exist nowhere else would be removed."""

    exit_code = 63
    sentence = ("{package} cannot be removed, because its work would be lost: {files}. "
                "Commit and push the files, or move them away, and try again.")


class AlreadyThere(B2Error):
    """Something that should be created exists."""

    exit_code = 64
    sentence = "The {kind} {name} exists already ({place}), so nothing was changed. Choose another name."


class BadName(B2Error):
    """A name that cannot be used for a package or module."""

    exit_code = 65
    sentence = "{name!r} cannot be the name of a {kind}. Use {wanted}."


class NoProfile(B2Error):
    """The repository has no profile for light working copies."""

    exit_code = 66
    sentence = ("{revision} has no usable file .light, which lists the packages of a light working copy. "
                "Name the packages with --packages.")


class CannotClone(B2Error):
    """The software repository cannot be reached or read."""

    exit_code = 67
    sentence = ("The software cannot be cloned from {url}:\n{reason}\n"
                "Look whether you are online and whether the server knows you (user {user}; BELLE2_USER=NAME is another), "
                "and try again; "
                "nothing was left behind.")


class UnknownRevision(B2Error):
    """Changes since a revision that nothing can be compared with."""

    exit_code = 78
    sentence = "The changes since {revision} cannot be told, because {reason}. Name a branch, tag or commit, like origin/main."
