# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which lines of the work tree's files are new against a commit, as git's plumbing tells, whatever the user's settings are."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from b2tools import errors
from b2tools.git import Git
from b2tools.style import changed
from b2tools.workingcopies import checkouts, packages

DIFF = ("diff-index", "-p", "-U0", "--inter-hunk-context=0", "-M", "--text", "--no-color", "--no-ext-diff", "--no-textconv",
        "--ignore-submodules", "--src-prefix=a/", "--dst-prefix=b/", "--no-relative")
HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPE = re.compile(rb'\\([0-7]{3}|.)', re.DOTALL)
LETTERS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def find(names: Iterable[str], folder: Path, environ: Mapping[str, str],
         since: str | None = None) -> dict[str, frozenset[int] | None]:
    """Numbers of the new lines of those named files that have any; None for files that the commit does not have.

    New is what differs from the last commit or, with `since`, from where this branch left that revision. Names count from `folder`.
    Raises `OutsideWorkingCopy`, `UnknownRevision`.
    """
    git = checkouts.repository(folder, environ)
    lines = _patched(git, _base(git, since))
    tracked = {*git.names("ls-files", "-z", "--cached"), *lines}
    top = os.path.realpath(git.folder)
    found: dict[str, frozenset[int] | None] = {}
    for name in names:
        place = os.path.join(os.path.realpath(folder / os.path.dirname(name)), os.path.basename(name))
        if not place.startswith(f"{top}{os.sep}"):
            raise errors.OutsideWorkingCopy(folder=name, reason=f"the changes are those of {git.folder}")
        own = place[len(top) + 1:]
        if own not in tracked:
            found[name] = None
        elif own in lines and os.path.isfile(place):
            numbers = lines[own]
            found[name] = None if numbers is None else changed.numbered(Path(place).read_bytes(), numbers)
    return found


def _base(git: Git, since: str | None) -> str:
    if since is None:
        return git.resolve("HEAD") or git.line("hash-object", "-t", "tree", "/dev/null")
    other = git.resolve(since)
    found = git.run("merge-base", other, "HEAD", check=False).text.strip() if other else ""
    if not found:
        reason = "this branch has no commit in common with it" if other else "there is no such revision"
        raise errors.UnknownRevision(revision=since, reason=reason)
    # in a partial clone git would get them one by one
    fields = git.names("diff-index", "--raw", "-z", "--no-renames", "--no-abbrev", found)[::2]
    packages.fetch_blobs(git, {oid for facts in fields for oid in facts.split()[2:4] if oid.strip("0")})
    return found


def _patched(git: Git, base: str) -> dict[str, set[int] | None]:
    """The new lines by name from the top folder and by git's numbers, None for new files."""
    found: dict[str, set[int] | None] = {}
    fresh, numbers, left = False, set(), 0
    for line in git.run(*DIFF, base, "--").stdout.split(b"\n"):
        if left:
            # text of a file, which may look like anything
            left -= line[:1] != b"\\"
        elif line.startswith(b"--- "):
            fresh, numbers = line == b"--- /dev/null", set()
        elif line.startswith(b"+++ ") and (name := _name(line[4:])) is not None:
            found[os.fsdecode(name)] = None if fresh else numbers
        elif hunk := HUNK.match(line):
            old, start, new = (1 if number is None else int(number) for number in hunk.groups())
            left = old + new
            numbers.update(range(start, start + new))
    return found


def _name(written: bytes) -> bytes | None:
    """A name as git writes it in a patch, None for a file that is gone."""
    written = written.removesuffix(b"\t")
    if written.startswith(b'"'):
        written = ESCAPE.sub(_character, written[1:-1])
    return written[2:] if written.startswith(b"b/") else None


def _character(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 8)]) if len(escape[1]) == 3 else LETTERS.get(escape[1], escape[1])
