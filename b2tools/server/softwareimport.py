# SPDX-License-Identifier: LGPL-3.0-or-later
"""Brings a folder of sources to the software repository's main, on top of what developers did there meanwhile.

Each import is a commit that holds exactly the sources, on top of the import before, and says so in its trailer
`Imported-Tree`; main gets it by a merge. So history itself remembers what was imported last: a commit counts as an import
only if its own tree is the one that its trailer names, which a rebased or invented one does not fulfil by accident.
"""
from __future__ import annotations

import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, signing, versions
from b2tools.git import Git
from b2tools.variables import clean
from b2tools.sites import Site
from b2tools.versions import ReleaseVersion

TRAILER = "Imported-Tree"
MAIN = "refs/remotes/origin/main"
EVERYTHING = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
ATTEMPTS = 3
FIRST = ReleaseVersion(1, 0, 0)
# what the importing user configured must not change what is stored
PLAIN = ("-c", "core.bare=false", "-c", "core.excludesFile=/dev/null", "-c", "core.attributesFile=/dev/null", "-c",
         "core.autocrlf=false", "-c", "core.fileMode=true", "-c", "core.symlinks=true", "-c", "core.safecrlf=false")


@dataclass(frozen=True)
class Imported:
    """Head of main, whether it moved, the release tag there (if one was asked for), and whether that is new."""

    commit: str
    moved: bool
    tag: str | None = None
    tagged: bool = False


def bring(site: Site, source: Path, environ: Mapping[str, str], account: str = "librarian", tag: str | None = None,
          dry_run: bool = False) -> Imported:
    """Import `source` as `account` and tag main: `tag` is a release version, or `auto` for the next patch version if main differs
    from the newest release. Raises `NoSources`, `ImportConflict`, `PushRefused`, `TagTaken`; `dry_run` pushes nothing."""
    if not (source / ".librarians").is_file():
        raise errors.NoSources(folder=source)
    with tempfile.TemporaryDirectory(prefix="b2site-import-") as folder:
        git = _fresh(Path(folder), site, account, environ)
        url = site.software_url(account)
        for attempt in range(ATTEMPTS):
            git.run("fetch", "--quiet", "--no-tags", "--prune", url, *EVERYTHING)
            before = git.resolve(MAIN)
            commit = _commit(git, before, _tree(git, source.absolute(), Path(folder) / "index"))
            if commit == before or dry_run or _push(git, url, f"{commit}:refs/heads/main", last=attempt + 1 == ATTEMPTS):
                break
        name, tagged = _tag(git, site, url, commit, tag, dry_run) if tag else (None, False)
    return Imported(commit, commit != before, name, tagged)


def _fresh(folder: Path, site: Site, account: str, environ: Mapping[str, str]) -> Git:
    own = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
           for what, value in (("NAME", account), ("EMAIL", f"{account}@localhost"))}
    if site.ssh_command:
        own |= {"GIT_SSH_COMMAND": shlex.quote(str(site.ssh_command)), "GIT_SSH_VARIANT": "ssh"}
    kept = clean(environ, keep=("GIT_ALLOW_PROTOCOL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "GIT_SSH_COMMAND"))
    git = Git(folder, kept | own)
    git.run("init", "-q", "--bare", "--template=", ".")
    return git


def _tree(git: Git, source: Path, index: Path) -> str:
    """The tree of the files that the sources' own .gitignore files let through, with modes and links."""
    work = Git(source, {**git.environment, "GIT_DIR": str(git.folder), "GIT_WORK_TREE": str(source), "GIT_INDEX_FILE": str(index)})
    work.run(*PLAIN, "add", "--all", ".")
    return work.line("write-tree")


def _commit(git: Git, main: str | None, tree: str) -> str:
    """The commit that main should become; main itself if these sources were imported last."""
    message = f"Import the sources\n\n{TRAILER}: {tree}\n"
    if main is None:
        return git.line("commit-tree", tree, "-m", message)
    before = last_import(git, main)
    if before is None:
        raise errors.ImportConflict(files="everything: main does not stem from an import")
    if git.line("rev-parse", f"{before}^{{tree}}") == tree:
        return main
    fresh = git.line("commit-tree", tree, "-p", before, "-m", message)
    if before == main:
        return fresh
    merged = git.run("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", main, fresh, check=False)
    result, *conflicts = [name for name in merged.text.split("\0") if name]
    if merged.returncode:
        raise errors.ImportConflict(files=", ".join(dict.fromkeys(conflicts)))
    return git.line("commit-tree", result, "-p", main, "-p", fresh, "-m", "Merge the imported sources")


def last_import(git: Git, main: str) -> str | None:
    """The newest commit in main's history that holds exactly the tree which its trailer names."""
    form = f"--format=%H %T %(trailers:key={TRAILER},valueonly,separator=%x20)"
    for line in git.run("log", "--topo-order", f"--grep=^{TRAILER}: ", form, main).text.splitlines():
        commit, tree, *named = line.split(" ")
        if named == [tree]:
            return commit
    return None


def _push(git: Git, url: str, refspec: str, last: bool = True) -> bool:
    done = git.run("push", "--quiet", url, refspec, check=False)
    said = done.stderr.decode("utf-8", "replace")
    moved = any(sign in said.lower() for sign in ("fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref"))
    if done.returncode and (last or not moved):
        raise errors.PushRefused(what=refspec, reason=said.strip())
    return done.returncode == 0


def _tag(git: Git, site: Site, url: str, commit: str, wish: str, dry_run: bool) -> tuple[str, bool]:
    names = git.run("for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags").text.split()
    newest = versions.newest(names, ReleaseVersion)
    if wish == "auto":
        current = newest is not None and _same(git, str(newest), commit)
        version = newest if current else newest.bump("patch") if newest else FIRST
    else:
        version = ReleaseVersion.parse(wish)
    if str(version) in names:
        if not _same(git, str(version), commit):
            raise errors.TagTaken(tag=version)
        return str(version), False
    key = site.top / "server" / "keys" / "signing"
    if not key.is_file():
        raise errors.NoSigningKey(key=key)
    if dry_run:
        return str(version), True
    git.run(*signing.signing_options(key), "tag", "-s", "-m", f"Release {version}", str(version), commit)
    _push(git, url, f"refs/tags/{version}")
    return str(version), True


def _same(git: Git, tag: str, commit: str) -> bool:
    return git.line("rev-parse", f"refs/tags/{tag}^{{tree}}") == git.line("rev-parse", f"{commit}^{{tree}}")
