# SPDX-License-Identifier: LGPL-3.0-or-later
"""Configuration files: all mistakes at once, each with its line."""
import re
from pathlib import Path

import pytest

from b2tools import config, errors

SCHEMA = {"format!": int, "name": str, "git": {"server": str, "users": [str]}, "colour": ("red", "green"), "any": {"*": str},
          "packages": [{"name!": str}]}


def mistakes(text: str) -> str:
    with pytest.raises(errors.BadConfig) as caught:
        config.parse(Path("/x/site.toml"), text.encode(), SCHEMA)
    return str(caught.value)


def test_correct_file_gives_data_and_lines():
    text = b'format = 1\n\n[git]\nusers = [\n  "a", # ]\n  "b"]\nserver = """x\n[y]\n"""\n[any]\n"a b" = "c"\n'
    document = config.parse(Path("f"), text, SCHEMA)
    assert document.data["git"]["users"] == ["a", "b"]
    assert [document.line(place) for place in [("format",), ("git", "users"), ("git", "server"), ("any", "a b")]] == [1, 4, 7, 11]


def test_all_mistakes_are_reported_with_their_lines():
    sentence = mistakes('name = 3\ncolour = "blue"\n[git]\nserver = "s"\nusers = ["a", 1]\nsevrer = "x"\n')
    assert sentence.startswith("/x/site.toml has 5 mistakes:")
    assert "line 1: format is missing" in sentence
    assert "line 1: name is 3, but must be a text" in sentence
    assert "line 2: colour is 'blue', but must be one of red, green" in sentence
    assert "line 5: git.users is 1, but must be a text" in sentence
    assert "line 6: there is no key git.sevrer. Did you mean server" in sentence


def test_truth_value_is_not_a_number():
    assert "format is True, but must be a whole number" in mistakes("format = true\n")


def test_mistake_in_the_second_of_several_tables_has_its_line():
    assert "line 4" in mistakes('format = 1\n[[packages]]\nname = "a"\n[[packages]]\n')


def test_broken_syntax_names_the_line():
    assert "line 2: " in mistakes("format = 1\nname = \n")


def test_other_encoding_names_the_line():
    with pytest.raises(errors.BadConfig, match="line 2: this is not UTF-8"):
        config.parse(Path("f"), b'format = 1\nname = "\xe4"\n', SCHEMA)


KINDS = {"one": re.compile(r"[a-z]+"), "many": config.Either((("x", "y"), [("x", "y")]))}


@pytest.mark.parametrize("text, sentence", [
    ('one = "A"', r"one is 'A', which does not fit \[a-z\]+"), ("many = 3", "many is 3, but must be a text or a list"),
    ('many = "z"', "many is 'z', but must be one of x, y"), ('many = ["x", "z"]', "many is 'z', but must be one of x, y")])
def test_patterns_and_choices_of_kinds_are_checked(text, sentence):
    with pytest.raises(errors.BadConfig, match=sentence):
        config.parse(Path("f"), text.encode(), KINDS)


def test_what_fits_one_of_several_kinds_is_right():
    assert config.parse(Path("f"), b'one = "a"\nmany = ["x"]\n', KINDS).data["many"] == ["x"]
    assert config.parse(Path("f"), b'many = "x"\n', KINDS).data["many"] == "x"


def test_other_rules_and_another_error_can_be_given():
    with pytest.raises(errors.BadManifest, match="line 1: one is odd"):
        config.parse(Path("f"), b'one = "a"\n', KINDS, lambda data: [(("one",), "one is odd")], errors.BadManifest)


def test_tables_inside_tables_of_a_list_are_found():
    text = b'[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\nc = 1\n'
    document = config.parse(Path("f"), text, {"a": [{"b": [{"c": int}]}]})
    assert document.line(("a", 1, "b", 0, "c")) == 5 and document.line(("a", 0, "b", 0)) == 2


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "{b = " * 100_000])
def test_what_is_nested_too_deeply_is_told(text):
    with pytest.raises(errors.BadConfig, match="nested too deeply|line 1"):
        config.parse(Path("f"), text.encode(), SCHEMA)
