# SPDX-License-Identifier: LGPL-3.0-or-later
"""Analyses: folders of users on top of a release, each in a repository on the server; made whole or not at all."""
from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, git
from b2tools.environments import environment, setups
from b2tools.places import installations, receipts, roots
from b2tools.publishing import support
from b2tools.sites import Site
from b2tools.workingcopies import analysisnames, checkouts, clienthooks, serverwords, skeletons, staging

MARK = ".analysis"
TEMPLATE = "analysis"
# how the server begins what it says about a repository that it does not have
MISSING = "There is no repository"


@dataclass(frozen=True)
class Analysis:
    """An analysis on disk: its folder, its repository on the server, the release below it, and advice."""

    folder: Path
    repository: str
    release: str
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Who:
    """Who works where: the site, the account, the interpreter for hooks, the environment, the support policy if it is known."""

    site: Site
    user: str
    python: str
    environ: Mapping[str, str]
    policy: support.Policy | None = None


def who(site: Site, user: str, environ: Mapping[str, str], cache: Path) -> Who:
    """The user of this process, with the support policy that was fetched last."""
    known = support.cached(site, installations.Means(cache, environ, proxies=site.proxies))
    return Who(site, user, sys.executable, environ, known[0] if known else None)


def create(who: Who, folder: Path, release: str, group: str | None = None, dry_run: bool = False) -> Analysis:
    """Make an analysis in `folder` and on the server; whatever fails leaves nothing on disk.

    Raises `BadName`, `FolderInUse`, `NotInstalled`, `NoIdentity`, `AnalysisTaken`, `ServerUnreachable`, `PushRefused`.
    """
    folder = _free(folder)
    name = _checked(who.site, folder, release)
    repository = analysisnames.repository(who.site.analyses, who.user, name, group)
    made = Analysis(folder, repository, release, support_advice(who, release))
    if dry_run:
        _refuse_taken(who, repository)
        return made
    with staging.place(folder) as stage:
        copy = git.Git(stage / name, checkouts.environment(who.environ, who.site))
        _first_commit(who, copy, name, release)
        way = serverwords.of_site(who.site, who.user, who.environ)
        repository = serverwords.ask(way, ["analysis-create", name, *([group] if group else [])])
        copy.run("remote", "add", "origin", _url(who, repository))
        pushed = copy.run("push", "--quiet", "--set-upstream", "origin", "main", check=False)
        if pushed.returncode:
            raise errors.PushRefused(what=repository, reason=pushed.stderr.decode("utf-8", "replace").strip())
        _finish(who, copy, folder)
    return made


def get(who: Who, folder: Path, owner: str | None = None, group: str | None = None, dry_run: bool = False) -> Analysis:
    """Clone the analysis that is called like `folder`, of the user, of another one or of a group; a failure leaves nothing.

    Raises `BadName`, `FolderInUse`, `UnknownAnalysis`, `ServerUnreachable`.
    """
    folder = _free(folder)
    if not analysisnames.is_good(folder.name):
        raise errors.BadName(name=folder.name, kind="user's analysis", wanted=analysisnames.WANTED)
    files.refuse_apostrophe(folder)
    repository = analysisnames.repository(who.site.analyses, owner or who.user, folder.name, group)
    if dry_run:
        if not _heads(who, repository):
            raise errors.UnknownAnalysis(answer=f"Nothing was pushed to {repository} yet.")
        return Analysis(folder, repository, "")
    with staging.place(folder) as stage:
        copy = git.Git(stage / folder.name, checkouts.environment(who.environ, who.site))
        outside = git.Git(stage, copy.environment)
        done = outside.run("clone", "--quiet", *_settings(who.site), "--", _url(who, repository), folder.name, check=False)
        if done.returncode:
            raise _unknown(who, repository, done.stderr)
        if not (copy.folder / MARK).is_file() or (copy.folder / MARK).is_symlink():
            raise errors.UnknownAnalysis(answer=f"{repository} holds no file {MARK}: nothing was pushed to it yet.")
        release = release_of(copy.folder)
        _finish(who, copy, folder)
    return Analysis(folder, repository, release, _advice(who, folder, release))


def _free(folder: Path) -> Path:
    folder = folder.absolute()
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise errors.FolderInUse(folder=folder)
    return folder


