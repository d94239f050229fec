# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2install-data as its user sees it."""
import json

import pytest
from b2tools import cli

from tests import signed_area
from tests.data.test_datasets import archive_set, publish


@pytest.fixture
def area(tmp_path, monkeypatch):
    made = signed_area.make(tmp_path / "größe x")
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(made.top))
    publish(made, archive_set(made, {"a.txt": "a"}))
    return made


def run(*words):
    return cli.main([str(word) for word in words], "b2install-data")


def test_without_a_name_the_data_sets_are_listed(area, capsys):
    assert run() == 0 and capsys.readouterr().out.split() == ["examples", "1", "1.0", "kB", "Test"]
    assert run("--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["age"] is None and listed["data"][0]["folder"] == f"{area.top}/data/examples/1"


def test_a_dry_run_changes_nothing_and_the_real_one_installs(area, capsys):
    assert run("examples", "--dry-run") == 0
    assert "Would install examples 1" in capsys.readouterr().out and not (area.top / "data").exists()
    assert run("examples", "1") == 0
    assert capsys.readouterr().out == f"examples/1 is installed in {area.top}/data/examples/1 (1 files).\n"
    assert cli.main(["examples"], "b2install-verify") == 0


def test_another_folder_may_be_named(area, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("examples", "--to", "my data", "--json") == 0
    assert json.loads(capsys.readouterr().out)["data"][0]["installed"]
    assert (tmp_path / "my data/examples/1/a.txt").read_text() == "a" and not (area.top / "data").exists()


def test_a_wrong_name_is_told_with_a_near_one(area, capsys):
    assert run("exampels") == 110
    assert "has no data set exampels. Did you mean examples?" in capsys.readouterr().err
