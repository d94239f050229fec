# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2tools env, setup-script, init and setup-file."""
import json
import os
import subprocess

import pytest
from b2tools import cli

from tests.shells import tree


@pytest.fixture(scope="module")
def top(tmp_path_factory):
    return tree.make(tmp_path_factory.mktemp("env") / "it's a site")


@pytest.fixture(autouse=True)
def at_site(top, monkeypatch):
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(top))


def test_json_lists_what_is_set(top, capfdbinary):
    assert cli.main(["release-01-00-00", "--format", "json", "--user", "anna"], "b2env") == 0
    data = json.loads(capfdbinary.readouterr().out)
    assert data["set"]["BELLE2_GIT_SERVER"] == "ssh://anna@localhost"
    assert data["prepend"]["PATH"][-1] == f"{top}/tools/bin"


@pytest.mark.parametrize("shell", ["bash", "tcsh", "fish"])
def test_text_does_the_same_as_the_set_up(top, shell, tmp_path):
    own = tree.Shell(shell)
    form = {"bash": "sh", "tcsh": "csh", "fish": "fish"}[shell]
    words = [top / "tools/bin/b2tools", "env", "release-01-00-00", "--format", form]
    text = subprocess.run(words, capture_output=True, text=True, check=True, env=tree.base(tmp_path)).stdout
    own.run(text + own.dump("one"), tmp_path)
    own.run(own.setup(top, "release-01-00-00") + own.dump("two"), tmp_path)
    kept = {name: value for name, value in tree.read(tmp_path / "two").items() if not name.startswith("B2")}
    one = tree.read(tmp_path / "one")
    assert {name: one.get(name) for name in kept if "root@" not in kept[name] and name != "BELLE2_USER"} == {
        name: value for name, value in kept.items() if "root@" not in value and name != "BELLE2_USER"}


def test_line_for_start_up_files_is_quoted_for_the_shell(top, capsys):
    lines = {}
    for shell in ("bash", "dash", "fish", "tcsh"):
        assert cli.main([shell], "b2init") == 0
        lines[shell] = capsys.readouterr().out.rstrip("\n").replace(str(top.parent), "")
    assert lines["bash"] == "source '/it'\\''s a site/tools/b2setup'"
    assert lines["dash"] == ". '/it'\\''s a site/tools/b2setup'"
    assert lines["fish"] == "source '/it\\'s a site/tools/b2setup.fish'"


def test_script_to_source_depends_on_the_shell(top, capsys):
    assert cli.main(["--shell", "/usr/bin/fish"], "b2setup-script") == 0
    assert capsys.readouterr().out == f"{top}/tools/b2setup.fish\n"


def test_unknown_release_is_told(capsys):
    assert cli.main(["release-1"], "b2env") == 32
    assert "The release release-1 is not installed" in capsys.readouterr().err


def test_install_tools_says_what_to_source(top, capsys):
    assert cli.main(["--dry-run"], "b2install-tools") == 0
    assert capsys.readouterr().out == f"source {os.fspath(top)}/tools/b2setup\n"
