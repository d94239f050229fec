# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of what interrupted installs left."""
import pytest

from b2tools import locks


def test_a_site_without_leftovers_has_no_finding(practice):
    assert practice.look("leftovers") == []


@pytest.mark.parametrize("place, words", [("externals/.v01-00-00.staging", "unfinished install"),
                                          ("releases/.release-01-00-00.old", "replaced"),
                                          ("tools/versions/.1.1.0.staging", "unfinished install"),
                                          ("platforms/el-9/externals/.v01-00-00.staging", "unfinished install")])
def test_a_leftover_is_told_and_removed(place, words, practice):
    folder = practice.top / place
    (folder / "deep").mkdir(parents=True)
    practice.mend(practice.only("leftovers", words))
    assert practice.look("leftovers") == [] and not folder.exists()


def test_an_install_that_runs_left_nothing(practice):
    (practice.top / "externals/.v01-00-00.staging").mkdir()
    with locks.exclusive(practice.top / "externals/.v01-00-00.lock"):
        assert practice.look("leftovers") == []
    assert len(practice.look("leftovers")) == 1
