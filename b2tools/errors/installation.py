# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of installing externals and releases: exit codes 10 to 29."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class FetchFailed(B2Error):
    """A file could not be had from any of its URLs; `kept` tells what came of it."""

    exit_code = 10
    sentence = "{name} could not be fetched:\n{reasons}\n{kept}Check this machine's connection and try again."

    def __init__(self, **facts: object) -> None:
        super().__init__(**{"kept": ""} | facts)


class WrongHash(B2Error):
    """A file is not the one that was pinned."""

    exit_code = 11
    sentence = ("{url} gave a file with SHA-256 {found}, but {name} must have {wanted}. It was not kept. "
                "Ask the people who serve it; a second try helps only if it was damaged on the way.")


class BadManifest(B2Error):
    """An externals manifest has mistakes."""

    exit_code = 12
    sentence = "{path} is not a valid externals manifest:\n{mistakes}"


class UnknownExternals(B2Error):
    """There is no manifest of that name."""

    exit_code = 13
    sentence = "There are no externals {version}. {near}"


class WrongPython(B2Error):
    """The interpreter is not the one that the externals are made for."""

    exit_code = 14
    sentence = ("Externals {version} need Python {wanted}, but {executable} is Python {found}. "
                "Run the tools with Python {wanted} (make their virtual environment with it).")


class UnsafeArchive(B2Error):
    """An archive holds a member that must not be unpacked."""

    exit_code = 15
    sentence = "{archive} was not unpacked: its member {member!r} {reason}. Do not use this file; tell those who serve it."


class BadArchive(B2Error):
    """A file is not an archive or is damaged."""

    exit_code = 16
    sentence = "{archive} cannot be unpacked: {reason}."


class BuildFailed(B2Error):
    """A build command came back with an error."""

    exit_code = 17
    sentence = "Building {name} failed: {command} ended with exit code {returncode}. The log is {log}; its end:\n{output}"


class CheckFailed(B2Error):
    """An installed package does not pass its own check."""

    exit_code = 18
    sentence = "{name} was installed but does not work: {command} ended with exit code {returncode}:\n{output}"


class TooLittleSpace(B2Error):
    """The file system has less space than an installation needs."""

    exit_code = 19
    sentence = "{path} has {free} free, but {what} needs {needed}. Free some space or choose another place; nothing was changed."


class PrefixLeft(B2Error):
    """A built tree still names the folder where it was built."""

    exit_code = 20
    sentence = ("{tree} could not be moved: these files name the folder where it was built, which will not exist:\n{places}\n"
                "Let its build leave the path out (a patch, an option), or name the files that do not matter in the manifest.")


class UnknownRelease(B2Error):
    """The software repository has no such release."""

    exit_code = 21
    sentence = "{repository} has no release {version}. {near}"


class BadReceipt(B2Error):
    """The receipt of an installation cannot be read."""

    exit_code = 22
    sentence = "{path} is not a receipt that these tools understand ({reason}). Remove the folder and install it again."


class StillNeeded(B2Error):
    """Something cannot be removed because something else needs it."""

    exit_code = 23
    sentence = "{name} was not removed because {users} need it. Remove these first, or say --force."


class UnknownSystem(B2Error):
    """The operating system is not among those whose packages are known."""

    exit_code = 24
    sentence = "The system packages for {system} are not known. Known systems: {known}."


class Clash(B2Error):
    """Two packages bring the same file."""

    exit_code = 25
    sentence = "{first} and {second} both bring {path}, with different content. Mend the manifest {manifest}."


class NoSuchExternal(B2Error):
    """A package was asked for that the manifest does not list."""

    exit_code = 26
    sentence = "{manifest} lists no package {name}. {near}"


class BuildHangs(B2Error):
    """A build did not end within its time limit."""

    exit_code = 27
    sentence = ("Building {name} was stopped: {command} did not end within the time limit of {seconds} s, and all that it started "
                "was killed. The log is {log}; its end:\n{output}")


class WroteOutside(B2Error):
    """A build wrote where it must not."""

    exit_code = 28
    sentence = ("Building {name} failed: it wrote outside its prefix, which no build may do: {paths}. Nothing of it was kept. "
                "Mend its build commands in the manifest (DESTDIR, --prefix={{prefix}}); the log is {log}.")


class OtherExternals(B2Error):
    """A binary archive of a release that was made with other externals than are installed."""

    exit_code = 29
    sentence = ("The archive of {release} was made with other externals {externals} than are installed here (manifest {wanted}, "
                "found {found}). Install those with 'b2install-externals {externals}', or build the release with --source.")
