# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where data sets are installed, and what a name means."""
import os

import pytest

from b2tools import errors
from b2tools.data import dataplaces
from b2tools.places import receipts
from tests import signed_area


@pytest.fixture
def site(tmp_path):
    """A site with two versions of one data set, a half one, and something else that has a receipt."""
    made = signed_area.make(tmp_path / "größe x").site()
    for number, (kind, name) in enumerate((("data", "examples/10"), ("data", "examples/9"), ("other", "odd/1"))):
        folder = made.top / "data" / name
        folder.mkdir(parents=True)
        receipts.write(folder, kind, name, platform="any", made_by="test", inputs={}, environment={})
        os.utime(folder / "receipt.json", (number, number))
    (made.top / "data/examples/.11.staging").mkdir()
    return made


def named(place):
    return place and dataplaces.name_of(place)


def test_all_versions_of_all_sets_are_found(site):
    assert sorted(map(named, dataplaces.every(site.top))) == ["examples/10", "examples/9", "odd/1"]


@pytest.mark.parametrize("name, meant", [("examples", "examples/9"), ("examples/10", "examples/10"), ("example", None),
                                         ("odd/1", None), ("../data/examples/9", None), ("examples/11", None)])
def test_a_name_means_a_version_or_the_one_installed_last(site, name, meant):
    assert named(dataplaces.installed(site, name)) == meant


def test_a_path_means_the_set_in_it(site):
    assert named(dataplaces.installed(site, str(site.top / "data/examples/10"))) == "examples/10"


def test_where_a_guess_would_do_harm_the_version_must_be_said(site):
    assert named(dataplaces.only(site, "examples/9")) == "examples/9" and dataplaces.only(site, "example") is None
    with pytest.raises(errors.SeveralVersions, match="examples/10, examples/9. Say which one."):
        dataplaces.only(site, "examples")
