# SPDX-License-Identifier: LGPL-3.0-or-later
"""Moving an analysis to another release: what the build has made goes, everything else stays."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from b2tools import errors, files, git, versions
from b2tools.environments import environment, setups
from b2tools.places import receipts, roots
from b2tools.publishing import support
from b2tools.workingcopies import analysisnames, checkouts
from b2tools.workingcopies.analyses import Analysis, MARK, Who, installed, name_of, release_of, support_advice


def update(who: Who, folder: Path, release: str | None = None, dry_run: bool = False) -> tuple[Analysis, str]:
    """Move the analysis around a folder to another release, by default the recommended one; returns the one before as well.

    What the build has made for another release goes, everything else stays, and nothing is committed.
    Raises `OutsideAnalysis`, `NotInstalled`, `NothingToUpdateTo`.
    """
    copy = find(folder, who.environ)
    before = release_of(copy.folder)
    after = release or _newest(who, before)
    environment.compose(who.site, release=installed(who.site, after), analysis=copy.folder)
    words = (copy.folder / MARK).read_text("utf-8").split(None, 1)
    repository = copy.run("config", "remote.origin.url", check=False).text.strip()
    moved = Analysis(copy.folder, repository, after, support_advice(who, after))
    if not dry_run and after != before:
        files.write(copy.folder / MARK, " ".join([after, *words[1:]]) if words[1:] else f"{after}\n")
        checkouts.clean(copy, products(copy))
    if not dry_run:
        setups.link_build(who.site, copy.folder)
        roots.register(who.site.home, copy.folder)
    return moved, before


def find(folder: Path, environ: Mapping[str, str]) -> git.Git:
    """The repository of the analysis that `folder` lies in; raises `OutsideAnalysis`."""
    found = next((one for one in (folder.absolute(), *folder.absolute().parents) if (one / MARK).is_file()), None)
    if found is None:
        raise errors.OutsideAnalysis(folder=folder, file=MARK)
    return git.Git(found, checkouts.environment(environ))


def products(copy: git.Git) -> list[str]:
    """What the build has made in an analysis, in folders where nobody keeps anything of his own."""
    package = analysisnames.package(name_of(copy.folder))
    places = ["build", "lib", "bin", "modules", f"include/{package}", f"data/{package}", *checkouts.BUILD_FILES]
    return copy.names("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--", *places)


def _newest(who: Who, before: str) -> str:
    """The recommended release if it is installed, else the newest installed one that is not out of support."""
    wish = who.policy.recommended(before, support.today()) if who.policy else None
    there = [place.parent.name for place in who.site.releases.glob(f"release-*/{receipts.NAME}")]
    if wish in there:
        return wish
    found = [versions.ReleaseVersion.parse(name) for name in there
             if versions.ReleaseVersion.matches(name) and not support_advice(who, name)]
    if not found:
        raise errors.NothingToUpdateTo(folder=who.site.releases)
    return str(max(found))
