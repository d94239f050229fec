# SPDX-License-Identifier: LGPL-3.0-or-later
"""A site that gets its software from the download area of another one: its `site.toml`, the signers it accepts, its tools."""
from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, locks, permissions, sites
from b2tools.places import cvmfs
from b2tools.places.installations import Means
from b2tools.publishing import catalogues
from b2tools.tooling import launchers, toolpacks

SIGNERS = "allowed_signers"
FOLDERS = ("tools", "externals", "releases")
SITE = """format = 1
name = {name}
extend = "default"

[download]
urls = {urls}

[signing]
allowed_signers = "{signers}"
"""
SERVER = """
[git]
server = {server}
"""


@dataclass(frozen=True)
class Wanted:
    """The site to make: where, its name, the download addresses in order, the file of allowed signers, the git server."""

    top: Path
    name: str
    urls: Sequence[str]
    signers: Path
    server: str | None = None


def join(wanted: Wanted, means: Means, version: str | None = None) -> str:
    """Make the site, or go on with one that was made before, and install tools (the newest that are served); returns their version.

    What an earlier run or somebody else wrote into `site.toml` stays. Below a set-gid, group-writable folder its group gets it.
    Raises `ForeignFolder`, `UnreadableFile`, what
    `catalogues.fetch` raises, `NoSuchTools`.
    """
    top = wanted.top.absolute()
    launchers.refuse_colon(top / "tools")
    files.refuse_apostrophe(top)
    _refuse_foreign(top)
    with files.explained(top):
        signers = wanted.signers.read_bytes()
        group = permissions.group_of(top)
        for folder in ("", *FOLDERS):
            permissions.make_folder(top / folder, group)
    with locks.exclusive(top / ".site.lock", means.waiting):
        if not (top / sites.FILE).exists():
            files.write(top / SIGNERS, signers)
            files.write(top / sites.FILE, _text(wanted))
        cvmfs.write_hints(top)
    site = sites.at(top)
    version = version or _newest(site, means)
    toolpacks.install(site, version, means)
    return version


def _refuse_foreign(top: Path) -> None:
    known = {*FOLDERS, SIGNERS, sites.FILE}
    found = sorted(name for name in (os.listdir(top) if top.is_dir() else []) if name not in known and not name.startswith("."))
    if found and not (top / sites.FILE).is_file():
        raise errors.ForeignFolder(path=top, found=found[0])


def _text(wanted: Wanted) -> str:
    urls = [url if "://" in url else os.path.abspath(url) for url in wanted.urls]
    text = SITE.format(name=_quoted(wanted.name), urls=_quoted(urls), signers=SIGNERS)
    return text + (SERVER.format(server=_quoted(wanted.server)) if wanted.server else "")


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _newest(site: sites.Site, means: Means) -> str:
    offered = toolpacks.available(catalogues.fetch(site, means))
    if not offered:
        raise errors.NoSuchTools(version="of any version", where=f"in the index of {site.download_urls[0]}",
                                 near="Its release manager publishes them with b2tools-pack.")
    return offered[-1]
