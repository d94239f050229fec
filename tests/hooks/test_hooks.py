# SPDX-License-Identifier: LGPL-3.0-or-later
"""The client's hooks as files: what they ask of the system, what they cost."""
import os
import subprocess
import sys

import pytest

from b2tools import resources
from b2tools.git import Git
from b2tools.workingcopies import clienthooks


@pytest.mark.parametrize("name", clienthooks.NAMES)
def test_a_hook_is_plain_sh(name):
    assert (resources.folder("hooks") / name).read_text().startswith("#!/bin/sh\n")
    subprocess.run(["/bin/sh", "-n", resources.folder("hooks") / name], check=True)


def test_what_a_commit_holds_cannot_steer_the_hook(tmp_path):
    git = Git(tmp_path)
    git.run("init", "-q", "-b", "main")
    clienthooks.install(git, sys.executable)
    for name in ("b2tools.py", "os.py", "sitecustomize.py"):
        (tmp_path / name).write_text("raise SystemExit('planted')\n")
    (tmp_path / "bad.py").write_text("x=1\n")
    git.run("add", "bad.py")
    done = subprocess.run(["git", "commit", "-m", "Add"], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert "E225" in done.stderr and "planted" not in done.stderr


def test_post_merge_runs_after_a_pull(tmp_path):
    first, second = Git(tmp_path / "first"), Git(tmp_path / "second")
    Git(tmp_path).run("init", "-q", "-b", "main", "first")
    first.run("commit", "-q", "--allow-empty", "-m", "Start")
    Git(tmp_path).run("clone", "-q", "first", "second")
    clienthooks.install(second, sys.executable)
    first.run("commit", "-q", "--allow-empty", "-m", "More")
    assert second.run("pull", "-q").stderr == b""
