# SPDX-License-Identifier: LGPL-3.0-or-later
"""Small sites, working copies made from one by the library, and users who make analyses."""
import datetime
import os
import shutil
import sys
from pathlib import Path

import pytest

from b2tools import sites
from b2tools.git import Git
from b2tools.publishing.support import Entry, Policy
from b2tools.workingcopies import checkouts
from b2tools.workingcopies.analyses import Who
from tests.shells import tree
from tests.small_site import FIRST_FILES, make, SmallSite

RELEASES = ("release-01-00-00", "release-01-00-09", "release-01-00-10", "release-02-00-00")
POLICY = Policy(datetime.date(2026, 1, 1), (Entry("release-02-00-00", False, False, None, None, "wrong field map"),))
FILES = FIRST_FILES | {"mdst/own.txt": "of mdst\n", "generators/SConscript": "# generators\n", "generators/.librarians": "member\n",
                       "generators/.authors": "", "generators/run.py": '"""Runs."""\n',
                       "mdst2/.authors": "", "mdst2/SConscript": "# mdst2\n", "mdst2/.librarians": "author\n"}


@pytest.fixture
def small(tmp_path, tmp_path_factory) -> SmallSite:
    """A site with four packages in a folder whose name needs quoting."""
    made = tmp_path_factory.getbasetemp() / "site of working copies"
    if not (made / "site.toml").is_file():
        make(made, FILES)
    shutil.copytree(made, tmp_path / "mein \"site\" o'größe", symlinks=True)
    return SmallSite(tmp_path / "mein \"site\" o'größe")


@pytest.fixture
def offline(small):
    """Take the server away."""
    return lambda: (small.top / "server").rename(small.top / "gone")


@pytest.fixture
def copy(small, tmp_path):
    """Make a working copy `my work` with some packages (all if none is named) and look at it through git."""
    def make_copy(*names: str, name: str = "my work", **wish) -> Git:
        made = checkouts.create(sites.at(small.top), tmp_path / name, checkouts.Wish(packages=names, **wish), user="member",
                                python=sys.executable, environ=os.environ)
        return checkouts.find(made.folder, os.environ)
    return make_copy


@pytest.fixture
def there():
    """The folders of a working copy."""
    def names(git: Git) -> list[str]:
        return sorted(entry.name for entry in Path(git.folder).iterdir() if entry.is_dir() and entry.name != ".git")
    return names


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
