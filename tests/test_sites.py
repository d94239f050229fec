# SPDX-License-Identifier: LGPL-3.0-or-later
"""Sites: which site.toml counts and what it gives."""
from pathlib import Path

import pytest

from b2tools import errors, platforms, sites


def make(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text("format = 1\n" + text)
    return folder


def test_shipped_default_counts_without_any_other(tmp_path):
    site = sites.find({}, tmp_path)
    assert (site.name, site.top) == ("default", tmp_path / "belle2")


def test_search_order_is_config_folder_then_top_then_home(tmp_path):
    first, second = make(tmp_path / "first", 'name = "first"\n'), make(tmp_path / "second", 'name = "second"\n')
    make(tmp_path / ".config" / "b2tools", 'name = "home"\n')
    assert sites.find({"BELLE2_CONFIG_DIR": str(first), "VO_BELLE2_SW_DIR": str(second)}, tmp_path).name == "first"
    assert sites.find({"VO_BELLE2_SW_DIR": str(second)}, tmp_path).name == "second"
    assert sites.find({}, tmp_path).name == "home"


def test_current_folder_never_counts(tmp_path, monkeypatch):
    monkeypatch.chdir(make(tmp_path / "here", 'name = "planted"\n'))
    assert sites.find({}, None).name == "default"
    assert sites.find({"BELLE2_CONFIG_DIR": ".", "VO_BELLE2_SW_DIR": ""}, None).name == "default"


def test_relative_places_lie_below_the_site(tmp_path):
    folder = make(tmp_path / "site", '[git]\nserver = "ssh://{user}@localhost"\nsoftware = "software.git"\n'
                  'ssh_command = "server/bin/ssh"\n[download]\nurls = ["download", "https://example.org/x"]\n'
                  '[signing]\nallowed_signers = "server/allowed_signers"\n')
    site = sites.at(folder)
    assert site.ssh_command == folder / "server/bin/ssh"
    assert site.download_urls == (f"{folder}/download", "https://example.org/x")
    assert site.allowed_signers == folder / "server/allowed_signers"
    assert site.software_url("anna") == "ssh://anna@localhost/software.git"


def test_own_values_win_over_the_extended_site(tmp_path):
    site = sites.at(make(tmp_path / "site", 'extend = "cvmfs"\n[git]\nsoftware = "mine.git"\n'))
    assert site.software == "mine.git"
    assert site.analyses == "analyses"
    assert site.payload_places == ("/cvmfs/belle.cern.ch/conditions",)


@pytest.mark.parametrize("name", sites.shipped())
def test_each_shipped_site_is_valid(name):
    assert sites.read(sites.resources.folder("site-configs") / f"{name}.toml", None, Path("/h")).name == name


def test_unknown_base_and_newer_format_are_told_with_lines(tmp_path):
    folder = make(tmp_path / "site", 'extend = "cvfms"\n')
    with pytest.raises(errors.BadConfig, match="line 2: there is no shipped site 'cvfms'. Did you mean cvmfs"):
        sites.at(folder)
    (folder / "site.toml").write_text("format = 2\n")
    with pytest.raises(errors.BadConfig, match="these tools know format 1"):
        sites.at(folder)


def test_folder_without_site_file_is_no_site(tmp_path):
    with pytest.raises(errors.SiteMissing, match="holds no site.toml"):
        sites.at(tmp_path)


PLAIN = '[git]\nserver = "ssh://x"\n'


def test_a_site_without_folders_for_platforms_is_its_own_home(tmp_path):
    site = sites.at(make(tmp_path / "site", PLAIN))
    assert (site.platform, site.home, site.externals) == (platforms.here(), site.top, site.top / "externals")


def test_the_folder_of_this_platform_is_used_where_it_is(tmp_path):
    top = make(tmp_path / "site", PLAIN)
    (top / "platforms" / "plan9-4").mkdir(parents=True)
    assert sites.at(top).home == top
    own = top / "platforms" / platforms.here()
    own.mkdir()
    site = sites.at(top)
    assert (site.home, site.releases, site.tools) == (own, own / "releases", top / "tools")
    assert site.homes == (own, top, top / "platforms" / "plan9-4")


def test_a_named_platform_counts_whether_its_folder_is_there_or_not(tmp_path):
    top = make(tmp_path / "site", PLAIN)
    site = sites.find({"VO_BELLE2_SW_DIR": str(top), "BELLE2_PLATFORM": "el-9"}, None)
    assert (site.platform, site.externals) == ("el-9", top / "platforms" / "el-9" / "externals")
    other = sites.at(top).for_platform("el-9")
    assert other == site and sites.at(top).for_platform(platforms.here()) == sites.at(top)
    assert not (top / "platforms").exists()


def test_a_platform_that_leads_away_is_refused(tmp_path):
    top = make(tmp_path / "site", PLAIN)
    with pytest.raises(errors.UnknownPlatform, match="'../x' is no platform"):
        sites.find({"VO_BELLE2_SW_DIR": str(top), "BELLE2_PLATFORM": "../x"}, None)
    with pytest.raises(errors.UnknownPlatform):
        sites.at(top).for_platform("a/b")


def test_the_group_of_installations_is_named_in_the_site_file(tmp_path):
    assert sites.at(make(tmp_path / "one", PLAIN + '[install]\ngroup = "belle2"\n')).group == "belle2"
    assert sites.at(make(tmp_path / "two", PLAIN)).group is None
