# SPDX-License-Identifier: LGPL-3.0-or-later
"""Room on disk: asked for before something large is written."""
import pytest

from b2tools import errors, space


def test_too_little_space_names_place_need_and_what_is_free(tmp_path):
    with pytest.raises(errors.TooLittleSpace, match=r"new/folder has .* free, but a test needs 1000000000.0 GB"):
        space.require(tmp_path / "new" / "folder", 10**18, "a test")
    assert not (tmp_path / "new").exists()


def test_enough_space_is_no_news(tmp_path):
    space.require(tmp_path, 1, "a test")


@pytest.mark.parametrize("count, text", [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (2_340_000, "2.3 MB"),
                                         (10**9, "1.0 GB")])
def test_sizes_are_written_for_people(count, text):
    assert space.text(count) == text
