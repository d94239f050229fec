# SPDX-License-Identifier: LGPL-3.0-or-later
"""The monthly build by agreement: which packages have tagged what the candidate holds, and who is missing."""
from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, versions
from b2tools.access.requirement import visible
from b2tools.git import Git
from b2tools.objects import Objects
from b2tools.sites import Site
from b2tools.versions import BuildVersion, PackageTag
from b2tools.workingcopies import checkouts, packages

MAIN = "refs/heads/main"


@dataclass(frozen=True)
class PackageStatus:
    """One package: latest tag with commit and tagger, whether it agrees, what changed since the last build, who is missing."""

    package: str
    tag: str | None
    commit: str | None
    tagged_by: str | None
    agrees: bool
    changes: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Status:
    """The candidate, the last monthly build (None: none yet), and every package."""

    candidate: str
    last_build: str | None
    packages: tuple[PackageStatus, ...]

    @property
    def agreed(self) -> bool:
        """Whether all packages agree."""
        return all(one.agrees for one in self.packages)


@contextmanager
def mirror(site: Site, user: str, environ: Mapping[str, str]) -> Iterator[Git]:
    """A temporary copy of the software repository as the server has it now: history and trees, contents only when read."""
    with tempfile.TemporaryDirectory(prefix="b2build-monthly-") as folder:
        git = Git(Path(folder) / "copy", checkouts.environment(environ, site))
        checkouts.clone(site, git, user, sparse=False)
        git.run("update-ref", MAIN, "refs/remotes/origin/main")
        yield git


def status(git: Git, candidate: str = MAIN) -> Status:
    """How far the agreement on a candidate is; raises `UnknownCandidate`."""
    commit = git.resolve(f"{candidate}^{{commit}}")
    if commit is None:
        raise errors.UnknownCandidate(candidate=candidate)
    names = git.run("for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags").text.split("\n")
    latest: dict[str, PackageTag] = {}
    for tag in sorted(PackageTag.parse(name) for name in names if PackageTag.matches(name)):
        latest[tag.package] = tag
    last_build = versions.newest(names, BuildVersion)
    known = packages.in_revision(git, commit)
    librarians = packages.librarians(git, known, commit)
    with Objects(git) as objects:
        found = [_package(git, objects, name, commit, latest.get(name), last_build, librarians[name] or ()) for name in known]
    return Status(commit, str(last_build) if last_build else None, tuple(found))


def _package(git: Git, objects: Objects, name: str, candidate: str, tag: PackageTag | None, last_build: BuildVersion | None,
             librarians: tuple[str, ...]) -> PackageStatus:
    wanted = objects.find(objects.tree_of(candidate), name)
    commit = tagger = None
    agrees = False
    head = _head(git, objects, tag) if tag else {}
    # a tag that no policy would let pass (without words of a person, or of something else than a commit) agrees to nothing
    if head.get("type") == "commit":
        commit, tagger = head["object"], head.get("tagger", "").partition(" <")[0]
        agrees = objects.find(objects.tree_of(commit), name) == wanted
    since = last_build or tag
    span = [f"refs/tags/{since}..{candidate}"] if since else [candidate]
    changes = git.run("log", "--format=%h %s", *span, "--", name).text.splitlines()
    return PackageStatus(name, str(tag) if tag else None, commit, tagger, agrees, tuple(changes), () if agrees else librarians)


def _head(git: Git, objects: Objects, tag: PackageTag) -> dict[str, str]:
    identity = git.line("rev-parse", "--verify", f"refs/tags/{tag}")
    return objects.fields(identity, "tag") if objects.kind(identity) == "tag" else {}


def table(status: Status) -> str:
    """The status for humans."""
    rows = [("package", "latest tag", "commit", "tagged by", "agrees", "changes", "missing")]
    rows += [(one.package, one.tag or "-", (one.commit or "-")[:12], one.tagged_by or "-", "yes" if one.agrees else "no",
              str(len(one.changes)), ", ".join(one.missing) or "-") for one in status.packages]
    rows = [tuple(map(visible, row)) for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    count = sum(one.agrees for one in status.packages)
    since = f"the last monthly build {status.last_build}" if status.last_build else "each package's tag"
    return "\n".join([f"Candidate {status.candidate[:12]} (changes are commits since {since})", *lines,
                      f"{count} of {len(status.packages)} packages agree."])
