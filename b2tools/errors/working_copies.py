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


class NotCone(B2Error):
    """The user has given the sparse checkout patterns of his own, which a change by folders would throw away."""

    exit_code = 74
    sentence = ("The sparse checkout of {folder} has patterns of its own, which this command would throw away, "
                "so nothing was changed. "
                "Change them with git sparse-checkout, or go back to whole folders with: git sparse-checkout init --cone.")


class FilesInTheWay(B2Error):
    """Files of the user lie where a package that should be checked out has other ones."""

    exit_code = 75
    sentence = ("{package} cannot be checked out, because other files lie where it has files: {files}. Nothing was changed. "
                "Move them away and try again.")


class StandingInside(B2Error):
    """The current folder would vanish."""

    exit_code = 76
    sentence = "{package} cannot be removed, because you are inside of it ({folder}). Go to {top} and try again."


class CannotFetch(B2Error):
    """Something that a server has cannot be fetched."""

    exit_code = 77
    sentence = ("The {what} cannot be fetched:\n{reason}\nLook whether you are online and whether the server knows you, "
                "and try again; nothing was changed.")


class IgnoredWouldGo(B2Error):
    """Git deletes what it ignores in a tracked folder that is not checked out whenever it changes what is checked out."""

    exit_code = 78
    sentence = ("Git would delete {files}, which it ignores, because {package} is not checked out, so nothing was changed. "
                "Move the files away, or first check their package out with: b2code-package-add {package}")


class NotJoinable(B2Error):
    """A repository whose history cannot come before ours."""

    exit_code = 73
    sentence = "The history of {url} cannot be joined, because {reason}. {advice}"


class NoOlderHistory(B2Error):
    """Nobody has said where the older history is."""

    exit_code = 79
    sentence = ("The site {name} names no repository with an older history (history in the table git of {file}). "
                "Name one with: b2code-history URL")


class NoCentralRelease(B2Error):
    """A working copy of some packages of main stands on no central release, so nothing outside it is built."""

    exit_code = 68
    sentence = ("{folder} stands on no central release (.release names none), so no package outside of it must be compiled again. "
                "Leave out --dependents, or write the name of an installed release into .release.")


class NoIndex(B2Error):
    """A central release does not tell how its packages hang together, or not in a way that is understood."""

    exit_code = 69
    sentence = ("The release {release} does not tell which packages depend on others: {file} {reason}. "
                "Name the packages yourself without --dependents, or use a newer release or newer tools.")


class UnknownRevision(B2Error):
    """Changes since a revision that nothing can be compared with."""

    exit_code = 70
    sentence = "The changes since {revision} cannot be told, because {reason}. Name a branch, tag or commit, like origin/main."
