# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2tools doctor as a command: text, JSON, exit codes, groups."""
import json

import pytest

from b2tools import cli
from tests.shells import tree


@pytest.fixture
def top(tmp_path, monkeypatch):
    place = tree.make(tmp_path / "site")
    (place / "site.toml").write_text('format = 1\nname = "x"\n')
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return place


def test_what_is_in_order_gives_0_and_a_finding_gives_1_with_its_mend(top, capsys):
    assert cli.main(["--top", str(top), "installed"], "b2doctor") == 0
    assert capsys.readouterr().out == "Everything is in order.\n"
    (top / "externals/v09-00-00").mkdir()
    assert cli.main(["doctor", "--top", str(top), "installed", "leftovers"], "b2tools") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("installed: ") and lines[2].strip().startswith("rm -rf -- ") and lines[-1] == "1 finding."


def test_json_names_group_finding_mend_and_command(top, capsys):
    (top / "externals/v09-00-00").mkdir()
    assert cli.main(["--json", "--top", str(top), "installed"], "b2doctor") == 1
    found = json.loads(capsys.readouterr().out)
    assert [sorted(one) for one in found] == [["command", "group", "mend", "what"]]


def test_an_unknown_group_lists_near_ones(top, capsys):
    assert cli.main(["--top", str(top), "tols"], "b2doctor") == 2
    assert "There is no group tols. Did you mean tools?" in capsys.readouterr().err


def test_a_site_file_with_mistakes_is_a_finding_not_a_crash(top, capsys):
    (top / "site.toml").write_text("format = [\n")
    assert cli.main(["--top", str(top)], "b2doctor") == 1
    assert "site: " in capsys.readouterr().out
