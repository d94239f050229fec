# SPDX-License-Identifier: LGPL-3.0-or-later
"""Members of archives: limits, names, and what may be written where (most is tried with whole archives in test_archives.py)."""
import pytest

from b2tools import errors
from b2tools.unpacking.members import Folder, Limits, everything


def folder(tmp_path, place=everything, **limits):
    return Folder(tmp_path / "out", place, "x.tar", Limits(**limits), 1000)


@pytest.mark.parametrize("size, most", [(0, 1 << 28), (10_000_000, 1_000_000_000), (1 << 40, 1 << 36)])
def test_the_limit_follows_the_archive_between_floor_and_ceiling(size, most):
    assert Limits().of(size) == most and Limits(size=5).of(size) == 5


def test_a_place_is_judged_like_a_name(tmp_path):
    with pytest.raises(errors.UnsafeArchive, match="leads out"):
        folder(tmp_path, lambda name: "../x").target("harmless")


def test_folders_count_as_well(tmp_path):
    out = folder(tmp_path, count=100)
    with pytest.raises(errors.UnsafeArchive, match="one more than the 100"):
        out.file("deep", "a/" * 200 + "x", 0o644, 0, 0, [])


@pytest.mark.parametrize("size, content, reason", [(1, [b"abc"], "more content"), (5, [b"abc"], "less content")])
def test_content_of_another_size_is_refused(tmp_path, size, content, reason):
    with pytest.raises(errors.UnsafeArchive, match=reason):
        folder(tmp_path).file("x", "x", 0o644, 0, size, content)


@pytest.mark.parametrize("to, inside", [("b", True), ("./b/c", True), ("../a/b", True), ("..", True), ("../..", False),
                                        ("b/../c", False), ("/a", False), ("", False)])
def test_a_link_may_go_up_first_but_not_out(tmp_path, to, inside):
    out = folder(tmp_path)
    if inside:
        out.link("l", "a/l", to)
        assert (tmp_path / "out/a/l").is_symlink()
    else:
        with pytest.raises(errors.UnsafeArchive):
            out.link("l", "a/l", to)


def test_a_time_out_of_range_is_no_harm(tmp_path):
    out = folder(tmp_path)
    out.file("x", "x", 0o644, -5, 0, [])
    out.file("y", "y", 0o644, 1 << 62, 0, [])
    assert (tmp_path / "out/x").stat().st_mtime == 0
