# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of the set-up of the current shell, made by a real one."""
import subprocess

import pytest

from tests.shells import tree

BASH = tree.Shell("bash")


@pytest.fixture
def after(practice):
    """The environment after some lines in a shell that set up a release."""
    def run(lines: str = "") -> dict[str, str]:
        script = f"{BASH.setup(practice.top, 'release-01-00-00')}{lines}\n/usr/bin/env -0"
        done = subprocess.run(["bash", "-c", script], capture_output=True, env=practice.environ, check=True, cwd=practice.home)
        return dict(one.decode().split("=", 1) for one in done.stdout.split(b"\0") if b"=" in one)
    return run


def test_no_set_up_and_a_fresh_one_have_no_finding(practice, after):
    assert practice.look("shell") == []
    assert practice.look("shell", **after()) == []


def test_a_changed_variable_is_told_and_set_up_again_mends_it(practice, after):
    found = practice.only("shell", "ROOTSYS was changed since the set-up: it is '/x'", **after("export ROOTSYS=/x"))
    assert found.command == "b2setup release-01-00-00"
    assert practice.look("shell", **after(f"export ROOTSYS=/x; {found.command} 2> /dev/null; unset ROOTSYS; {found.command} 2> "
                                          f"/dev/null")) == []


def test_a_list_that_lost_entries_is_told_and_mended(practice, after):
    found = practice.only("shell", "PYTHONPATH lost", **after("export PYTHONPATH=/mine"))
    assert practice.look("shell", **after(f"export PYTHONPATH=/mine; {found.command}")) == []


def test_a_release_that_is_gone_is_told_and_undone(practice, after):
    environ = after()
    (practice.top / "releases/release-01-00-00").rename(practice.home / "gone")
    found = practice.only("shell", "release-01-00-00, which is no longer there", **environ)
    assert found.command == "b2setup --undo"


def test_variables_without_a_set_up_are_told(practice):
    practice.only("shell", "but not by b2setup", BELLE2_RELEASE="release-01-00-00")
