# SPDX-License-Identifier: LGPL-3.0-or-later
"""Python is judged by pycodestyle and flake8's rules and mended by autopep8, whatever a project says."""
import pytest

from b2tools import style


def rules(content: str) -> list[str]:
    return [finding.rule for finding in style.check_blob("a.py", content.encode())]


def test_good_code_has_no_findings():
    assert rules('"""Docs."""\n\n\ndef f(a):\n    """Double."""\n    return 2 * a\n') == []


@pytest.mark.parametrize(("content", "expected"), [("import os\n", "F401"), ("x=1\n", "E225"), ("print(y)\n", "F821"),
                                                   ("x = 1 \n", "W291"), ("def f(:\n", "E999"),
                                                   ("x = '" + "a" * 140 + "'\n", "E501")])
def test_a_breach_is_found_by_its_rule(content, expected):
    assert expected in rules(content)


@pytest.mark.parametrize("letter", ["b", "u", "R"])
def test_a_line_of_one_letter_is_judged(letter):
    assert rules(letter + "\n") == ["F821"]


def test_a_line_of_132_characters_is_fine():
    assert rules("x = '" + "a" * 126 + "'\n") == []


def test_a_noqa_counts_for_its_line_and_its_rule_only():
    assert rules("import os  # noqa: F401\nimport sys  # noqa: E501\n") == ["F401"]


@pytest.mark.parametrize("switch", ["flake8: noqa", "pycodestyle: noqa", "ruff: noqa", "fmt: off", "autopep8: off"])
def test_a_switch_for_the_whole_file_does_not_count(switch):
    assert "E225" in rules(f"# {switch}\nx=1\n")


@pytest.mark.parametrize("file", ["setup.cfg", "tox.ini", ".flake8", "pyproject.toml", ".config/pycodestyle"])
def test_no_configuration_of_project_or_user_is_loaded(file, tmp_path, monkeypatch):
    place = tmp_path / file
    place.parent.mkdir(exist_ok=True)
    tools = ("pycodestyle", "flake8", "tool.autopep8")
    place.write_text("\n".join(f"[{tool}]\nignore = E,W,F\nmax-line-length = 10\n" for tool in tools))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    source = tmp_path / "a.py"
    source.write_text("number=1\nother = 1234567890\n")
    assert [finding.rule for finding in style.check([source])] == ["E225"]
    assert style.fix([source]).left == ()
    assert source.read_text() == "number = 1\nother = 1234567890\n"


@pytest.mark.parametrize("content", ["x=1\n", "def f( a ):\n  return a \nclass A: pass\n", "# autopep8: off\nx=1\n",
                                     "import sys,os\nprint(sys, os)", "if True :\n\tx = 1\n"])
def test_a_mended_file_passes_the_check(content, tmp_path):
    place = tmp_path / "a.py"
    place.write_text(content)
    left = style.fix([place]).left
    assert (left, style.check([place])) == ((), [])


def test_a_file_that_does_not_parse_is_left_alone_and_listed(tmp_path):
    place = tmp_path / "a.py"
    place.write_text("def f(:\n")
    assert "E999" in [finding.rule for finding in style.fix([place]).left]
    assert place.read_text() == "def f(:\n"


def test_a_form_feed_ends_no_line():
    assert [(finding.line, finding.rule) for finding in style.check_blob("a.py", b"X = 1\n\x0c\ny=2\n")] == [(3, "E225")]
