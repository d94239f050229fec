# SPDX-License-Identifier: LGPL-3.0-or-later
"""The commands of installation as a user types them."""
import io
import json
import sys

import pytest

from b2tools import cli
from b2tools.places import receipts
from tests import small_externals as small
from tests.small_site import make

NAME = "release-01-00-00"


@pytest.fixture
def top(tmp_path):
    """A site where externals and a release without content are installed."""
    site = make(tmp_path / "my site")
    for place, kind, name, inputs in (("externals", "externals", "v01-00-00", {"manifest": "0" * 64}),
                                      ("releases", "release", NAME, {"externals": "v01-00-00"})):
        folder = site.top / place / name
        folder.mkdir(parents=True)
        (folder / "file").write_text("x" * 1500)
        receipts.write(folder, kind, name, platform="Linux_x86_64", made_by="test", inputs=inputs, environment={})
    return site.top


@pytest.fixture
def b2(top, monkeypatch, capfd):
    """Run a command at the site as the account `member`: gives exit code, output and errors."""
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(top))
    monkeypatch.setenv("BELLE2_USER", "member")

    def run(program: str, *words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.main([*words], program)
        return code, *capfd.readouterr()
    return run


def test_without_a_version_the_externals_are_listed(b2):
    assert b2("b2install-externals") == (0, "v01-00-00  installed  source\nv01-01-00             source\n", "")


def test_unknown_externals_have_their_own_exit_code(b2):
    assert b2("b2install-externals", "v01-00-09") == (
        13, "", "b2install-externals: There are no externals v01-00-09. Did you mean v01-00-00 or v01-01-00?\n")


def test_a_dry_run_tells_what_would_be_fetched(b2, top):
    code, said, _ = b2("b2install-externals", "v01-00-00", "--dry-run")
    assert code == 0 and said.startswith("Would install ") and "fetching" in said
    assert f"packages in {top}/externals/v01-00-00" in said


def test_the_cache_can_be_named(b2, tmp_path):
    assert b2("b2install-externals", "v01-00-00", "--dry-run", "--cache", str(tmp_path / "other"))[0] == 0


def test_the_releases_of_a_server_without_any_are_an_empty_list(b2):
    assert b2("b2install-release", "--json") == (0, "[]\n", "")


def test_an_unknown_release_has_its_own_exit_code(b2):
    code, said, error = b2("b2install-release", "release-09-00-00")
    assert (code, said) == (21, "") and "has no release release-09-00-00. There are none." in error


def test_what_is_installed_is_listed_with_sizes(b2, top):
    lines = [line.split() for line in b2("b2install-list")[1].splitlines()]
    assert lines == [["kind", "name", "platform", "size", "files", "made", "from", "used", "by"],
                     ["externals", "v01-00-00", "Linux_x86_64", "1.5", "kB", "1", "0" * 12, "1"],
                     ["release", NAME, "Linux_x86_64", "1.5", "kB", "1", "nobody"]]
    externals, release = json.loads(b2("b2install-list", "--json")[1])
    assert (externals["name"], externals["used_by"], release["name"], release["size"]) == ("v01-00-00", [NAME], NAME, 1500)
    assert externals["receipt"] == receipts.digest(top / "externals" / "v01-00-00")


def test_verification_ends_with_1_if_anything_differs(b2, top):
    assert b2("b2install-verify", NAME)[:2] == (0, f"{top}/releases/{NAME} is as it was installed.\n")
    (top / "releases" / NAME / "file").unlink()
    assert b2("b2install-verify", NAME)[:2] == (1, "file: missing\n")
    assert json.loads(b2("b2install-verify", "--json", NAME)[1])["findings"] == ["file: missing"]


def test_removal_asks_and_keeps_what_is_needed(b2, top, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert b2("b2install-remove", "v01-00-00", "--yes")[0] == 23
    assert b2("b2install-remove", NAME, "--dry-run")[1] == f"Would remove {top}/releases/{NAME}.\n"
    assert b2("b2install-remove", NAME)[0] == 130 and (top / "releases" / NAME).is_dir()
    assert b2("b2install-remove", NAME, "--yes")[0] == 0 and not (top / "releases" / NAME).exists()
    assert b2("b2install-remove", "v01-00-00", "-y")[0] == 0


def test_a_manifest_is_pinned_on_the_screen_or_in_its_file(b2, tmp_path, monkeypatch):
    for name, value in {"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": tmp_path.as_uri()}.items():
        monkeypatch.setenv(name, value)
    draft = tmp_path / "v02-00-00.toml"
    small.wheel(tmp_path, "tiny")
    package = {"name": "tiny", "purpose": "Test", "kind": "wheel"}
    data = {"format": 1, "version": "v02-00-00", "python": "3.11", "size": 1, "environment": {}, "package": [package]}
    draft.write_text(small.render(data))
    before = draft.read_text()
    assert b2("b2externals-pin", "--dry-run", str(draft))[1].startswith("# Externals v02-00-00") and draft.read_text() == before
    assert b2("b2externals-pin", str(draft))[0] == 0 and draft.read_text() != before
