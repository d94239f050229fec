# SPDX-License-Identifier: LGPL-3.0-or-later
"""The commands of analyses as a user types them."""
import json

import pytest

from b2tools import cli
from tests.shells import tree
from tests.small_site import make


@pytest.fixture
def b2(tmp_path, monkeypatch, capfd):
    """Run a command beside a small site as the account `member`: gives exit code, output and errors."""
    site = make(tmp_path / "my site").top
    with tree.unsynced():
        tree.add_externals(site, "v01-00-00", tree.EXTERNALS)
        for name in ("release-01-00-00", "release-01-00-01"):
            tree.add_release(site, name)
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(site))
    monkeypatch.setenv("BELLE2_USER", "member")
    monkeypatch.chdir(tmp_path)

    def run(program: str, *words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.main([*words], program)
        return code, *capfd.readouterr()
    return run


def test_an_analysis_is_made_got_and_updated(b2, tmp_path, monkeypatch):
    assert b2("b2analysis-create", "my work/cut", "release-01-00-00") == (
        0, f"{tmp_path}/my work/cut: analyses/member_cut made, on top of release-01-00-00\n"
        f"Next: cd '{tmp_path}/my work/cut'; b2setup; scons\n", "")
    got = json.loads(b2("b2analysis-get", "--json", "cut")[1])
    assert (got["repository"], got["release"]) == ("analyses/member_cut", "release-01-00-00")
    monkeypatch.chdir(tmp_path / "cut")
    assert "would move from release-01-00-00 to release-01-00-01" in b2("b2analysis-update", "--dry-run")[1]
    assert b2("b2analysis-update")[1] == (f"{tmp_path}/cut: moved from release-01-00-00 to release-01-00-01\n"
                                          "Next: b2setup; scons; git commit -m 'Move to another release' .analysis\n")
    assert b2("b2analysis-update")[1] == f"{tmp_path}/cut is on release-01-00-01 already.\n"


def test_what_was_built_in_an_analysis_is_removed_and_its_sources_stay(b2, tmp_path, monkeypatch):
    b2("b2analysis-create", "cut", "release-01-00-00")
    monkeypatch.chdir(tmp_path / "cut")
    for name in ("build/x.o", "lib/libcut.so", "include/Own.h"):
        (tmp_path / "cut" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "cut" / name).touch()
    assert b2("b2code-clean", "-f")[0] == 0
    assert not (tmp_path / "cut/build").exists() and not (tmp_path / "cut/lib").exists()
    assert (tmp_path / "cut/include/Own.h").exists() and (tmp_path / "cut/SConscript").exists()


def test_a_clash_has_its_own_exit_code_and_names_the_owner(b2, tmp_path):
    assert b2("b2analysis-create", "cut", "release-01-00-00")[0] == 0
    code, _, said = b2("b2analysis-create", "other/cut", "release-01-00-00")
    assert code == 81 and said.endswith("belongs to member. Choose another name, or work on that one: b2analysis-get cut member\n")


def test_a_dry_run_says_what_would_be_made(b2, tmp_path):
    assert b2("b2analysis-create", "--dry-run", "cut", "release-01-00-00")[1].startswith(
        f"{tmp_path}/cut: analyses/member_cut would be made, on top of release-01-00-00\n")
    assert not (tmp_path / "cut").exists()


def test_an_analysis_has_one_owner(b2):
    assert b2("b2analysis-get", "cut", "anna", "--group", "charm")[0] == 2
