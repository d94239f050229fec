# SPDX-License-Identifier: LGPL-3.0-or-later
"""TOML files of users, checked against a schema: all mistakes at once, each with its line.

A schema is a table of kinds: `str`, `int`, `bool`, `[kind]` (a list), a tuple of texts (a choice), a compiled pattern (a text
that fits it wholly), `Either` (one of several kinds), `{...}` (a table). A key that ends in `!` must be there; the key `*`
stands for every other name.
"""
from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from b2tools import errors

Schema = Mapping[str, Any]
Place = tuple[str | int, ...]
More = Callable[[dict[str, Any]], Iterable[tuple[Place, str]]]


@dataclass(frozen=True)
class Either:
    """Any of several kinds; the first whose type fits says what is wrong."""

    kinds: tuple[Any, ...]


_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = re.compile(rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*")
_PART = re.compile(_NAME)
_STRING = re.compile(r'''"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''', re.DOTALL)
_NAMES = {str: "a text", int: "a whole number", bool: "true or false", float: "a number", dict: "a table", list: "a list"}
_TEXTS = (tuple, re.Pattern)


@dataclass(frozen=True)
class Document:
    """A TOML file: its path, its data and the line of each key."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """Line of a key, or of the nearest table around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def refuse(self, mistakes: Iterable[tuple[Place, str]], error: type[errors.B2Error] = errors.BadConfig) -> None:
        """Raise `error` with all mistakes, in the order of their lines, if there are any."""
        found = sorted((self.line(place), sentence) for place, sentence in mistakes)
        if found:
            text = "\n".join(f"  line {line}: {sentence}" for line, sentence in found)
            raise error(path=self.path, count=len(found), s="" if len(found) == 1 else "s", mistakes=text)


def read(path: Path, schema: Schema) -> Document:
    """Parse and check one file; raises `BadConfig`."""
    return parse(path, path.read_bytes(), schema)


def parse(path: Path, content: bytes, schema: Schema, more: More = lambda data: (),
          error: type[errors.B2Error] = errors.BadConfig) -> Document:
    """Parse and check the content of one file; `path` is for messages, `more` finds mistakes that a schema cannot tell."""
    try:
        text = content.decode("utf-8")
        data = tomllib.loads(text)
    except UnicodeDecodeError as wrong:
        line = content[:wrong.start].count(b"\n") + 1
        raise error(path=path, count=1, s="", mistakes=f"  line {line}: this is not UTF-8") from None
    except RecursionError:
        raise error(path=path, count=1, s="", mistakes="  line 1: its tables and lists are nested too deeply") from None
    except tomllib.TOMLDecodeError as wrong:
        at = re.search(r"at line (\d+)", str(wrong))
        line = at[1] if at else text.count("\n") + 1
        sentence = re.sub(r" \(at .*\)$", "", str(wrong))
        raise error(path=path, count=1, s="", mistakes=f"  line {line}: {sentence}") from None
    document = Document(path, data, dict(_lines(text)))
    found = [(place, sentence) for place, sentence in _mistakes(data, schema, (), data)]
    document.refuse(found + list(more(data)), error)
    return document


def _called(place: Place, data: Any) -> str:
    """A place in words: a table of a list by the name in it, like `package zlib: kind`."""
    words: list[str] = []
    for index, part in enumerate(place):
        data = data[part] if isinstance(data, dict) and part in data or isinstance(data, list) else None
        if isinstance(part, str):
            words.append(part)
        elif isinstance(data, dict) and isinstance(data.get("name"), str):
            words = [f"{words[-1]} {data['name']}:"]
    text = ".".join(words).replace(":.", ": ")
    return text.removesuffix(":") or "the file"


def _type(kind: Any) -> type:
    return str if isinstance(kind, _TEXTS) else type(kind) if isinstance(kind, (dict, list)) else kind


def _mistakes(value: Any, kind: Any, place: Place, data: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(kind, Either):
        fitting = [one for one in kind.kinds if type(value) is _type(one)]
        if not fitting:
            names = " or ".join(_NAMES[_type(one)] for one in kind.kinds)
            yield place, f"{_called(place, data)} is {value!r}, but must be {names}"
            return
        kind = fitting[0]
    if type(value) is not _type(kind):
        yield place, f"{_called(place, data)} is {value!r}, but must be {_NAMES[_type(kind)]}"
    elif isinstance(kind, tuple) and value not in kind:
        yield place, f"{_called(place, data)} is {value!r}, but must be one of {', '.join(kind)}"
    elif isinstance(kind, re.Pattern) and not kind.fullmatch(value):
        yield place, f"{_called(place, data)} is {value!r}, which does not fit {kind.pattern}"
    elif isinstance(kind, list):
        for index, one in enumerate(value):
            yield from _mistakes(one, kind[0], (*place, index), data)
    elif isinstance(kind, dict):
        yield from _table_mistakes(value, kind, place, data)


def _table_mistakes(table: dict[str, Any], schema: Schema, place: Place, data: Any) -> Iterator[tuple[Place, str]]:
    known = {key.removesuffix("!"): kind for key, kind in schema.items()}
    for key in schema:
        if key.endswith("!") and key[:-1] not in table:
            yield place, f"{_called((*place, key[:-1]), data)} is missing"
    for key, value in table.items():
        if key in known or "*" in known:
            yield from _mistakes(value, known.get(key, known.get("*")), (*place, key), data)
        else:
            yield (*place, key), f"there is no key {_called((*place, key), data)}. {errors.near(key, known)}"


def _lines(text: str) -> Iterator[tuple[Place, int]]:
    """Place and line of each table header and key at the beginning of a statement (the text is valid TOML)."""
    position, table, counts = 0, (), {}
    while position < len(text):
        if text[position] in " \t\r\n":
            position += 1
        elif text[position] == "#":
            position = _end_of_line(text, position)
        elif text[position] == "[":
            double = text.startswith("[[", position)
            key = _KEY.search(text, position)
            table = _resolved(_parts(key[0]), counts, double)
            yield table, text.count("\n", 0, position) + 1
            position = _end_of_line(text, key.end())
        else:
            key = _KEY.match(text, position)
            yield (*table, *_parts(key[0])), text.count("\n", 0, position) + 1
            position = _end_of_value(text, key.end())


def _resolved(parts: tuple[str, ...], counts: dict[Place, int], double: bool) -> Place:
    """Place of a table header: each array of tables on the way is followed by the number of its newest table."""
    place: Place = ()
    for number, part in enumerate(parts, 1):
        place = (*place, part)
        if double and number == len(parts):
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _parts(key: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in _PART.findall(key))


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _end_of_value(text: str, position: int) -> int:
    depth = 0
    while position < len(text) and (depth or text[position] != "\n"):
        string = _STRING.match(text, position)
        if string:
            position = string.end()
        elif text[position] == "#":
            position = _end_of_line(text, position)
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(text[position], 0)
            position += 1
    return position
