# SPDX-License-Identifier: LGPL-3.0-or-later
"""What differs from a revision in the git repository around a release: commits, index, work tree and untracked files."""

import os
import subprocess
from dataclasses import dataclass

MAIN = "origin/main"
# they would lead git to another repository; a hook that starts the tests has some of them
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE",
             "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CEILING_DIRECTORIES", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
             "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")


OUTSIDE = ("{} does not lie in the work tree of a git repository, so nothing tells what has changed ({}). "
           "Go to a working copy, or leave out --affected")


class NoComparison(Exception):
    """There is nothing to compare with; the message says why."""


@dataclass(frozen=True)
class Changes:
    """Paths relative to the top folder: those that differ, and all that git tracks; and in words what was compared."""
    changed: frozenset
    tracked: frozenset
    compared: str


class Repository:
    """git in a folder."""

    def __init__(self, top):
        self.top = top
        self.environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
        self.environment["GIT_OPTIONAL_LOCKS"] = "0"

    def run(self, *words):
        """Exit code, output and errors of a git command."""
        try:
            done = subprocess.run(["git", *words], cwd=self.top, env=self.environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, check=False)
        except OSError as error:
            raise NoComparison(f"git cannot be started in {self.top} ({error.strerror})") from None
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip()

    def names(self, *words):
        """Names that a git command lists, of any bytes, folders without their slash."""
        code, output, problem = self.run(*words)
        if code:
            raise NoComparison(f"git {words[0]} failed in {self.top}: {problem}")
        return [os.fsdecode(name) for name in output.split(b"\0") if name]

    def commit(self, name):
        """Object id of the commit that a name means, or None."""
        code, output, _ = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
        return None if code else output.decode().strip()


def top_folder(folder):
    """The top folder of the repository around a folder."""
    code, output, problem = Repository(folder).run("rev-parse", "--show-toplevel")
    if code:
        raise NoComparison(OUTSIDE.format(folder, problem))
    return os.fsdecode(output).removesuffix("\n")


def find(top, revision=""):
    """What differs from a revision, or else from where the work on it left the upstream's main, or else from HEAD."""
    git = Repository(top)
    _, inside, problem = git.run("rev-parse", "--is-inside-work-tree")
    if inside.strip() != b"true":
        raise NoComparison(OUTSIDE.format(top, problem))
    base, words = _base(git, revision)
    differing = ("--name-only", "-z", "--no-renames", "--relative", "--ignore-submodules=none", "--no-ext-diff")
    changed = {*git.names("diff", *differing, base, "--"), *git.names("diff", "--cached", *differing, base, "--")}
    # what Python keeps beside its files follows from them
    changed |= {name.rstrip("/") for name in git.names("ls-files", "-z", "--others", "--exclude-standard")
                if "__pycache__" not in name.split("/")}
    listed = [(entry[0], entry[2:]) for entry in git.names("ls-files", "-z", "-v")]
    # files that git was told not to look at may differ
    changed |= {name for tag, name in listed if tag.islower() or tag == "S" and os.path.lexists(os.path.join(top, name))}
    return Changes(frozenset(changed), frozenset(name for _, name in listed), f"{words}, {len(changed)} files differ")


def _base(git, revision):
    """The commit to compare with, and its description."""
    if revision:
        found = git.commit(revision)
        if found is None:
            raise NoComparison(f"there is no commit '{revision}' in {git.top}")
        return found, _description(revision, found)
    upstream = git.commit(f"refs/remotes/{MAIN}")
    head = git.commit("HEAD")
    if head is None:
        raise NoComparison(f"the repository around {git.top} has no commit yet")
    if upstream is None:
        return head, _description("HEAD", head)
    code, output, _ = git.run("merge-base", "HEAD", upstream)
    if code:
        # a shallow clone, or histories that have nothing in common
        return upstream, _description(f"{MAIN} itself, as no common ancestor is here", upstream)
    base = output.decode().split()[0]
    return base, _description(f"the work's start from {MAIN}", base)


def _description(name, commit):
    return name if commit.startswith(name) else f"{name} ({commit[:10]})"
