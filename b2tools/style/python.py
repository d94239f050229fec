# SPDX-License-Identifier: LGPL-3.0-or-later
"""Style of Python: the rules of pycodestyle and flake8, mended by autopep8, isolated from any project configuration.

A `# noqa` counts for its own line only; marks that switch off a whole file or the formatter do not count.
"""
from __future__ import annotations

import ast
import functools
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pycodestyle
from pyflakes.checker import Checker

from b2tools.style import text, timelimit
from b2tools.style.engine import Finding, Source

NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z][0-9]+(?:[,\s]+[A-Z][0-9]+)*)?", re.IGNORECASE)
SWITCH = re.compile(r"#(\s*)(autopep8|fmt)(: *(?:on|off))")
BLANKS = re.compile(r"[ \t\n\f\v]+")
HIDDEN = re.compile(r"#(\s*)(autopep8|fmt)\ue0b2(: *(?:on|off))")
LITERAL = re.compile(r"[uUbBrR]?[\"']")


def _repair() -> None:
    """Replace a function of pycodestyle that its rule E402 calls: its own fails for a line that is one letter, such as b."""
    pycodestyle._is_string_literal = lambda line: LITERAL.match(line) is not None


_repair()


class _Collector(pycodestyle.BaseReport):
    """Keeps what pycodestyle finds."""

    def __init__(self, options: object) -> None:
        super().__init__(options)
        self.found: list[tuple[int, int, str, str]] = []

    def error(self, line_number: int, offset: int, sentence: str, check: object) -> str | None:
        code = super().error(line_number, offset, sentence, check)
        if not self._ignore_code(sentence[:4]):
            self.found.append((line_number, offset + 1, sentence[:4], sentence[5:]))
        return code


def check(sources: Sequence[Source], settings: Mapping[str, Any]) -> list[Finding]:
    """Findings of pycodestyle and pyflakes, once per line, column and rule."""
    options = _options(settings["line_length"], tuple(settings["ignore"]))
    return [finding for source in sources for finding in sorted(_check_in_time(source, options))]


@functools.cache
def _options(line_length: int, ignore: tuple[str, ...]) -> Any:
    """What pycodestyle makes of our settings, which takes it as long as some files."""
    guide = pycodestyle.StyleGuide(paths=[], config_file=None, reporter=_Collector, max_line_length=line_length, ignore=ignore)
    return guide.options


def _check_in_time(source: Source, options: Any) -> set[Finding]:
    try:
        with timelimit.limited():
            return _check(source, options)
    except timelimit.GivenUp:
        return {timelimit.finding(source.file, "checking it")}


def _check(source: Source, options: Any) -> set[Finding]:
    lines = text.lines(source.text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        checker = pycodestyle.Checker(source.file, lines=list(lines), options=options, report=_Collector(options))
        checker.check_all()
        found = set(checker.report.found) | set(_flakes(source))
    return {Finding(source.file, *one) for one in found if not _excused(lines, one[0], one[2])}


def _flakes(source: Source) -> Iterator[tuple[int, int, str, str]]:
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        yield getattr(error, "lineno", 1) or 1, max(getattr(error, "offset", 1) or 1, 1), "E999", f"{type(error).__name__}: {error}"
        return
    if not Checker(tree, source.file, withDoctest=False).messages:
        return
    # importing flake8 takes as long as checking many files, and most have no such finding
    from flake8.plugins.pyflakes import FlakesChecker
    for line, column, sentence, _ in FlakesChecker(ast.parse(source.text), source.file).run():
        code, _, message = sentence.partition(" ")
        yield line, column + 1, code, message


def _excused(lines: Sequence[str], number: int, code: str) -> bool:
    mark = NOQA.search(lines[number - 1]) if 0 < number <= len(lines) else None
    if mark is None:
        return False
    return not mark["codes"] or any(code.startswith(one.upper()) for one in re.findall(r"[A-Za-z][0-9]+", mark["codes"]))


def fix(sources: Sequence[Source], settings: Mapping[str, Any]) -> list[str | None]:
    """The texts as autopep8 mends them."""
    options = {"max_line_length": settings["line_length"], "ignore": [*settings["ignore"], *settings["left"]]}
    return [_fix(source.text, options) for source in sources]


def _fix(content: str, options: Mapping[str, Any]) -> str | None:
    import autopep8  # a check does without
    _repair()  # autopep8 loads pycodestyle anew
    hidden = SWITCH.sub("#\\1\\2\ue0b2\\3", content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with timelimit.limited():
                mended = autopep8.fix_code(hidden, options=dict(options))
        except timelimit.GivenUp:
            return None
    return HIDDEN.sub(r"#\1\2\3", mended)


def same(one: str, other: str) -> bool:
    """Whether two texts are the same program, but for blanks in docstrings and how imports are divided among statements."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _meaning(one) == _meaning(other)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _meaning(content: str) -> str:
    tree = ast.parse(content)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value.value = BLANKS.sub(" ", node.value.value)
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                setattr(node, field, [part for one in statements for part in _divided(one)])
    return ast.dump(tree)


def _divided(statement: ast.AST) -> Iterator[ast.AST]:
    if isinstance(statement, ast.Import):
        yield from (ast.Import([name]) for name in statement.names)
    else:
        yield statement
