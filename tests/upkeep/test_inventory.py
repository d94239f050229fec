# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is installed: listed, verified, kept while something needs it."""
import pytest

from b2tools import errors, sites
from b2tools.places import receipts, roots
from b2tools.places.installations import Installation
from b2tools.upkeep import inventory


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


def test_a_release_that_a_working_copy_stands_on_stays(site, tmp_path):
    copy = tmp_path / "mycode"
    copy.mkdir()
    (copy / ".release").write_text("release-01-00-00\n")
    roots.register(site.home, copy)
    with pytest.raises(errors.StillNeeded, match="because .*/mycode of .* need it"):
        inventory.removable(site, "release-01-00-00")
    (copy / ".release").unlink()
    assert inventory.removable(site, "release-01-00-00")


def test_what_is_to_be_kept_stays(site):
    with pytest.raises(errors.InUse, match="release-01-00-00 was not removed: it is recommended. Say --force"):
        inventory.removable(site, "release-01-00-00", {"release-01-00-00": "it is recommended"})


def test_nothing_goes_while_nobody_knows_who_uses_it(site):
    roots.prepare(site.home)
    (site.home / "roots" / "1-x.json").write_text("no JSON")
    with pytest.raises(errors.InUse, match="1-x.json cannot be read, so nobody knows who uses it"):
        inventory.removable(site, "release-01-00-00")


def test_externals_stay_while_a_release_is_being_installed(site):
    inventory.find(site, "release-01-00-00").remove()
    with Installation(site.releases, "release-02-00-00").locked(print):
        with pytest.raises(errors.InUse, match="an install of release-02-00-00 runs, which may stand on it"):
            inventory.removable(site, "v01-00-00")
    assert inventory.removable(site, "v01-00-00")


def test_an_unreadable_receipt_is_listed_as_such_and_can_be_removed(site):
    (site.releases / "release-01-00-00" / "receipt.json").write_text("{")
    (site.releases / "release-01-00-00" / ".externals").write_text("v01-00-00\n")
    externals, release = inventory.entries(site.home)
    assert release.receipt is None and release.problem and externals.users == ("release-01-00-00",)
    assert "its receipt cannot be read" in inventory.table([externals, release])
    assert inventory.removable(site, "release-01-00-00").name == "release-01-00-00"
