# SPDX-License-Identifier: LGPL-3.0-or-later
"""Every error that a user can mend: one class, one exit code, one sentence each.

Exit codes: 0 done, 1 the thing checked is not in order, 2 usage, 3 unexpected, 4 and up one per class, 130 Ctrl-C.
A sentence says the problem (and why it is one), then what to do; it names file, value found and value wanted.
"""
from __future__ import annotations

import difflib


class B2Error(Exception):
    """Base of the errors that a user can mend; `facts` fill the placeholders of `sentence`."""

    exit_code = 3
    sentence = "{problem}"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence.format(**facts))


def near(name: str, names: object, count: int = 3) -> str:
    """A clause that lists the names nearest to a wrong one, or all of them if there are few; empty if there are none."""
    known = sorted(str(one) for one in names)
    close = difflib.get_close_matches(name, known, n=count, cutoff=0.5)
    if close:
        return "Did you mean " + " or ".join(close) + "?"
    return ("Known are: " + ", ".join(known[:20]) + ("..." if len(known) > 20 else "") + ".") if known else "There are none."


class ProgramMissing(B2Error):
    """A program that is needed is not installed."""

    exit_code = 4
    sentence = "The program {program} is not installed or not on PATH, so {purpose} is not possible. {advice}"


class ProgramFailed(B2Error):
    """A program that was run came back with an error."""

    exit_code = 5
    sentence = "{command} failed with exit code {returncode}{where}:\n{output}"


class TimedOut(B2Error):
    """A program did not end within its time limit."""

    exit_code = 6
    sentence = "{command} did not end within {seconds} s and was stopped. Try again, or look why it hangs."


class DiskFull(B2Error):
    """There is no space left where something had to be written."""

    exit_code = 7
    sentence = "No space is left for {path}. Free some space or choose another place; nothing half written was kept."


class NotWritable(B2Error):
    """A folder or file cannot be written."""

    exit_code = 8
    sentence = "{path} cannot be written ({reason}). Choose another place or ask its owner for the right to write."


class BadPath(B2Error):
    """A folder name that cannot work here."""

    exit_code = 9
    sentence = "The folder {path!r} cannot be used: {reason}. {advice}"


# Quickstart: 80-89
class StepFailed(B2Error):
    """A step of the quickstart did not end well."""

    exit_code = 80
    sentence = ("Step {step} of the quickstart ended with exit code {code}; the end of {log}:\n{output}\n"
                "Mend the cause and start again: finished steps are not repeated.")


class FetchFailed(B2Error):
    """A file could not be had from any of its URLs."""

    exit_code = 10
    sentence = "{name} could not be fetched, and nothing of it was kept:\n{reasons}\nCheck this machine's connection and try again."


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


# T3: versions, signatures, server and access (exit codes 40-59)

class BadVersion(B2Error):
    """A text that is no version of the wanted kind."""

    exit_code = 40
    sentence = "{text!r} is not {kind}. Write {wanted}."


# Working copies and style: 60-79
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


class BadSignature(B2Error):
    """A signature that is missing, foreign or does not belong to the content."""

    exit_code = 41
    sentence = "The signature of {what} is not valid: {reason}. Do not use it; ask the release manager."


class ObjectMissing(B2Error):
    """An object that is not in the repository or is not of the wanted kind."""

    exit_code = 42
    sentence = "The repository holds no {kind} {name}. Fetch again; if that does not help, tell the administrator."


class BadServerFile(B2Error):
    """A file of the server's configuration with mistakes in it."""

    exit_code = 43
    sentence = "{path} is not in order:\n{mistakes}\nMend it and try again."


class ForeignFolder(B2Error):
    """A folder that is not empty and was not made by us."""

    exit_code = 44
    sentence = "{path} holds {found}, which does not belong to a site, so no site is made there. Choose an empty or new folder."


class TooMuch(B2Error):
    """A change beyond what the policy looks at."""

    exit_code = 45
    sentence = "The change holds {what}. Split it into smaller pushes, or ask the administrator to raise the limit."


class BadConfig(B2Error):
    """A configuration file with mistakes in it, all of them listed with their lines."""

    exit_code = 30
    sentence = "{path} has {count} mistake{s}:\n{mistakes}\nMend it and try again."


class SiteMissing(B2Error):
    """A folder that is not a site."""

    exit_code = 31
    sentence = "The folder {folder} is not a site, because it holds no {file}. Make one with b2site-create or name another with --top."


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


class CannotClone(B2Error):
    """The software repository cannot be reached or read."""

    exit_code = 67
    sentence = ("The software cannot be cloned from {url}:\n{reason}\n"
                "Look whether you are online and whether the server knows you (user {user}), and try again; nothing was left behind.")


class NotAllowed(B2Error):
    """Something that an account asked of the server and may not do, or that is not there."""

    exit_code = 46
    sentence = "{problem}."


class NothingToCheck(B2Error):
    """A working copy that lacks what the dry run compares."""

    exit_code = 47
    sentence = "{what} is not known in {folder}, so there is nothing to compare. Go to a working copy and run git fetch."


class NoPackage(B2Error):
    """A folder that does not say which package is meant."""

    exit_code = 48
    sentence = "{folder} lies in no package. Go into a package or name it with --package. {near}"


class NotClean(B2Error):
    """Changes that are not committed."""

    exit_code = 49
    sentence = "There are changes that the tag would not hold: {files}. Commit or remove them."


class NotPushed(B2Error):
    """Commits that the server does not have on main or a release branch."""

    exit_code = 50
    sentence = "{commit} is not on the server's main or a release branch, so it cannot be tagged. Push it first."


class NotNewer(B2Error):
    """A version that does not follow the last one."""

    exit_code = 51
    sentence = "{wish} does not come after {last}, and versions only rise. Choose major, minor, patch or a higher version."


class NoSummary(B2Error):
    """A tag without words."""

    exit_code = 52
    sentence = "{tag} got no summary, so it was not made. Say in a few words what changed (-m TEXT, -F FILE or in the editor)."


class TagRefused(B2Error):
    """A tag that the server did not take."""

    exit_code = 53
    sentence = "The server refused {tag}, so the local tag was removed:\n{reason}"


class NoSources(B2Error):
    """A folder that holds no software sources."""

    exit_code = 54
    sentence = "{folder} holds no sources of the software (there is no .librarians at its top). Name the folder of the framework."


class ImportConflict(B2Error):
    """New sources and changes on main that do not fit together."""

    exit_code = 55
    sentence = "The sources and what landed on main meanwhile change the same lines: {files}. Take over what main has."


class PushRefused(B2Error):
    """A push that the server did not take."""

    exit_code = 56
    sentence = "The server refused {what}:\n{reason}"


class TagTaken(B2Error):
    """A version that names something else already."""

    exit_code = 57
    sentence = "{tag} exists and holds other content than main, and a tag never moves. Use a higher version or --tag auto."


class NoSigningKey(B2Error):
    """The key for releases is not here."""

    exit_code = 58
    sentence = "The signing key {key} is not here, so no release can be tagged. Do it on the site's server."


class UnknownCandidate(B2Error):
    """A commit that the server does not have."""

    exit_code = 59
    sentence = "The server has no commit {candidate}. Name a commit of main."
