# SPDX-License-Identifier: LGPL-3.0-or-later
"""The small site with more people: ann looks after framework, bob after mdst, robot is continuous integration."""
from __future__ import annotations

import json
import os
import sys

from b2tools import process, reviews, sites
from b2tools.server import siteserver
from tests.small_site import Clone, SmallSite

PEOPLE = ('\n[accounts.ann]\nemail = "ann@example.org"\n[accounts.bob]\n[accounts.eve]\n[accounts.robot]\nroles = ["ci"]\n')


def settle(site: SmallSite, librarian: Clone) -> None:
    """Bring the people in and land their owner lists."""
    accounts = site.server / "accounts.toml"
    accounts.write_text(accounts.read_text() + PEOPLE)
    siteserver.create_anywhere(site.top, "small", sys.executable, dict(os.environ))
    librarian.commit({"framework/.librarians": "ann\n", "mdst/.librarians": "bob\n", "framework/deep/.librarians": "bob\n",
                      "framework/deep/a.txt": "a\n", "framework/a.txt": "a\n", "framework/b.txt": "b\n", "mdst/a.txt": "a\n"})
    assert librarian.push().returncode == 0


def ask(site: SmallSite, account: str, command: str) -> process.Result:
    """Ask the wrapper something as an account."""
    return process.run([site.server / "bin/ssh", f"{account}@localhost", command], env=dict(os.environ), check=False)


def server(site: SmallSite, account: str) -> reviews.Server:
    """The client's way to the server as an account."""
    return reviews.Server(sites.at(site.top), account, dict(os.environ))


def last(site: SmallSite) -> dict:
    """The newest line of the audit log."""
    return json.loads((site.server / "audit.jsonl").read_text().splitlines()[-1])
