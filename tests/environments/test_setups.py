# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compiled set-ups: written where a release is staged, naming its final place; options that working copies keep."""
import pytest

from b2tools import errors, sites
from b2tools.environments import setups
from b2tools.environments.environment import arch
from tests.shells import tree


@pytest.fixture
def site(tmp_path) -> sites.Site:
    return sites.at(tree.make(tmp_path / "site"))


def test_compiled_files_name_the_final_place_relative_to_the_site(site):
    text = (site.releases / "release-01-00-00" / "setup" / "sh").read_text()
    assert "BELLE2_RELEASE_DIR=\"${_b2_top}\"'/releases/release-01-00-00'" in text
    assert "/." not in text and str(site.top) not in text


def test_compiled_files_are_the_same_each_time(site):
    folder = site.releases / "release-01-00-00"
    before = {name: (folder / "setup" / name).read_bytes() for name in ("sh", "csh", "fish")}
    setups.compile(site, folder)
    assert before == {name: (folder / "setup" / name).read_bytes() for name in before}


def test_saved_option_of_a_working_copy_counts(site, tmp_path):
    copy = tree.working_copy(tmp_path / "code")
    (copy / ".option").write_text("debug opt\n")
    got = setups.of_folder(site, copy).values(site.top, "")
    assert (got["BELLE2_SUBDIR"], got["BELLE2_EXTERNALS_SUBDIR"]) == (f"{arch()}/debug", f"{arch()}/opt")
    assert setups.of_folder(site, copy, setups.Options("clang")).values(site.top, "")["BELLE2_OPTION"] == "clang"


def test_analysis_lies_on_top_of_its_release(site, tmp_path):
    folder = tmp_path / "analysis"
    folder.mkdir()
    (folder / ".analysis").write_text("release-01-00-00\n")
    got = setups.of_folder(site, folder).values(site.top, "")
    assert (got["BELLE2_ANALYSIS_DIR"], got["BELLE2_RELEASE"]) == (str(folder), "release-01-00-00")
    assert got["PATH"].split(":")[0] == f"{folder}/bin/{arch()}/opt"
    assert "BELLE2_LOCAL_DIR" not in got


def test_working_copy_of_a_missing_release_is_told(site, tmp_path):
    copy = tree.working_copy(tmp_path / "code", "release-01-00-09")
    with pytest.raises(errors.NotInstalled, match="Did you mean release-01-00-00"):
        setups.of_folder(site, copy)


def test_cached_files_serve_every_family(site, tmp_path):
    setups.compile_cached(site, tree.working_copy(tmp_path / "code"), tmp_path / "cache" / "x", setups.Options())
    assert sorted(file.name for file in (tmp_path / "cache").iterdir()) == ["x.csh", "x.fish", "x.sh"]


def analysis(folder, text):
    folder.mkdir()
    (folder / ".analysis").write_text(text)
    return folder


def test_the_build_of_an_analysis_is_linked_to_its_release_and_renewed(site, tmp_path):
    folder = analysis(tmp_path / "cut", "release-01-00-00 cut\n")
    (folder / "SConstruct").symlink_to("/nowhere/SConstruct")
    setups.compile_cached(site, folder, tmp_path / "cache" / "x", setups.Options())
    assert (folder / "SConstruct").readlink() == site.releases / "release-01-00-00/site_scons/SConstruct"


def test_a_build_file_of_the_users_own_stays(site, tmp_path):
    folder = analysis(tmp_path / "cut", "release-01-00-00\n")
    (folder / "SConstruct").write_text("mine")
    assert not setups.link_build(site, folder) and (folder / "SConstruct").read_text() == "mine"


@pytest.mark.parametrize("text", ["", "head\n", "release-01-00-09\n", "../releases/release-01-00-00\n"])
def test_what_names_no_installed_release_gets_no_link(site, tmp_path, text):
    folder = analysis(tmp_path / "cut", text)
    assert not setups.link_build(site, folder) and not (folder / "SConstruct").is_symlink()
