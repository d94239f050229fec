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


def data_set(site, version):
    """Install a data set as b2install-data does."""
    folder = site.top / "data/examples" / version
    folder.mkdir(parents=True)
    (folder / "file").write_text("text")
    receipts.write(folder, "data", f"examples/{version}", platform="any", made_by="test", inputs={"data": "ab" * 32},
                   environment={})
    return folder


def test_data_sets_are_listed_with_their_names_and_no_users(site):
    data_set(site, "1")
    found = inventory.data_sets(site)
    assert [one.as_data()["name"] for one in found] == ["examples/1"] and found[0].as_data()["inputs"] == {"data": "ab" * 32}
    assert inventory.table(found).splitlines()[1].split() == ["data", "examples/1", "any", "4", "bytes", "1", "abababababab"]


def test_a_data_set_is_removed_by_its_name_and_one_of_several_by_its_version(site):
    first = data_set(site, "1")
    assert inventory.removable(site, "examples").final == first
    second = data_set(site, "2")
    with pytest.raises(errors.SeveralVersions, match="Of examples several versions are installed: examples/1, examples/2. Say"):
        inventory.removable(site, "examples")
    for name, folder in (("examples/1", first), (str(second), second)):
        inventory.removable(site, name).remove()
        assert not folder.exists()
    with pytest.raises(errors.NotInstalled):
        inventory.removable(site, "examples")
