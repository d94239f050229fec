# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small site for tests: a real server made by the library, with a software repository of a few files, no framework.

Everything goes through the wrapper, as any client does it; no test writes into the bare repository.
"""
from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from b2tools import process
from b2tools.git import Git
from b2tools.server import siteserver

FIRST_FILES = {".librarians": "librarian\n", ".authors": "", ".light": "framework\n", ".externals": "v01-00-00\n",
               ".gitignore": "/build/\n",
               "site_scons/SConstruct": "# build\n",
               "framework/.librarians": "librarian\n", "framework/.authors": "author\n", "framework/SConscript": "Import('env')\n",
               "framework/scripts/hello.py": '"""Says hello."""\n', "framework/include/A.h": "#pragma once\n",
               "mdst/.librarians": "librarian\n", "mdst/.authors": "", "mdst/SConscript": "Import('env')\n"}


@dataclass(frozen=True)
class Clone:
    """A working copy that pushes as one account."""

    site: SmallSite
    folder: Path
    account: str

    @property
    def git(self) -> Git:
        """git in this working copy, with the site's transport and the test's environment."""
        return Git(self.folder, self.site.environment())

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Write files (None removes one)."""
        for name, content in files.items():
            place = self.folder / name
            if content is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: dict[str, str | bytes | None] | None = None, message: str = "Change") -> str:
        """Write files, commit everything without hooks, return the commit."""
        self.write(files or {})
        self.git.run("add", "-A", "-f")
        self.git.run("commit", "-q", "--no-verify", "--allow-empty", "-m", message)
        return self.git.line("rev-parse", "HEAD")

    def push(self, *words: str, account: str | None = None) -> process.Result:
        """Push refspecs (default HEAD to main) as an account, without client hooks; look at `returncode` and `stderr`."""
        url = siteserver.software_url(account or self.account)
        return self.git.run("-c", "core.hooksPath=/dev/null", "push", url, *(words or ("HEAD:refs/heads/main",)), check=False)


@dataclass(frozen=True)
class SmallSite:
    """The site's folder and how to reach its server."""

    top: Path

    @property
    def server(self) -> Path:
        """The server's folder with accounts.toml, policy.toml and audit.jsonl."""
        return self.top / "server"

    def environment(self) -> dict[str, str]:
        """The test's environment with the site's transport."""
        return {**os.environ, **siteserver.ssh_environment(self.top)}

    def url(self, account: str = "member") -> str:
        """Address of the software repository."""
        return siteserver.software_url(account)

    def clone(self, folder: Path, account: str = "member") -> Clone:
        """A new clone in `folder` that pushes as `account`."""
        process.run(["git", "clone", "-q", self.url(account), folder], env=self.environment())
        return Clone(self, folder, account)

    def last_decision(self) -> dict:
        """The newest line of the audit log."""
        return json.loads((self.server / "audit.jsonl").read_text().splitlines()[-1])

    def switch_off(self, *rules: str) -> None:
        """Switch rules of the policy off, to see that nothing else refuses."""
        policy = self.server / "policy.toml"
        policy.write_text(policy.read_text() + f"rules_off = {json.dumps(list(rules))}\n")

    def refs(self) -> dict[str, str]:
        """All refs that the server shows, by name, without its own records."""
        listed = process.run(["git", "ls-remote", "--refs", self.url("librarian")], env=self.environment()).text.splitlines()
        return {line.split("\t")[1]: line.split("\t")[0] for line in listed if "refs/published/" not in line}


def make(top: Path, files: dict[str, str | bytes | None] | None = None) -> SmallSite:
    """Make a site in `top`; its main holds `files` (default: two packages of the usual owners)."""
    siteserver.create_anywhere(top, "small", sys.executable, dict(os.environ))
    site = SmallSite(top)
    first = site.clone(top / "work" / "first", "librarian")
    first.git.run("checkout", "-q", "-B", "main")
    first.commit(FIRST_FILES if files is None else files, "Start")
    pushed = first.push()
    assert pushed.returncode == 0, pushed.stderr.decode()
    return site
