# SPDX-License-Identifier: LGPL-3.0-or-later
"""Some lines of a file are judged and mended, and the rest stays byte for byte."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2tools import style
from b2tools.style import changed, engine, mending, text
from tests.style.sources import CPP, PYTHON, RST, contents

KINDS = {"a.py": PYTHON, "a.cc": CPP, "a.rst": RST}


def mended(name: str, content: bytes, *numbers: int) -> bytes:
    return mending.mend(engine.name_for(name), [mending.Task(name, content, frozenset(numbers))])[0].content


def found(name: str, content: bytes, *numbers: int) -> list[str]:
    blobs = {name: content}
    return [f"{one.line} {one.rule}" for one in changed.restrict(style.check_blobs(blobs), blobs, {name: frozenset(numbers)})]


def test_only_the_lines_that_are_asked_for_are_judged():
    content = b"x=1\ny=2\nz=3\n"
    assert found("a.py", content, 2) == ["2 E225"]
    assert found("a.py", content) == []


def test_a_finding_about_several_lines_is_about_each_of_them():
    content = b"namespace a\n{\n}\n"
    assert {tuple(found("a.cc", content, number)) for number in (1, 2)} == {("1 astyle",)}


@pytest.mark.parametrize("content", [b"x = 1\ndef f(:\n", b"x = 1\n\xff\n", b"x = 1\n\0\n"])
def test_what_keeps_a_file_from_being_judged_is_told_wherever_it_is(content):
    assert found("a.py", content, 1) != []
    assert found("a.py", content) == []


def test_line_ends_count_on_their_own_lines():
    content = b"a\r\nb\r\nc\n"
    assert found("a.rst", content, 2) == ["2 line-end"] and found("a.rst", content, 3) == []


def test_the_rest_stays_with_its_line_ends_blanks_and_mark():
    content = b"\xef\xbb\xbfa \r\nb \r\nc \rd \ne "
    assert mended("a.rst", content, 2) == b"\xef\xbb\xbfa \r\nb\nc \rd \ne "
    assert mended("a.rst", content, 1, 5) == b"a\nb \r\nc \rd \ne\n"


def test_a_line_that_the_rest_depends_on_is_not_mended_alone():
    content = b"if True:\n   x=1\n   y=2\n"
    assert mended("a.py", content, 2) == content
    assert mended("a.py", content, 1, 2, 3) == b"if True:\n    x = 1\n    y = 2\n"


def test_half_of_a_difference_that_moves_a_brace_is_not_taken():
    content = b"namespace a\n// why\n{\n  int b=1;\n}\n"
    for number in range(1, 6):
        assert engine.load("cpp").same(mended("a.cc", content, number).decode(), content.decode())


def test_lines_that_git_counts_are_numbered_as_ours_are():
    assert changed.numbered(b"a\rb\nc\r\nd\n", [1, 3]) == {1, 2, 4}
    assert changed.numbered(b"a\r\nb\n", [2]) == {2}


@pytest.mark.parametrize("name", KINDS)
def test_mending_some_lines_keeps_meaning_and_settles(name):
    judge = engine.name_for(name)

    @given(contents(KINDS[name]), st.frozensets(st.integers(1, 20)))
    @settings(max_examples=60, deadline=None)
    def holds(content: bytes, numbers: frozenset[int]) -> None:
        if text.read(name, content)[0] is None:
            return
        done = mending.mend(judge, [mending.Task(name, content, numbers)])[0]
        before, after = text.normal(content), text.normal(done.content)
        assert numbers or done.content == content
        assert before == after or engine.load(judge).same(before, after)
        assert mending.mend(judge, [done])[0] == done
    holds()


def test_a_mended_empty_line_does_not_join_a_carriage_return_that_is_to_stay():
    assert mended("a.rst", b"Title\r\x0c\n", 2) == b"Title\r\x0c\n"


@given(contents(RST), st.frozensets(st.integers(1, 20)))
@settings(max_examples=200, deadline=None)
def test_every_line_that_is_not_asked_for_stays_byte_for_byte(content, numbers):
    if text.read("a.rst", content)[0] is not None:
        mark = text.MARK if content.startswith(text.MARK) else b""
        before = text.raw_lines(content.removeprefix(mark))
        after = text.raw_lines(mended("a.rst", content, *numbers).removeprefix(mark))
        assert [line for number, line in enumerate(before, 1) if number not in numbers] == [
            line for number, line in enumerate(after, 1) if number not in numbers]