def _checked(site: Site, folder: Path, release: str) -> str:
    """The name of a new analysis, which is that of its folder; its package must not hide one of the release."""
    name, central = folder.name, site.releases / installed(site, release)
    if not analysisnames.is_good(name):
        raise errors.BadName(name=name, kind="user's analysis", wanted=analysisnames.WANTED)
    if (central / analysisnames.package(name)).is_dir():
        raise errors.BadName(name=name, kind="user's analysis", wanted=f"another name, because {release} has a package "
                             f"{analysisnames.package(name)}")
    files.refuse_apostrophe(folder)
    environment.compose(site, release=release, analysis=folder)
    return name


def installed(site: Site, release: str) -> str:
    """The name of a release if it is installed at a site; raises `NotInstalled` with near names."""
    receipt = receipts.read(site.releases / release) if "/" not in release else None
    if receipt is None or receipt.kind != "release":
        raise environment.not_installed("release", release, site.releases)
    return release


def _first_commit(who: Who, copy: git.Git, name: str, release: str) -> None:
    copy.folder.mkdir()
    # a repository around the folder, or a template of the user, has no say here
    copy.run("init", "--quiet", "--initial-branch=main", "--template=", ".")
    if advice := checkouts.identity_advice(copy):
        raise errors.NoIdentity(advice=". ".join(advice))
    for key, value in serverwords.transport(who.site).items():
        copy.run("config", key, value)
    module = "".join(part[:1].upper() + part[1:] for part in analysisnames.package(name).split("_"))
    facts = {"name": name, "package": analysisnames.package(name), "release": release, "module": f"{module}Counter",
             "snake": skeletons.snake_case(analysisnames.package(name)) + "_modules"}
    skeletons.fill(copy.folder, TEMPLATE, facts)
    copy.run("add", "--all")
    copy.run("-c", "core.hooksPath=/dev/null", "commit", "--quiet", "-m", f"Start the analysis {name} on {release}")


def _finish(who: Who, copy: git.Git, folder: Path) -> None:
    copy.run("config", clienthooks.ANALYSIS, "true")
    clienthooks.install(copy, who.python, home=folder)
    setups.link_build(who.site, copy.folder)
    staging.move(copy.folder, folder)
    roots.register(who.site.home, folder)


def _settings(site: Site) -> list[str]:
    return [word for name, value in serverwords.transport(site).items() for word in ("-c", f"{name}={value}")]


def _url(who: Who, repository: str) -> str:
    return f"{who.site.git_server(who.user)}/{repository}"


def _heads(who: Who, repository: str) -> str:
    """The branches of a repository on the server; raises `UnknownAnalysis`, `ServerUnreachable`."""
    clean = git.Git(Path("/"), checkouts.environment(who.environ, who.site))
    done = clean.run(*_settings(who.site), "ls-remote", "--heads", "--", _url(who, repository), check=False)
    if done.returncode:
        raise _unknown(who, repository, done.stderr)
    return done.text


def _refuse_taken(who: Who, repository: str) -> None:
    try:
        heads = _heads(who, repository)
    except errors.UnknownAnalysis:
        return
    if heads:
        raise errors.AnalysisTaken(problem=f"The analysis {repository} exists on the server already. Choose another name.")


def _unknown(who: Who, repository: str, said: bytes) -> errors.B2Error:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    answer = next((line for line in lines if MISSING in line), None)
    if answer is None:
        return errors.ServerUnreachable(url=_url(who, repository), reason="\n".join(lines), user=who.user)
    return errors.UnknownAnalysis(answer=answer[answer.index(MISSING):])


def release_of(folder: Path) -> str:
    """The release that an analysis names."""
    words = (folder / MARK).read_text("utf-8", "replace").split()
    return words[0] if words else ""


def name_of(folder: Path) -> str:
    """The name of an analysis, also where its folder was renamed."""
    words = (folder / MARK).read_text("utf-8", "replace").split()
    return words[1] if len(words) > 1 else folder.name


def support_advice(who: Who, release: str) -> tuple[str, ...]:
    """What the support policy that was fetched last says against a release."""
    answer = who.policy.judge(release, support.today()) if who.policy else None
    return (answer.sentence,) if answer and answer.state == support.ENDED else ()


def _advice(who: Who, folder: Path, release: str) -> tuple[str, ...]:
    try:
        installed(who.site, release)
    except errors.NotInstalled as error:
        return (f"{error} Or move to one that is there: b2analysis-update",)
    return support_advice(who, release)
