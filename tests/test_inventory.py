# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is installed: listed, verified, kept while something needs it."""
import pytest

from b2tools import errors, inventory, receipts, sites


@pytest.fixture
def site(tmp_path):
    """A site with externals and a release that stands on them."""
    (tmp_path / "site.toml").write_text('format = 1\nname = "x"\n[git]\nserver = "ssh://x"\nsoftware = "s"\nanalyses = "a"\n')
    for kind, name, inputs in (("externals", "v01-00-00", {}), ("release", "release-01-00-00", {"externals": "v01-00-00"})):
        folder = tmp_path / {"release": "releases"}.get(kind, kind) / name
        folder.mkdir(parents=True)
        (folder / "file").write_text("text")
        receipts.write(folder, kind, name, platform="x", made_by="test", inputs=inputs, environment={})
    (tmp_path / "releases" / "half").mkdir()
    return sites.at(tmp_path)


def test_externals_and_releases_are_listed_and_half_ones_are_not(site):
    found = [(one.kind, one.name) for one in inventory.receipts_of(site)]
    assert found == [("externals", "v01-00-00"), ("release", "release-01-00-00")]


def test_a_change_is_found(site):
    (site.releases / "release-01-00-00" / "file").write_text("changed")
    assert inventory.verify(site, "release-01-00-00") == (site.releases / "release-01-00-00", ["file: changed"])
    assert inventory.verify(site, "v01-00-00")[1] == []


@pytest.mark.parametrize("name", ["release-01-00-01", "half", "..", "../releases/release-01-00-00"])
def test_what_is_not_installed_is_named_with_near_ones(site, name):
    with pytest.raises(errors.NotInstalled, match="not installed at"):
        inventory.find(site, name)


def test_externals_that_a_release_needs_stay_unless_forced(site):
    with pytest.raises(errors.StillNeeded, match="v01-00-00 was not removed because release-01-00-00 need"):
        inventory.removable(site, "v01-00-00")
    assert inventory.removable(site, "v01-00-00", force=True).final == site.externals / "v01-00-00"
    assert inventory.removable(site, "release-01-00-00").name == "release-01-00-00"
