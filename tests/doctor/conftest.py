# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small site that is in order, and a doctor for it."""
from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from b2tools import doctor
from b2tools.doctor import Finding
from b2tools.places.installations import Means
from tests.shells import tree


@dataclass
class Practice:
    """A site and the environment of somebody who works there."""

    top: Path
    home: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environ = tree.base(self.home) | {"VO_BELLE2_SW_DIR": str(self.top), "TMPDIR": "/tmp"} | self.environ

    def look(self, group: str, **more: str | None) -> list[Finding]:
        """The findings of one group of checks."""
        environ = {name: value for name, value in (self.environ | more).items() if value is not None}
        return doctor.examine(environ, self.home, Means(self.home / ".cache/b2tools/downloads", environ), [group])

    def only(self, group: str, words: str, **more: str | None) -> Finding:
        """The one finding of a group, which holds these words."""
        found = self.look(group, **more)
        assert len(found) == 1 and words in found[0].what, found
        return found[0]

    def mend(self, finding: Finding, **more: str) -> None:
        """Run the command of a finding."""
        assert finding.command, finding
        done = subprocess.run(["sh", "-c", finding.command], capture_output=True, text=True, env=os.environ | self.environ | more,
                              cwd=self.home)
        assert done.returncode == 0, done.stderr

    def mended_by_shell(self, group: str, finding: Finding, environ: Mapping[str, str]) -> bool:
        """Whether the command, said in a shell with that environment, makes the finding go away."""
        done = subprocess.run(["bash", "-c", f"{finding.command}\n/usr/bin/env -0"], capture_output=True,
                              env=self.environ | environ, check=True)
        pairs = dict(os.fsdecode(one).split("=", 1) for one in done.stdout.split(b"\0") if b"=" in one)
        return finding not in doctor.examine(pairs, self.home, Means(self.home / ".cache", pairs), [group])


@pytest.fixture
def practice(tmp_path) -> Practice:
    """A site with tools, externals and a release."""
    home = tmp_path / "home"
    home.mkdir()
    top = tree.make(tmp_path / "a site")
    (top / "download").mkdir()
    (top / "site.toml").write_text(tree.SITE.replace('urls = ["download"]', "urls = []"))
    for name in ("sh", "csh", "fish"):
        os.utime(top / "tools/setup" / f"site.{name}")
    return Practice(top, home)
