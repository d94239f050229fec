# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files to fetch are values."""
from b2tools.network.sourcefiles import SourceFile


def test_two_lines_for_the_same_file_are_one_file():
    lines = [SourceFile("a.tar", "00" * 32, 5, ("https://one.example/a.tar",)) for _ in range(2)]
    assert len(set(lines)) == 1


def test_the_same_content_from_elsewhere_is_another_file_to_fetch():
    assert SourceFile("a", "00" * 32, 5, ("https://one.example/a",)) != SourceFile("a", "00" * 32, 5, ("https://two.example/a",))
