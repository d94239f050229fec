# SPDX-License-Identifier: LGPL-3.0-or-later
"""Check and fix agree about any content: what a fix leaves is what a check finds, and a second fix changes nothing."""
import pytest
from hypothesis import given, settings

from b2tools import style
from b2tools.style import engine, mending, text
from tests.style.sources import CPP, PYTHON, RST, contents

KINDS = {"a.py": PYTHON, "a.cc": CPP, "a.rst": RST}
MENDED = {"line-end", "byte-order-mark", "astyle", "trailing-blanks", "last-line"}


@pytest.mark.parametrize("name", KINDS)
def test_check_and_fix_agree_and_no_meaning_changes(name, tmp_path):
    place = tmp_path / name
    same = engine.load(engine.name_for(name)).same

    @given(contents(KINDS[name]))
    @settings(max_examples=80, deadline=None)
    def holds(content: bytes) -> None:
        place.write_bytes(content)
        done = style.fix([place], 1)
        after = place.read_bytes()
        assert style.check([place], 1) == list(done.left)
        assert style.fix([place], 1) == style.Fixed((), done.left)
        if (source := text.read(name, content)[0]) is None:
            assert after == content and done.left
        else:
            assert source.text == after.decode() or same(source.text, after.decode())
            assert not MENDED & {one.rule for one in done.left}
    holds()


@pytest.mark.parametrize("content", [
    b"x = 1\nimport os, sys\n", b"f = lambda a: a\n", b'x = """a  \nb"""\n', b"x = 'a\\d'\n",
    b"# \xe2\x80\xa8 y\nx =  '\xe2\x80\xa8'\n"])
def test_what_a_program_does_is_the_same_after_a_fix(content, tmp_path):
    place = tmp_path / "a.py"
    place.write_bytes(content)
    style.fix([place])
    assert engine.load("python").same(content.decode(), place.read_text())
    assert place.read_text().count("\u2028") == content.decode().count("\u2028")


def test_what_does_not_parse_is_mended_in_its_bytes_only(tmp_path):
    place = tmp_path / "a.py"
    place.write_bytes(b"\xef\xbb\xbfx=1\r\ndef f(:\r\n")
    assert {one.rule for one in style.fix([place]).left} >= {"E999", "E225"}
    assert place.read_bytes() == b"x=1\ndef f(:\n"


def test_a_text_is_mended_until_nothing_changes_any_more():
    task = mending.mend("cpp", [mending.Task("a.cc", b"int f(){\nif(a){\nreturn 1;}}")])[0]
    assert style.check_blob("a.cc", task.content) == []
    assert task.left == []


def test_files_without_findings_are_not_given_to_a_mender(tmp_path, monkeypatch):
    for number, content in enumerate(("x = 1\n", "x=1\n")):
        (tmp_path / f"{number}.py").write_text(content)
    given_to: list[str] = []
    real = mending.mend
    monkeypatch.setattr(mending, "mend", lambda name, tasks: (given_to.extend(task.file for task in tasks), real(name, tasks))[1])
    style.fix(sorted(tmp_path.iterdir()), 1)
    assert given_to == [str(tmp_path / "1.py")]


def test_what_never_comes_to_rest_stays_and_is_listed(tmp_path):
    content = b"namespace a {\n/* open\n#include <a.h>"
    task = mending.mend("cpp", [mending.Task("a.cc", content, frozenset([3]))])[0]
    assert task.content == content
    (tmp_path / "a.cc").write_bytes(content)
    done = style.fix([tmp_path / "a.cc"], only={str(tmp_path / "a.cc"): frozenset([3])})
    assert done.changed == () and [one.line for one in done.left] == [3]
