# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of rights."""
import grp
import os
import stat


def test_usual_rights_have_no_finding(practice):
    assert practice.look("rights") == []


def test_what_everybody_may_write_is_told_and_mended(practice):
    os.chmod(practice.top / "externals", 0o777)
    practice.mend(practice.only("rights", "Everybody may write in"))
    assert practice.look("rights") == []


def test_what_others_cannot_read_is_told_and_mended(practice):
    os.chmod(practice.top / "releases/release-01-00-00", 0o700)
    practice.mend(practice.only("rights", "Not everybody may read"))
    assert practice.look("rights") == []


def test_folders_that_the_group_cannot_write_are_told_and_mended(practice):
    group = grp.getgrgid(os.getgid()).gr_name
    (practice.top / "site.toml").write_text(f'format = 1\nname = "x"\n[install]\ngroup = "{group}"\n')
    found = practice.look("rights")
    assert len(found) == 2 and f"The members of {group} cannot install in" in found[0].what
    for one in found:
        practice.mend(one)
    assert practice.look("rights") == [] and os.stat(practice.top / "externals").st_mode & stat.S_ISGID


def test_an_unknown_group_is_told(practice):
    (practice.top / "site.toml").write_text('format = 1\nname = "x"\n[install]\ngroup = "nobody-knows"\n')
    practice.only("rights", "nobody-knows")
