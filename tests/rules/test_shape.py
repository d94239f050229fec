# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files and functions stay small, carry one licence line and say what they are."""
import ast
import re

import pytest
from tests.rules.source_tree import TOP, named, parsed, tracked

SOURCES = (".py", ".cc", ".h", ".sh")
PYTHON = named(".py")


@pytest.mark.parametrize("name", named(*SOURCES))
def test_a_file_has_at_most_400_lines(name):
    assert len((TOP / name).read_text().splitlines()) <= 400


@pytest.mark.parametrize("name", named(*SOURCES))
def test_a_source_file_has_exactly_one_licence_line(name):
    lines = [line for line in (TOP / name).read_text().splitlines()
             if re.match(r"(#|//) SPDX-License-Identifier: LGPL-3.0-or-later$", line)]
    assert len(lines) == 1 or not (TOP / name).read_text().strip()


@pytest.mark.parametrize("name", PYTHON)
def test_a_function_has_at_most_50_lines(name):
    long = [f"{node.name}: {node.end_lineno - node.lineno + 1}" for node in ast.walk(parsed(name))
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 50]
    assert not long


@pytest.mark.parametrize("name", [name for name in PYTHON if name.startswith(("b2tools/", "tests/"))])
def test_a_module_says_what_it_is(name):
    assert ast.get_docstring(parsed(name))


@pytest.mark.parametrize("name", named(".py", below="b2tools/"))
def test_public_classes_and_functions_say_what_they_do(name):
    public = [node for node in parsed(name).body if isinstance(
        node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    assert not [node.name for node in public if not ast.get_docstring(node)]


def test_no_file_is_a_drawer_for_everything():
    bad = re.compile(r"(^|/)(utils?|helpers?|common|misc)\.(py|cc|h)$")
    # the framework's public interface names basf2.utils
    assert not [name for name in tracked() if bad.search(name) and name != "framework/framework/scripts/basf2/utils.py"]


@pytest.mark.parametrize("name", named(".py", ".cc", ".h", ".sh", ".toml", ".md", ".rst", ".j2"))
def test_no_host_of_a_registry_and_no_unfinished_mark(name):
    text = (TOP / name).read_text()
    marks = re.compile("TO" + "DO|FIX" + "ME|XX" + r"X\b|pypi\.org|files\.pythonhosted|deb\.debian\.org|registry\.npmjs")
    assert not marks.search(text)
