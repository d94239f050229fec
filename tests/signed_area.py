# SPDX-License-Identifier: LGPL-3.0-or-later
"""Download areas with signed files for tests: a key, a site that trusts it, and mirrors as folders."""
from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from b2tools import signing, sites
from b2tools.places.installations import Means
from b2tools.publishing import catalogues
from b2tools.sites import Site

HASH = "ab" * 32


@dataclass(frozen=True)
class Area:
    """A site in `top` with a download area, the key that it trusts and one that it does not."""

    top: Path

    @property
    def folder(self) -> Path:
        """The download area."""
        return self.top / "download"

    @property
    def key(self) -> Path:
        """Key of the release manager."""
        return self.top / "keys" / "manager"

    @property
    def foreign(self) -> Path:
        """Key of somebody else."""
        return self.top / "keys" / "foreign"

    def means(self, **more: object) -> Means:
        """What an account of this site works with."""
        return Means(self.top / "cache", dict(os.environ), **more)

    def site(self, *urls: object) -> Site:
        """The site, with these download addresses instead of its own area."""
        site = sites.at(self.top)
        return replace(site, download_urls=tuple(str(url) for url in urls)) if urls else site


def make(top: Path) -> Area:
    """A folder with `site.toml`, keys, allowed signers and an empty download area."""
    area = Area(top)
    area.folder.mkdir(parents=True)
    for key in (area.key, area.foreign):
        signing.make_key(key, key.name)
    (top / "allowed_signers").write_text(signing.allowed_line("manager", signing.public_key(area.key)) + "\n")
    (top / "site.toml").write_text(f'format = 1\nname = {json.dumps(top.name)}\n[download]\nurls = ["download"]\n'
                                   '[signing]\nallowed_signers = "allowed_signers"\n')
    return area


def entry(name: str = "v01-00-00", **more: object) -> catalogues.Entry:
    """An entry of a catalogue."""
    values = {"kind": "externals", "platform": "debian-12", "arch": "Linux_x86_64", "part": "main", "file": f"{name}.tar.zst",
              "sha256": HASH, "size": 10, "contents": HASH, "installed": 20, "digest": HASH}
    return catalogues.Entry(name=name, **values | more)
