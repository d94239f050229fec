# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the Makefile says on a machine that lacks something, before it does anything."""
import os
import subprocess

import pytest
from tests.conftest import TOP


def bootstrap(path, site, **settings):
    return subprocess.run(["/bin/sh", "b2tools/bootstrap.sh", "quickstart"], cwd=TOP, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL,
                          env={"PATH": str(path), "HOME": os.environ["HOME"], "SITE": str(site), **settings})


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with the programs that every Debian has, and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname", "cat", "sha256sum", "find", "sort", "xargs", "cut", "date", "mkdir", "rm"):
        (folder / name).symlink_to(subprocess.run(["which", name], capture_output=True, text=True, check=True).stdout.strip())
    return folder


def test_the_exact_apt_line_is_given_for_what_is_missing(bare_path, tmp_path):
    done = bootstrap(bare_path, tmp_path / "site", PYTHON="/nonexistent")
    assert done.returncode == 1
    line = next(line for line in done.stderr.splitlines() if "apt-get install" in line)
    assert {"git", "g++", "bash", "openssh-client"} <= set(line.split())
    assert not (tmp_path / "site").exists()


def test_a_python_of_another_version_is_refused_with_both_versions(bare_path, tmp_path):
    for name in ("git", "g++", "bash", "ssh-keygen"):
        (bare_path / name).symlink_to("/bin/true")
    other = bare_path / "python3"
    other.write_text('#!/bin/sh\n[ "$1" != --version ] || echo Python 3.9.9\n[ "$1" = --version ]\n')
    other.chmod(0o755)
    script = (TOP / "b2tools" / "bootstrap.sh").read_text().replace("/usr/bin/python3", "/nonexistent/python3")
    (tmp_path / "checkout" / "b2tools").mkdir(parents=True)
    (tmp_path / "checkout" / "b2tools" / "bootstrap.sh").write_text(script)
    done = subprocess.run(["/bin/sh", "b2tools/bootstrap.sh", "quickstart"], cwd=tmp_path / "checkout",
                          capture_output=True, text=True,
                          env={"PATH": str(bare_path), "SITE": "site"})
    assert done.returncode == 1
    assert "Python 3.11 is needed" in done.stderr and "Python 3.9.9" in done.stderr


def test_an_apostrophe_in_the_place_is_refused_up_front(tmp_path):
    site = tmp_path / "somebody's site"
    done = bootstrap(os.environ["PATH"], site)
    assert done.returncode == 1 and "apostrophe, and ROOT crashes" in done.stderr
    assert not site.exists()
