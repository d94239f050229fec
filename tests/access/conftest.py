# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small site and working copies of its accounts."""
import pytest

from tests import small_site


@pytest.fixture
def site(tmp_path):
    """A site with a software repository of two packages, in a folder whose name needs quoting."""
    return small_site.make(tmp_path / "mein \"site\" o'größe")


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
