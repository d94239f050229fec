# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tags of packages, made in a working copy and pushed; a tag that the server refuses does not stay."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from git import Repo

from b2tools import errors, versions
from b2tools.git import Git
from b2tools.versions import ExternalsVersion, PackageTag
from b2tools.workingcopies import packages

FIRST = ExternalsVersion(0, 0, 0)


@dataclass(frozen=True)
class Proposal:
    """A tag to be: its name, the one before (None: it is the first), the commit, and the package's log since then."""

    tag: PackageTag
    last: PackageTag | None
    commit: str
    log: tuple[str, ...]

    @property
    def text(self) -> str:
        """What a human reads before saying yes."""
        since = f"since {self.last}" if self.last else "so far"
        return "\n".join([f"{self.tag} at {self.commit[:12]}; commits {since}:", *(f"  {line}" for line in self.log or ("none",))])


def package_of(git: Git, folder: Path) -> str:
    """The package that a folder of a working copy lies in; raises `NoPackage` at its top."""
    top = Path(git.line("rev-parse", "--show-toplevel"))
    inside = folder.resolve().relative_to(top.resolve()).parts
    known = packages.in_revision(git)
    if not inside:
        raise errors.NoPackage(folder=folder, near=errors.near("", known))
    packages.require_known(inside[:1], known, "HEAD")
    return inside[0]


def propose(git: Git, package: str, wish: str = "patch") -> Proposal:
    """The next tag: `wish` is major, minor, patch or a version; fetches first.

    Raises `NotClean`, `NotPushed`, `UnknownPackage`, `BadVersion`, `NotNewer`.
    """
    packages.require_known([package], packages.in_revision(git), "HEAD")
    _require_clean(git, package)
    git.run("fetch", "--quiet", "--tags", "origin")
    commit = git.line("rev-parse", "--verify", "HEAD^{commit}")
    _require_pushed(git, commit)
    names = git.run("for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags").text.split("\n")
    known = [tag for name in names if PackageTag.matches(name) and (tag := PackageTag.parse(name)).package == package]
    last = max(known, default=None)
    before = last.version if last else FIRST
    version = before.bump(wish) if wish in versions.PARTS else ExternalsVersion.parse(wish)
    if last and version <= before:
        raise errors.NotNewer(wish=version, last=last)
    span = f"refs/tags/{last}..{commit}" if last else commit
    log = git.run("log", "--format=%h %s (%an)", span, "--", f":(top){package}").text.splitlines()
    return Proposal(PackageTag(package, version), last, commit, tuple(log))


def _require_clean(git: Git, package: str) -> None:
    with Repo(git.folder, search_parent_directories=True) as own:
        staged = own.index.diff(own.head.commit)
        changed = {item.b_path or item.a_path for item in [*staged, *own.index.diff(None)]}
        changed |= {name for name in own.untracked_files if name.startswith(f"{package}/")}
    if changed:
        raise errors.NotClean(files=", ".join(sorted(changed)[:5]) + (" and more" if len(changed) > 5 else ""))


def _require_pushed(git: Git, commit: str) -> None:
    places = ("refs/remotes/origin/main", "refs/remotes/origin/release/")
    if not git.run("for-each-ref", "--format=%(refname)", "--contains", commit, *places).text.strip():
        raise errors.NotPushed(commit=commit[:12])


def tag(git: Git, package: str, wish: str, summary: Callable[[Proposal], str]) -> Proposal:
    """Propose, ask `summary` for the text, make the tag (signed if a key is configured) and push it.

    Raises what `propose` raises, and `TagRefused` after taking the local tag away again.
    """
    proposal = propose(git, package, wish)
    text = summary(proposal).strip()
    if not text:
        raise errors.NoSummary(tag=proposal.tag)
    name = f"refs/tags/{proposal.tag}"
    signed = git.run("config", "user.signingKey", check=False).returncode == 0
    git.run("tag", "-s" if signed else "-a", "--cleanup=whitespace", "-F", "-",
            str(proposal.tag), proposal.commit, stdin=text.encode() + b"\n")
    pushed = False
    try:
        done = git.run("push", "--quiet", "origin", f"{name}:{name}", check=False)
        pushed = done.returncode == 0
    finally:
        if not pushed:
            git.run("update-ref", "-d", name)
    if not pushed:
        raise errors.TagRefused(tag=proposal.tag, reason=done.stderr.decode("utf-8", "replace").strip())
    return proposal
