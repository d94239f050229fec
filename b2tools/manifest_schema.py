# SPDX-License-Identifier: LGPL-3.0-or-later
"""What may stand in an externals manifest, as a table, and the search for every mistake in one."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KINDS = ("wheel", "source", "system")
OPTIONS = ("common", "opt", "debug")
SCHEMES = ("pypi:", "apt:", "https://", "http://", "file://")


@dataclass(frozen=True)
class Key:
    """What one key holds: `type` as in the table below, whether it must be there, and the pattern of its text."""

    type: str
    needed: bool = False
    pattern: str = r"(?s).*"


NAME = r"[A-Za-z0-9][A-Za-z0-9._+-]*"
TOP = {"format": Key("int", True), "version": Key("text", True, r"v\d\d+-\d\d+-\d\d+"), "python": Key("text", True, r"3\.\d+"),
       "size": Key("int", True), "environment": Key("table"), "package": Key("tables", True)}
ENVIRONMENT = {"set": Key("table"), "prepend": Key("table")}
PACKAGE = {"name": Key("text", True, NAME), "version": Key("text", True, r"\S+"), "licence": Key("text", True, r".+"),
           "purpose": Key("text", True, r".+"), "kind": Key("text", True, "|".join(KINDS)), "files": Key("tables"),
           "requires": Key("texts", False, NAME), "option": Key("text", False, "|".join(OPTIONS)), "optional": Key("bool"),
           "programs": Key("texts", False, r"\S+"), "patches": Key("texts", False, NAME), "build": Key("texts", False, r".+"),
           "links": Key("table"), "check": Key("text")}
FILE = {"name": Key("text", True, r"[^/\0]+"), "sha256": Key("text", True, r"[0-9a-f]{64}"), "size": Key("int", True),
        "urls": Key("texts", True, "(" + "|".join(SCHEMES) + ").+")}
TYPES = {"int": int, "text": str, "bool": bool, "table": dict, "tables": list, "texts": list}
WORDS = {"int": "a whole number", "text": "a string", "bool": "true or false", "table": "a table", "tables": "an array of tables",
         "texts": "an array of strings"}


def mistakes(data: Mapping, text: str) -> list[str]:
    """Every mistake in a manifest's data, each with its line in `text` where that can be told."""
    found = [(_line(text, place), message) for place, message in _walk(data)]
    return [f"line {line}: {message}" if line else message for line, message in sorted(found, key=lambda one: one[0])]


def _walk(data: Mapping) -> Iterator[tuple[tuple, str]]:
    yield from _table((), data, TOP)
    if isinstance(data.get("format"), int) and data["format"] != 1:
        yield ("format",), f"format {data['format']} is not known; these tools read format 1"
    environment = data.get("environment", {})
    if isinstance(environment, dict):
        yield from _environment(environment)
    packages = data.get("package", [])
    for number, package in enumerate(packages if isinstance(packages, list) else []):
        yield from _package(("package", number), package)


def _environment(environment: Mapping) -> Iterator[tuple[tuple, str]]:
    yield from _table(("environment",), environment, ENVIRONMENT)
    for kind, wanted in (("set", str), ("prepend", list)):
        values = environment.get(kind, {})
        for name, value in values.items() if isinstance(values, dict) else ():
            if not isinstance(value, wanted):
                yield (name,), f"environment.{kind}.{name} must be {'a string' if wanted is str else 'an array of strings'}"


def _package(place: tuple, package: object) -> Iterator[tuple[tuple, str]]:
    if not isinstance(package, dict):
        yield place, "a package must be a table"
        return
    yield from _table(place, package, PACKAGE)
    files = package.get("files", [])
    for number, one in enumerate(files if isinstance(files, list) else []):
        if isinstance(one, dict):
            yield from _table((*place, "files", number), one, FILE)
        else:
            yield (*place, "files"), "a file must be a table"
    if package.get("kind") in ("wheel", "source") and not files:
        yield place, f"package {package.get('name', '?')} of kind {package['kind']} needs files"
    if package.get("kind") == "source" and not package.get("build"):
        yield place, f"package {package.get('name', '?')} of kind source needs build commands"


def _table(place: tuple, table: Mapping, keys: Mapping[str, Key]) -> Iterator[tuple[tuple, str]]:
    where = f"{'file' if len(place) == 4 else 'package'} {table['name']}: " if len(place) > 1 and "name" in table else ""
    for name in table.keys() - keys.keys():
        yield (*place, name), f"{where}the key {name} is not known; known are {', '.join(keys)}"
    for name, key in keys.items():
        if name not in table:
            if key.needed:
                yield place, f"{where}the key {name} is missing"
        elif message := _value(table[name], key):
            yield (*place, name), f"{where}{name} {message}"


def _value(value: object, key: Key) -> str:
    if not isinstance(value, TYPES[key.type]) or (key.type == "int" and isinstance(value, bool)):
        return f"must be {WORDS[key.type]}, not {value!r}"
    if key.type == "texts":
        if key.needed and not value:
            return "is empty"
        wrong = [one for one in value if not isinstance(one, str) or not re.fullmatch(key.pattern, one)]
        return f"holds {wrong[0]!r}, which does not fit {key.pattern}" if wrong else ""
    if key.type == "text" and not re.fullmatch(key.pattern, value):
        return f"is {value!r}, which does not fit {key.pattern}"
    return ""


def _line(text: str, place: tuple) -> int:
    """Line of a key, else of the table that holds or lacks it; 0 if it is not in the text."""
    lines = text.splitlines()
    start, end = 0, len(lines)
    for depth in (2, 4):
        if len(place) >= depth and isinstance(place[depth - 1], int):
            header = re.escape(".".join(part for part in place[:depth] if isinstance(part, str)))
            heads = [number for number in range(start, end) if re.match(rf"\s*\[\[\s*{header}\s*\]\]", lines[number])]
            if place[depth - 1] < len(heads):
                start, end = heads[place[depth - 1]], [*heads, end][place[depth - 1] + 1]
    key = place[-1] if place and isinstance(place[-1], str) else None
    for number in range(start, end):
        if key and re.match(rf"""\s*(\[+\s*)?["']?{re.escape(key)}["']?\s*[]=]""", lines[number]):
            return number + 1
    return start + 1 if start else 0
