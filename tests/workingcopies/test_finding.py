# SPDX-License-Identifier: LGPL-3.0-or-later
"""A command finds the working copy around the current folder, whatever the environment says about others."""
import os

import pytest

from b2tools import errors
from b2tools.git import Git
from b2tools.workingcopies import finding


def test_the_working_copy_around_a_folder_is_found(copy):
    git = copy("framework")
    assert finding.find(git.folder / "framework/scripts", os.environ).folder == git.folder


def test_an_environment_that_points_to_another_repository_is_not_believed(copy, tmp_path, monkeypatch):
    git = copy("framework")
    Git(tmp_path).run("init", "-q", "other")
    for name, value in (("GIT_DIR", "other/.git"), ("GIT_WORK_TREE", "other"), ("GIT_INDEX_FILE", "other/index")):
        monkeypatch.setenv(name, str(tmp_path / value))
    assert finding.find(git.folder, os.environ).line("status", "--porcelain") == ""


def test_another_repository_is_none_of_ours(tmp_path):
    Git(tmp_path).run("init", "-q")
    assert finding.repository(tmp_path, os.environ).folder == tmp_path
    with pytest.raises(errors.OutsideWorkingCopy, match="has no site_scons/SConstruct"):
        finding.find(tmp_path, os.environ)


def test_a_folder_outside_of_every_repository_is_told(tmp_path):
    with pytest.raises(errors.OutsideWorkingCopy, match="there is no git repository"):
        finding.repository(tmp_path, os.environ)


def test_replacements_of_commits_do_not_count(copy):
    git = copy("framework")
    git.run("commit", "-q", "--no-verify", "--allow-empty", "-m", "Second")
    git.run("replace", "HEAD", "HEAD~1")
    assert finding.find(git.folder, os.environ).line("log", "-1", "--format=%s") == "Second"
