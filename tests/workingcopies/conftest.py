# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small site with installed releases, and its users who make analyses."""
import datetime
import os
import sys

import pytest

from b2tools import sites
from b2tools.publishing.support import Entry, Policy
from b2tools.workingcopies.analyses import Who
from tests.shells import tree
from tests.small_site import SmallSite, make

RELEASES = ("release-01-00-00", "release-01-00-09", "release-01-00-10", "release-02-00-00")
POLICY = Policy(datetime.date(2026, 1, 1), (Entry("release-02-00-00", False, False, None, None, "wrong field map"),))


@pytest.fixture
def analysis_site(tmp_path) -> SmallSite:
    """A site with four releases and a group, in a folder whose name needs quoting."""
    made = make(tmp_path / "mein \"site\" größe")
    with tree.unsynced():
        tree.add_externals(made.top, "v01-00-00", tree.EXTERNALS)
        for name in RELEASES:
            tree.add_release(made.top, name)
            for below in ("site_scons", "mdst"):
                (made.top / "releases" / name / below).mkdir()
            (made.top / "releases" / name / "site_scons/SConstruct").write_text("# build\n")
    accounts = made.server / "accounts.toml"
    accounts.write_text(accounts.read_text() + '\n[groups]\ncharm = ["member", "author"]\n')
    return made


@pytest.fixture
def who(analysis_site):
    """`who("author")`: a user of the site; the policy does not support release-02-00-00."""
    def user(account="member", **environ):
        return Who(sites.at(analysis_site.top), account, sys.executable, {**os.environ, **environ}, POLICY)
    return user
