# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whether a repository of the central server is in order: hooks, settings, objects, refs, owner lists."""
from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from b2tools import errors, process
from b2tools.access import accounts, analyses, repositories, state
from b2tools.access.owners import LIBRARIANS, OwnerList, Owners
from b2tools.access.serverfiles import sealed
from b2tools.doctor import Finding, command
from b2tools.git import Git
from b2tools.variables import clean
from b2tools.objects import Objects
from b2tools.server.filechecks import mending

BAKED = re.compile(r"^python=(.*)$", re.MULTILINE)
IMPORT = "from b2tools.access import push"
SECONDS = 60
# what makes git take objects from elsewhere, or show others than are stored
BORROWING = {"objects/info/alternates": "takes objects from another place, which may change or vanish",
             "objects/info/http-alternates": "takes objects from another place, which may change or vanish",
             "info/grafts": "shows another history than the stored one", "shallow": "lacks a part of its history"}


def git_of(place: Path, environ: Mapping[str, str]) -> Git:
    """Git in a repository as the server runs it."""
    return Git(place, sealed(environ, place))


def interpreter(place: Path) -> str | None:
    """The interpreter that is written into a program or hook, None if it cannot be read there."""
    try:
        found = BAKED.search(place.read_text("utf-8"))
        words = shlex.split(found[1]) if found else []
    except (OSError, ValueError):
        return None
    return words[0] if words else None


def starts(python: str, environ: Mapping[str, str]) -> str | None:
    """Why an interpreter cannot decide about pushes, None if it can."""
    try:
        done = process.run([python, "-I", "-c", IMPORT], env=clean(environ), timeout=SECONDS, check=False)
    except (errors.ProgramMissing, errors.TimedOut, OSError) as error:
        return str(error)
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return (said[-1] if said else f"exit code {done.returncode}") if done.returncode else None


def look(server: Path, place: Path, everybody: accounts.Accounts | None, python: str,
         environ: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that is wrong with a repository; `python` is what its hooks should start."""
    git, name = git_of(place, environ), analyses.relative(server, place)
    try:
        wrong = repositories.lacking(place, python, dict(git.environment))
    except errors.ProgramFailed as error:
        yield Finding(f"git cannot read the settings of {name}: {error.facts['output']}", f"Mend {place / 'config'}.")
        return
    for what in wrong:
        kind = "is missing, not executable or not the one of these tools" if "/" in what else \
            f"is not {repositories.SETTINGS[what]!r}, which the protection of its refs needs"
        yield Finding(f"{name}: {what} {kind}.", "Make it again.", mending(server))
    for file, what in BORROWING.items():
        if (place / file).exists():
            yield Finding(f"{name} {what}: {place / file}.", "Copy the objects with git repack -a -d, then remove the file.")
    yield from _objects(git, name)
    analysis, problem = _analysis(server, place)
    if problem:
        yield Finding(problem, "Mend the record; nothing can be pushed until then.")
    elif everybody and analysis and analysis.owner not in everybody.by_name:
        yield Finding(f"{name} belongs to {analysis.owner}, who has no account here.",
                      f"Name another owner in {place / analyses.RECORD}.")
    elif everybody and not analysis:
        yield from _owner_lists(git, name, everybody)


def _analysis(server: Path, place: Path) -> tuple[analyses.Analysis | None, str]:
    try:
        return analyses.of(server, place), ""
    except errors.BadServerFile as error:
        return None, str(error)


def _objects(git: Git, name: str) -> Iterator[Finding]:
    if replaced := git.run("for-each-ref", "--format=%(refname)", "refs/replace/").text.split():
        yield Finding(f"{name} has replaced objects ({len(replaced)}, like {replaced[0]}): git shows others than are stored.",
                      "Remove the refs.", command("git", "--git-dir", git.folder, "replace", "-d", replaced[0].rpartition("/")[2]))
    done = git.run("fsck", "--connectivity-only", "--no-dangling", "--no-progress", check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()
        yield Finding(f"{name} is damaged: {'; '.join(said[:3])}", "Bring the objects back from a clone or a backup.",
                      command("git", "--git-dir", git.folder, "fsck"))


def _owner_lists(git: Git, name: str, everybody: accounts.Accounts) -> Iterator[Finding]:
    main = git.resolve(state.MAIN)
    if main is None:
        yield Finding(f"{name} has no main, so it has no owners either.",
                      "A librarian of the repository pushes the first commit, with a .librarians at its top.")
        return
    with Objects(git) as objects:
        try:
            top, lists = owner_lists(git, objects, main)
        except errors.ObjectMissing as error:
            yield Finding(f"{name}: {error}", "Bring the objects back from a clone or a backup.")
            return
    known = everybody.by_name.keys()
    if top is None or not top.librarians:
        yield Finding(f"{name}: main has no {LIBRARIANS} at its top, or an empty one: nobody can approve what is in no package.",
                      "Land one.", "b2server-override main COMMIT --account ACCOUNT --reason TEXT")
    elif strangers := sorted(top.librarians - known):
        yield Finding(f"{name}: {LIBRARIANS} at the top of main names {', '.join(strangers)}, who have no account here.",
                      "Take them out of the list, or add the accounts.")
    for one in lists:
        if one.folder and not one.librarians & known:
            names = ", ".join(sorted(one.librarians)) or "nobody"
            yield Finding(f"{name}: no librarian of {one.folder} has an account here ({names}), so nobody can approve its changes.",
                          "Land a list with accounts.", "b2server-override main COMMIT --account ACCOUNT --reason TEXT")


def owner_lists(git: Git, objects: Objects, commit: str) -> tuple[OwnerList | None, list[OwnerList]]:
    """The list at the top of a commit, and all of its lists."""
    owners = Owners(objects, objects.tree_of(commit))
    folders = [os.path.dirname(one) for one in git.names("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
               if os.path.basename(one) == LIBRARIANS]
    return owners.at(""), [found for folder in folders if (found := owners.at(folder))]
