# SPDX-License-Identifier: LGPL-3.0-or-later
"""Errors of every part: programs, disks, paths."""
from __future__ import annotations


class B2Error(Exception):
    """Base of the errors that a user can mend; `facts` fill the placeholders of `sentence`."""

    exit_code = 3
    sentence = "{problem}"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence.format(**facts))


def near(name: str, names: object, count: int = 3) -> str:
    """A clause that lists the names nearest to a wrong one, or all of them if there are few; empty if there are none."""
    import difflib  # only here: no good push, and hardly a command, needs it
    known = sorted(str(one) for one in names)
    close = difflib.get_close_matches(name, known, n=count, cutoff=0.5)
    if close:
        return "Did you mean " + " or ".join(close) + "?"
    return ("Known are: " + ", ".join(known[:20]) + ("..." if len(known) > 20 else "") + ".") if known else "There are none."


def some(names: list[str], count: int = 10) -> str:
    """The first names of a list, with what they may hold made visible, and how many more there are."""
    more = f" and {len(names) - count} more" if len(names) > count else ""
    return ", ".join(repr(name)[1:-1] for name in names[:count]) + more


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
