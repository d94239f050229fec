# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names of analyses serve as folder, package and repository."""
import pytest

from b2tools.workingcopies import analysisnames


@pytest.mark.parametrize("name", ["cut", "D-meson_2", "a" * 64])
def test_good_names(name):
    assert analysisnames.is_good(name)


@pytest.mark.parametrize("name", ["", "1", "-a", "a b", "ä", "a.b", "a/b", "a\n", "a" * 65, "build", "Data", "site-scons"])
def test_bad_names(name):
    assert not analysisnames.is_good(name)


def test_a_repository_is_named_by_user_or_group():
    assert analysisnames.repository("analyses", "ann", "cut") == "analyses/ann_cut"
    assert analysisnames.repository("analyses", "ann", "cut", "charm") == "physics/charm/cut"


def test_the_package_is_a_word_of_cpp():
    assert analysisnames.package("D-meson_2") == "D_meson_2"
