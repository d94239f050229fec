# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small site and working copies of its accounts."""
import shutil

import pytest

from b2tools import process
from b2tools.git import Git
from tests import small_site
from tests.access import review_site


@pytest.fixture
def site(tmp_path, tmp_path_factory):
    """A site with a software repository of two packages, in a folder whose name needs quoting."""
    made = tmp_path_factory.getbasetemp() / "small site"
    if not (made / "site.toml").is_file():
        small_site.make(made)
    shutil.copytree(made, tmp_path / "mein \"site\" o'größe", symlinks=True)
    return small_site.SmallSite(tmp_path / "mein \"site\" o'größe")


@pytest.fixture
def member(site, tmp_path):
    """The member's working copy."""
    return site.clone(tmp_path / "member", "member")


@pytest.fixture
def librarian(site, tmp_path):
    """The librarian's working copy."""
    return site.clone(tmp_path / "librarian", "librarian")


@pytest.fixture
def author(site, tmp_path):
    """The working copy of the author of `framework`."""
    return site.clone(tmp_path / "author", "author")


@pytest.fixture
def refused(site):
    """`refused(pushed, "owner")`: the push was refused for exactly these requirements; gives what the pusher read."""
    def check(pushed, *names):
        said = pushed.stderr.decode("utf-8", "replace")
        assert pushed.returncode != 0, said
        assert {one["name"] for one in site.last_decision()["failing"]} == set(names), said
        assert "Traceback" not in said
        return " ".join(line.removeprefix("remote: ").strip() for line in said.splitlines())
    return check


@pytest.fixture
def accepted():
    """`accepted(pushed)`: the push went through."""
    def check(pushed):
        assert pushed.returncode == 0, pushed.stderr.decode("utf-8", "replace")
    return check


@pytest.fixture
def reviewed(tmp_path, tmp_path_factory):
    """A site with several librarians and a CI account, as review_site tells."""
    made = tmp_path_factory.getbasetemp() / "reviewed site"
    if not (made / "settled").is_file():
        site = small_site.make(made)
        review_site.settle(site, site.clone(made / "work" / "second", "librarian"))
        (made / "settled").touch()
    shutil.copytree(made, tmp_path / "mein \"site\" o'größe", symlinks=True)
    return small_site.SmallSite(tmp_path / "mein \"site\" o'größe")


@pytest.fixture
def approve(site):
    """`approve("ann")`: that account approves what feature/x has now; gives the lists that were approved."""
    def do(account, *lists, branch="feature/x", target="main"):
        server = review_site.server(site, account)
        seen = server.look(branch, target)
        return server.approve(branch, target, seen["commit"], seen["mark"], lists)["approved"]
    return do


@pytest.fixture
def repository(tmp_path):
    """An empty bare repository."""
    process.run(["git", "init", "-q", "--bare", tmp_path / "small.git"])
    return Git(tmp_path / "small.git")
