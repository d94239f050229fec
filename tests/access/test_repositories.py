# SPDX-License-Identifier: LGPL-3.0-or-later
"""Bare repositories with hooks and settings, made again without change."""
import os
import shlex
import sys

import pytest

from b2tools import process
from b2tools.access import repositories


def create(place, python=sys.executable):
    repositories.create(place, python, dict(os.environ))


def test_a_repository_has_executable_hooks_and_the_settings(tmp_path):
    create(tmp_path / "x.git")
    for name in repositories.HOOKS:
        assert os.access(tmp_path / "x.git/hooks" / name, os.X_OK)
    assert process.run(["git", "-C", tmp_path / "x.git", "config", "receive.fsckObjects"]).text == "true\n"
    assert (tmp_path / "x.git/HEAD").read_text() == "ref: refs/heads/main\n"


def test_making_it_again_changes_nothing(tmp_path):
    create(tmp_path / "x.git")
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "x.git").rglob("*")}
    create(tmp_path / "x.git")
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "x.git").rglob("*")} == before


def test_spoiled_hooks_and_settings_are_mended(tmp_path):
    create(tmp_path / "x.git")
    hook = tmp_path / "x.git/hooks/pre-receive"
    good = hook.read_text()
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o644)
    process.run(["git", "-C", tmp_path / "x.git", "config", "receive.fsckObjects", "false"])
    create(tmp_path / "x.git")
    assert hook.read_text() == good and os.access(hook, os.X_OK)
    assert process.run(["git", "-C", tmp_path / "x.git", "config", "receive.fsckObjects"]).text == "true\n"


def test_what_an_interrupted_run_left_is_no_repository(tmp_path):
    (tmp_path / ".x.git.new/hooks").mkdir(parents=True)
    create(tmp_path / "x.git")
    assert (tmp_path / "x.git/HEAD").is_file() and not (tmp_path / ".x.git.new").exists()


@pytest.mark.parametrize("python", ["/opt/a b/python", "/opt/it's/python", '/opt/"q"$HOME/`id`/python'])
def test_the_interpreters_path_is_quoted_for_sh(tmp_path, python):
    create(tmp_path / "x.git", python)
    line = next(line for line in (tmp_path / "x.git/hooks/pre-receive").read_text().splitlines() if line.startswith("python="))
    assert shlex.split(line) == [f"python={python}"]


def test_a_branch_that_looks_like_a_repository_is_none(tmp_path):
    create(tmp_path / "git/software.git")
    fake = tmp_path / "git/software.git/refs/heads/feature/x.git"
    for name in ("HEAD", "objects/a", "refs/heads/a"):
        (fake / name).parent.mkdir(parents=True, exist_ok=True)
        (fake / name).write_text("x")
    assert list(repositories.below(tmp_path / "git")) == [tmp_path / "git/software.git"]
