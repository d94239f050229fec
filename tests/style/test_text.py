# SPDX-License-Identifier: LGPL-3.0-or-later
"""Bytes that are wrong in every kind of file."""
from b2tools.style import text
from b2tools.style.engine import Finding


def test_clean_text_comes_back_as_it_is():
    source, findings = text.read("a.py", "größe = 1\n".encode())
    assert (source.text, findings) == ("größe = 1\n", [])


def test_a_nul_byte_is_found_at_its_place_and_nothing_else_is_read():
    assert text.read("a.cc", b"int a;\nin\0t b;\n") == (None, [
        Finding("a.cc", 2, 3, "nul-byte", "the file holds a NUL byte, so it is not text; remove the byte")])


def test_bytes_that_are_not_utf_8_are_named():
    source, findings = text.read("a.h", b"// gr\xf6sse\n")
    assert source is None
    assert str(findings[0]) == "a.h:1:6: encoding byte 0xf6 is not UTF-8; save the file as UTF-8"


def test_carriage_returns_are_one_finding_and_the_engines_see_unix_lines():
    source, findings = text.read("a.rst", b"a\r\nb\r\nc\n")
    assert source.text == "a\nb\nc\n"
    assert str(findings[0]) == "a.rst:1:2: line-end 2 lines end with a carriage return (CRLF); use Unix line ends"


def test_a_byte_order_mark_is_found_and_not_part_of_the_text():
    source, findings = text.read("a.py", b"\xef\xbb\xbfa = 1\n")
    assert (source.text, findings[0].rule) == ("a = 1\n", "byte-order-mark")


def test_a_second_byte_order_mark_is_no_sign_of_the_text_either():
    source, findings = text.read("a.py", text.MARK * 2 + b"a = 1\n")
    assert (source.text, [finding.rule for finding in findings]) == ("a = 1\n", ["byte-order-mark"])


def test_a_line_that_holds_a_link_may_be_long():
    source, _ = text.read("a.rst", b"a" * 133 + b"\n" + b"https://example.org/" + b"a" * 140 + b"\n")
    assert [finding.line for finding in text.long_lines(source, 132)] == [1]
