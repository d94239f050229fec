# SPDX-License-Identifier: LGPL-3.0-or-later
"""reStructuredText has no trailing blanks and no long lines."""
from b2tools import style


def test_trailing_blanks_and_a_missing_last_line_end_are_found():
    assert [str(one) for one in style.check_blob("a.rst", b"Title  \n=====\nend")] == [
        "a.rst:1:6: trailing-blanks blanks at the end of the line", "a.rst:3:4: last-line the last line has no line end"]


def test_a_mended_file_passes_the_check(tmp_path):
    place = tmp_path / "a.rst"
    place.write_bytes(b"\xef\xbb\xbfTitle \t\r\n\r\nend")
    assert style.fix([place]).left == ()
    assert place.read_bytes() == b"Title\n\nend\n"


def test_a_table_may_be_wide():
    assert style.check_blob("a.rst", b"+" + b"-" * 140 + b"+\n| " + b"a" * 140 + b" |\n") == []
