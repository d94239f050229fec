# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of programs, with other ones put before them."""
import os

import pytest


def test_the_programs_of_this_machine_are_in_order(practice):
    assert practice.look("programs") == []


@pytest.mark.parametrize("name, says, words", [("git", "git version 2.20.1", "git is 2.20; checking signed tags needs 2.34"),
                                               ("ssh", "OpenSSH_7.4p1, OpenSSL", "OpenSSH is 7.4; checking signatures needs 8.1")])
def test_a_program_that_is_too_old_is_told(name, says, words, practice, tmp_path):
    (tmp_path / name).write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    (tmp_path / name).chmod(0o755)
    assert "install-prepare tools" in practice.only("programs", words, PATH=f"{tmp_path}:/usr/bin:/bin").command


def test_missing_programs_are_told_each(practice, tmp_path):
    for name in ("tar", "bash"):
        os.symlink(f"/bin/{name}", tmp_path / name)
    said = [one.what for one in practice.look("programs", PATH=str(tmp_path))]
    assert said == ["The program git is not on PATH.", "The program ssh-keygen is not on PATH."]
