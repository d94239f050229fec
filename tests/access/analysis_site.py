# SPDX-License-Identifier: LGPL-3.0-or-later
"""Analyses on the small site: ask the wrapper as an account, clone, push."""
from pathlib import Path

from b2tools import process
from b2tools.git import Git
from tests.small_site import Clone, SmallSite

GROUPS = '\n[groups]\ncharm = ["member", "author"]\nempty = []\n'


def ask(site: SmallSite, account: str, command: str) -> process.Result:
    """What the wrapper says to an account."""
    return process.run([site.server / "bin/ssh", f"{account}@localhost", command], env=site.environment(), check=False)


def add_groups(site: SmallSite) -> None:
    """Add physics groups to the accounts."""
    file = site.server / "accounts.toml"
    file.write_text(file.read_text() + GROUPS)


class AnalysisClone(Clone):
    """A clone of an analysis; pushes go to its origin, as an account."""

    def send(self, *words: str, account: str | None = None) -> process.Result:
        """Push refspecs (default HEAD to main)."""
        url = self.git.line("config", "remote.origin.url").replace("//member@", f"//{account or self.account}@")
        return self.git.run("push", url, *(words or ("HEAD:refs/heads/main",)), check=False)


def clone(site: SmallSite, folder: Path, repository: str) -> AnalysisClone:
    """A clone with one commit that is not pushed yet."""
    process.run(["git", "clone", "-q", f"ssh://member@localhost/{repository}", folder], env=site.environment())
    made = AnalysisClone(site, folder, "member")
    Git(folder, site.environment()).run("checkout", "-q", "-B", "main")
    made.commit({"SConscript": "Import('env')\n"})
    return made
