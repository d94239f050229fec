# SPDX-License-Identifier: LGPL-3.0-or-later
"""Differences of lines are right for any texts, and git applies them."""
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2tools.git import Git
from b2tools.style import lines

TEXTS = st.lists(st.sampled_from(["a\n", " a\n", "b\n", "\n", "c\n", "d e\n", "de\n", "x\r\n"]), max_size=30)


def rebuilt(old: list[str], new: list[str]) -> list[str]:
    result, done = [], 0
    for hunk in lines.hunks(old, new):
        result += [*old[done:hunk.first], *new[hunk.start:hunk.end]]
        done = hunk.last
    return [*result, *old[done:]]


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_old_text_with_all_differences_is_the_new_one(old, new):
    assert rebuilt(old, new) == new
    assert (lines.hunks(old, new) == []) == (old == new)


@given(TEXTS, TEXTS, st.booleans())
@settings(max_examples=25, deadline=None)
def test_git_applies_a_unified_difference(tmp_path_factory, old, new, ended):
    git = Git(tmp_path_factory.mktemp("applied"))
    place = git.folder / "größe \"a\" \t1.py"
    before, after = "".join(old), "".join(new) + ("" if ended else "last")
    place.write_bytes(before.encode())
    patch = lines.unified(place.name, before, after)
    if before and after and patch:
        git.run("apply", "--unidiff-zero", "--whitespace=nowarn", "-", stdin=patch.encode())
        assert place.read_bytes().decode() == after


def test_lines_that_differ_in_blanks_belong_together():
    found = lines.hunks(["a=1\n", "b\n", "  c\n"], ["a = 1\n", "b\n", "c\n"])
    assert found == [lines.Hunk(0, 1, 0, 1), lines.Hunk(2, 3, 2, 3)]


def test_distant_differences_stand_in_parts_of_their_own():
    old = [f"{number}\n" for number in range(30)]
    new = ["first\n", *old[1:29], "last\n"]
    assert lines.unified("a", "".join(old), "".join(new)).count("@@ -") == 2


@pytest.mark.parametrize("pattern", [("{\n", "a\n"), ("a\n", "a\n"), ("a\n", "b\n", "b\n", "a\n")])
def test_twice_as_many_repeated_lines_take_about_twice_as_long(pattern):
    def seconds(count: int) -> float:
        old, new = [*pattern] * count, ["x\n", *reversed(pattern), *pattern * (count - 1), "y\n"]
        times = []
        for _ in range(3):
            started = time.process_time()
            assert rebuilt(old, new) == new
            times.append(time.process_time() - started)
        return min(times)
    # a quadratic method would take 64 times as long
    assert seconds(16_000) < 30 * seconds(2_000)
