# SPDX-License-Identifier: LGPL-3.0-or-later
"""Finds the working copy that a folder lies in; every command on working copies begins here, so it imports little."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from b2tools import errors, git, variables
from b2tools.workingcopies import analysismarks, packages

if TYPE_CHECKING:
    from b2tools.sites import Site

KEPT = ("GIT_ALLOW_PROTOCOL", "GIT_ASKPASS", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_NAME",
        "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_PROXY_COMMAND", "GIT_SSL_CAINFO", "GIT_TRACE")


def environment(environ: Mapping[str, str], site: Site | None = None) -> dict[str, str]:
    """The environment for git in a working copy: nothing that points to another repository, the site's own transport."""
    own = site is not None and site.ssh_command is not None
    return variables.clean(environ, keep=KEPT if own else (*KEPT, "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT"))


def repository(folder: Path, environ: Mapping[str, str]) -> git.Git:
    """The git repository with a work tree that `folder` lies in; raises `OutsideWorkingCopy`."""
    clean = environment(environ)
    found = git.Git(folder, clean).run("rev-parse", "--show-toplevel", check=False)
    if found.returncode:
        raise errors.OutsideWorkingCopy(folder=folder, reason="there is no git repository")
    return git.Git(Path(found.text.removesuffix("\n")), clean)


def find(folder: Path, environ: Mapping[str, str]) -> git.Git:
    """The working copy of the software that `folder` lies in; raises `OutsideWorkingCopy`."""
    copy = repository(folder, environ)
    if not (copy.folder / packages.ALWAYS / "SConstruct").is_file():
        raise errors.OutsideWorkingCopy(folder=folder, reason=f"the repository {copy.folder} has no site_scons/SConstruct")
    return copy


def built(folder: Path, environ: Mapping[str, str]) -> git.Git:
    """The working copy, or the analysis that `folder` lies in: all that SCons builds in; raises `OutsideWorkingCopy`."""
    copy = repository(folder, environ)
    return copy if analysismarks.is_analysis(copy) else find(folder, environ)
