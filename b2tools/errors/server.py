# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of versions, signatures, server and access: exit codes 40 to 59."""
from __future__ import annotations

from b2tools.errors.base import B2Error


class BadVersion(B2Error):
    """A text that is no version of the wanted kind."""

    exit_code = 40
    sentence = "{text!r} is not {kind}. Write {wanted}."


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
    sentence = ("{path} holds {found}, which does not belong to a site or server, so nothing is made there. "
                "Choose an empty or new folder.")


class TooMuch(B2Error):
    """A change beyond what the policy looks at."""

    exit_code = 45
    sentence = "The change holds {what}. Split it into smaller pushes, or ask the administrator to raise the limit."


class NotAllowed(B2Error):
    """Something that an account asked of the server and may not do, or that is not there."""

    exit_code = 46
    sentence = "{problem}."

    def __str__(self) -> str:
        """The sentence, with one mark at its end also where the problem brought its own."""
        text = super().__str__()
        return text[:-1] if text.endswith(("..", "?.")) and not text.endswith("...") else text


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


class Conflict(NotAllowed):
    """A branch that does not fit to the one that it should be merged into."""

    exit_code = 36
    sentence = ("The branch and the one that it should be merged into change the same lines: {files}. "
                "Merge that one into the branch, solve it there, and push the branch again.")


class Moved(NotAllowed):
    """A branch that is not where somebody looked at it."""

    exit_code = 37
    sentence = "{branch} is at {found} now, not at {seen} as you saw it. Look at it again."


class NoRequest(NotAllowed):
    """A merge request that is not there or not open."""

    exit_code = 38
    sentence = "There is no {wanted}merge request {number}. {near}"


class NotMerged(NotAllowed):
    """A merge request that the policy does not let through yet."""

    exit_code = 71
    sentence = "Merge request {number} is not merged, the policy asks for more:\n{reasons}\nSee: b2code-request show {number}"
