# SPDX-License-Identifier: LGPL-3.0-or-later
"""Our style as hooks of pre-commit, run by pre-commit itself: installed from this repository without any network."""
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from b2tools.git import Git
from b2tools.style import engine
from tests.rules.source_tree import TOP

MANIFEST = TOP / ".pre-commit-hooks.yaml"
IDS = ["b2code-style-check", "b2code-style-fix"]
SOURCES = ["b2tools", "hooks", "templates", "site-configs", "externals", "framework"]
FILES = ["pyproject.toml", "README.md", "COPYING", "COPYING.LESSER", MANIFEST.name]
NAMES = ["-b.py", "größe 1.py"]


@pytest.fixture
def ours(tmp_path) -> Git:
    """A repository with everything that pre-commit needs of this one, as it is now."""
    git = Git(tmp_path / "our tools")
    for name in SOURCES:
        shutil.copytree(TOP / name, git.folder / name, ignore=shutil.ignore_patterns("__pycache__", "build"))
    for name in FILES:
        shutil.copy(TOP / name, git.folder)
    git.run("init", "-q", "-b", "main")
    git.run("add", ".")
    git.run("commit", "-q", "-m", "Tools")
    return git


@pytest.fixture
def theirs(tmp_path, monkeypatch) -> Git:
    """A user's repository with badly laid out files and a link in the index; pip may use what this environment has, no network."""
    git = Git(tmp_path / "their work")
    git.folder.mkdir()
    git.run("init", "-q", "-b", "main")
    for name in NAMES:
        (git.folder / name).write_text("x=1\n")
    (git.folder / "link.py").symlink_to("nowhere.txt")
    git.run("add", ".")
    settings = {"PRE_COMMIT_HOME": tmp_path / "cache", "PIP_NO_INDEX": 1, "PIP_NO_DEPS": 1, "PIP_NO_BUILD_ISOLATION": 0,
                "PYTHONPATH": sysconfig.get_path("purelib"), "PATH": f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}"}
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    return git


def configure(ours: Git, theirs: Git, **more: object) -> None:
    hooks = [{"id": name, "stages": ["pre-commit" if name.endswith("check") else "manual"], **more} for name in IDS]
    config = {"repos": [{"repo": str(ours.folder), "rev": ours.line("rev-parse", "HEAD"), "hooks": hooks}]}
    (theirs.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    theirs.run("add", ".")


def pre_commit(git: Git, *words: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "pre_commit", *words], cwd=git.folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_manifest_is_valid_and_takes_the_files_that_have_a_style():
    assert pre_commit(Git(TOP), "validate-manifest", str(MANIFEST)) == (0, "")
    hooks = yaml.safe_load(MANIFEST.read_text())
    assert [one["id"] for one in hooks] == IDS
    for pattern in {one["files"] for one in hooks}:
        assert sorted(re.search(r"\((.*)\)", pattern)[1].split("|")) == sorted(
            suffix[1:] for settings in engine.known().values() for suffix in settings["suffixes"])


def test_a_commit_is_refused_until_the_style_is_mended(ours, theirs):
    configure(ours, theirs)
    assert pre_commit(theirs, "install")[0] == 0
    refused = theirs.run("commit", "-m", "Work", check=False)
    said = refused.stdout.decode() + refused.stderr.decode()
    assert refused.returncode == 1 and all(f"{name}:1:2: E225" in said for name in NAMES) and "link.py:" not in said
    code, said = pre_commit(theirs, "run", "--hook-stage", "manual", "--all-files")
    assert code == 1 and "files were modified by this hook" in said
    assert {Path(theirs.folder, name).read_text() for name in NAMES} == {"x = 1\n"}
    theirs.run("add", ".")
    theirs.run("commit", "-m", "Work")


def test_whoever_has_the_tools_set_up_can_use_those(ours, theirs, tmp_path):
    configure(ours, theirs, language="system")
    code, said = pre_commit(theirs, "run", "--all-files")
    assert code == 1 and "2 findings in 2 files" in said and "Installing environment" not in said


def test_only_changed_lines_can_be_asked_for(ours, theirs):
    theirs.run("commit", "-m", "Old work")
    (theirs.folder / "-b.py").write_text("x=1\ny=2\n")
    configure(ours, theirs, language="system", args=["--changed", "--"])
    code, said = pre_commit(theirs, "run", "--all-files")
    assert code == 1 and "-b.py:2:2: E225" in said and "1 finding in 1 file" in said
