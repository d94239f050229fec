# SPDX-License-Identifier: LGPL-3.0-or-later
"""The door to git's plumbing."""
import os
import subprocess

from b2tools import git


def test_names_with_any_bytes_come_back_exact(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    odd = os.fsencode(tmp_path) + b"/a\nb\xff \xc3\xa4\"'"
    open(odd, "w").close()
    repository = git.Git(tmp_path)
    repository.run("add", ".")
    assert [os.fsencode(name) for name in repository.names("ls-files", "-z")] == [os.path.basename(odd)]


def test_resolve_gives_none_for_what_is_not_there(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    repository = git.Git(tmp_path)
    assert repository.resolve("refs/heads/main") is None
    repository.run("commit", "-q", "--allow-empty", "-m", "x")
    assert repository.resolve("HEAD") == repository.line("rev-parse", "HEAD")
