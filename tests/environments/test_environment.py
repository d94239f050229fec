# SPDX-License-Identifier: LGPL-3.0-or-later
"""The environment as data: order, placeholders, errors, and the undo in Python."""
from pathlib import Path

import pytest

from b2tools import errors, sites
from b2tools.environments import environment, setups
from b2tools.environments.environment import arch
from tests.shells import tree


@pytest.fixture
def site(tmp_path) -> sites.Site:
    return sites.at(tree.make(tmp_path / "site"))


def test_local_comes_before_release_before_externals(site, tmp_path):
    copy = tree.working_copy(tmp_path / "code", "release-01-00-00")
    got = environment.compose(site, release="release-01-00-00", local=copy).values(site.top, "anna")
    ends = [f"{copy}/lib/{arch()}/opt", f"{site.releases}/release-01-00-00/lib/{arch()}/opt",
            f"{site.externals}/v01-00-00/{arch()}/common/lib/python"]
    assert got["PYTHONPATH"].split(":") == ends
    assert (got["BELLE2_RELEASE"], got["BELLE2_LOCAL_DIR"]) == ("release-01-00-00", str(copy))


def test_two_externals_with_different_variables_are_set_up_by_the_same_tools(site):
    tree.add_externals(site.top, "v02-00-00", {"set": {"NEW_ONE": "{option}/x"}, "prepend": {}})
    old = environment.compose(site, externals="v01-00-00").values(site.top, "")
    new = environment.compose(site, externals="v02-00-00").values(site.top, "")
    assert "NEW_ONE" not in old and "ROOTSYS" not in new
    assert new["NEW_ONE"] == f"{site.externals}/v02-00-00/{arch()}/opt/x"


def test_missing_externals_and_release_list_near_ones(site):
    with pytest.raises(errors.NotInstalled, match="externals v01-00-01 is not installed.*Did you mean v01-00-00"):
        environment.compose(site, externals="v01-00-01")
    with pytest.raises(errors.NotInstalled, match="Install with b2install-release release-9"):
        setups.named(site, "release-9")


def test_unknown_placeholder_is_told(site):
    tree.add_externals(site.top, "v03-00-00", {"set": {"X": "{prefixx}/a"}, "prepend": {}})
    with pytest.raises(errors.BadEnvironment, match="holds the placeholder 'prefixx'. Did you mean prefix"):
        environment.compose(site, externals="v03-00-00")


def test_folder_with_colon_is_refused(site, tmp_path):
    copy = tree.working_copy(tmp_path / "a:b")
    with pytest.raises(errors.BadPath, match="it holds a colon"):
        environment.compose(site, local=copy)


def test_folder_with_braces_is_taken_as_it_is(site, tmp_path):
    copy = tree.working_copy(tmp_path / "a{prefix}{")
    assert environment.compose(site, local=copy).values(site.top, "")["ROOT_INCLUDE_PATH"] == f"{copy}/include"


def test_library_path_only_if_the_site_asks(tmp_path):
    top = tree.make(tmp_path / "site", extra="[environment]\nld_library_path = true\n")
    folders = environment.compose(sites.at(top), release="release-01-00-00").values(top, "")["LD_LIBRARY_PATH"].split(":")
    externals = top / "externals/v01-00-00" / arch()
    assert folders == [f"{top}/releases/release-01-00-00/lib/{arch()}/opt", f"{externals}/opt/lib", f"{externals}/common/lib"]
    (top / "site.toml").write_text(tree.SITE)
    assert "LD_LIBRARY_PATH" not in environment.compose(sites.at(top), externals="v01-00-00").values(top, "")


def test_undo_in_python_is_exact(site):
    env = setups.complete(site, setups.named(site, "release-01-00-00"))
    before = {"PATH": "/usr/bin", "PYTHONPATH": "", "HOME": "/h"}
    state = {"B2SETS": "ROOTSYS BELLE2_OPTION", "B2LISTS": "PATH PYTHONPATH MANPATH", "B2OPATH": "/usr/bin", "B2OPYTHONPATH": ""}
    own = env.values(site.top, "anna")
    names = ("ROOTSYS", "BELLE2_OPTION", "PATH", "PYTHONPATH", "MANPATH")
    inside = env.applied(before, site.top, "anna") | state | {f"B2N{name}": own[name] for name in names}
    assert inside["PYTHONPATH"] == own["PYTHONPATH"]
    after = setups.undone(inside)
    assert {name: after.get(name) for name in ("PATH", "PYTHONPATH", "MANPATH", "ROOTSYS", "B2SETS", "B2NPATH")} == {
        "PATH": "/usr/bin", "PYTHONPATH": "", "MANPATH": None, "ROOTSYS": None, "B2SETS": None, "B2NPATH": None}
    assert setups.undone(inside | {"PATH": "/venv:" + inside["PATH"]})["PATH"] == "/venv:/usr/bin"


def test_shell_and_python_agree(site, tmp_path):
    shell = tree.Shell("bash")
    shell.run(shell.setup(site.top, "release-01-00-00") + shell.dump("dump"), tmp_path)
    got = tree.read(tmp_path / "dump")
    env = setups.complete(site, setups.named(site, "release-01-00-00"))
    wanted = env.applied(tree.base(tmp_path), site.top, "anna")
    del wanted["USER"]
    assert {name: value for name, value in got.items() if not name.startswith("B2")} == wanted
    assert setups.undone(got) | {"USER": "anna"} == tree.base(tmp_path)


def test_folder_that_is_no_working_copy_is_told(site):
    with pytest.raises(errors.NotAWorkingCopy, match="holds neither .release nor"):
        setups.of_folder(site, Path("/"))


@pytest.mark.parametrize("text", ['[set]\n"X; touch planted; Y" = "1"', '[set]\n"" = "1"', '[prepend]\n"A B" = ["x"]',
                                  '[set]\nB2SETS = "x"',
                                  "[set]\nX = 3", "set = 3", '[prepend]\nPATH = "abc"', '[set]\nX = "a\\u0000b"', "[[[",
                                  '[environment]\nset = ["X"]', 'environment = "x"'])
def test_the_table_of_somebody_elses_folder_brings_names_and_texts_only(site, tmp_path, text):
    copy = tree.working_copy(tmp_path / "theirs")
    (copy / ".environment.toml").write_text(text)
    with pytest.raises(errors.BadEnvironment, match=r"\.environment\.toml cannot be used: "):
        setups.of_folder(site, copy)


@pytest.mark.parametrize("name", ["../releases/release-01-00-00", "/etc", "..", "."])
def test_a_version_is_no_way_to_another_folder(site, tmp_path, name):
    copy = tree.working_copy(tmp_path / "theirs")
    (copy / ".release").write_text(name)
    with pytest.raises(errors.NotInstalled):
        setups.of_folder(site, copy)
    (copy / ".release").write_text("head")
    (copy / ".externals").write_text(f"../externals/{name}")
    with pytest.raises(errors.NotInstalled):
        setups.of_folder(site, copy)


def test_an_option_that_a_central_release_was_not_built_with_is_a_clear_error(site):
    folder = site.releases / "release-01-00-00"
    for option in ("opt", "clang"):
        (folder / "lib" / environment.arch() / option).mkdir(parents=True)
    wanted = "release-01-00-00 was not built with the option debug at .*; it has clang and opt. Choose .* 'b2code-option clang'"
    with pytest.raises(errors.OptionMissing, match=wanted):
        environment.compose(site, release="release-01-00-00", option="debug")
    found = environment.compose(site, release="release-01-00-00", option="clang").values(site.top, "")
    assert found["BELLE2_OPTION"] == "clang"
