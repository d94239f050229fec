# SPDX-License-Identifier: LGPL-3.0-or-later
"""Commands are thin, documented and listed; the library is silent; every error has its own exit code."""
import ast
import inspect
import re
import subprocess
import sys
import tomllib

import click
import pytest
from b2tools import cli, errors
from tests.rules.source_tree import TOP, library, named, parsed

NAMES = cli.command_names()


def test_the_project_lists_exactly_the_commands_that_exist():
    scripts = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]["scripts"]
    assert set(scripts) == {"b2tools"} | {f"b2{name}" for name in NAMES}
    assert set(scripts.values()) == {"b2tools.cli:main"}


@pytest.mark.parametrize("name", NAMES)
def test_a_command_has_help_with_an_example(name):
    command = cli.load(name)
    commands = command.commands.values() if isinstance(command, click.Group) else [command]
    for one in commands:
        assert one.help and "Example" in one.help


@pytest.mark.parametrize("name", named(".py", below="b2tools/commands/"))
def test_a_command_body_is_at_most_15_lines(name):
    for function in [node for node in ast.walk(parsed(name)) if isinstance(node, ast.FunctionDef)]:
        body = function.body[1:] if ast.get_docstring(function) else function.body
        steps = [one for one in body if not isinstance(one, (ast.Import, ast.ImportFrom))] or function.body
        assert function.end_lineno - steps[0].lineno + 1 <= 15, function.name


@pytest.mark.parametrize("name", named(".py", below="b2tools/commands/"))
def test_a_command_never_calls_a_command(name):
    modules = {node.module for node in ast.walk(parsed(name)) if isinstance(node, ast.ImportFrom)}
    assert not [module for module in modules if module and module.startswith("b2tools.commands")]


@pytest.mark.parametrize("name", library())
def test_the_library_neither_prints_nor_exits_nor_reads_the_environment(name):
    source = (TOP / name).read_text()
    calls = {node.func.id for node in ast.walk(parsed(name)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & {"print", "exit", "input"}
    assert "sys.argv" not in source or name.startswith("b2tools/access/")
    # what a hook or a forced command starts has no click above it: its entry modules read the environment themselves
    if not name.startswith("b2tools/access/"):
        assert "os.environ" not in source and "os.getenv" not in source


@pytest.mark.parametrize("name", named(".py", below="b2tools/"))
def test_nobody_but_the_command_line_catches_everything(name):
    if name == "b2tools/cli.py":
        return
    caught = [ast.unparse(node.type) if node.type else "everything" for node in ast.walk(
        parsed(name)) if isinstance(node, ast.ExceptHandler)]
    allowed = {"b2tools/access/push.py", "b2tools/access/wrapper.py"}
    assert name in allowed or not {"Exception", "everything"} & set(caught)


def test_every_error_has_its_own_exit_code_and_sentence():
    classes = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(
        one, errors.B2Error) and one is not errors.B2Error]
    codes = [one.exit_code for one in classes]
    assert len(codes) == len(set(codes)) and all(4 <= code < 126 for code in codes)
    ending = re.compile(r"[.}:?]$|: b2[a-z-]+[ A-Za-z{}]*$")
    assert all(ending.search(one.sentence.rstrip()) and one.__doc__ for one in classes)


def test_our_own_python_is_laid_out_as_we_ask_of_others():
    done = subprocess.run([sys.executable, "-m", "flake8", "--isolated", "--max-line-length=132", *named(".py")],
                          cwd=TOP, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
