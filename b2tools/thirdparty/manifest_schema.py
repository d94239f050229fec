# SPDX-License-Identifier: LGPL-3.0-or-later
"""What may stand in an externals manifest: its schema, and the mistakes that only show in the whole."""
from __future__ import annotations

import graphlib
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from b2tools import config, errors

FORMAT = 1
KINDS = ("wheel", "python", "source", "system")
OPTIONS = ("common", "opt", "debug")
SCHEMES = ("pypi:", "apt:", "apt-source:", "https://", "http://", "file://")
WORDS = ("prefix", "source", "jobs", "patches", "python", "option", "flags", "externals")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
SOME = re.compile(r".+")
FILE: config.Schema = {"name!": re.compile(r"[^/\0]+"), "sha256!": re.compile(r"[0-9a-f]{64}"), "size!": int,
                       "urls!": [re.compile("(" + "|".join(SCHEMES) + ").+")]}
PACKAGE: config.Schema = {
    "name!": NAME, "version!": re.compile(r"\S+"), "licence!": SOME, "purpose!": SOME, "kind!": KINDS, "files": [FILE],
    "requires": [NAME], "option": config.Either((OPTIONS, [OPTIONS])), "optional": bool, "programs": [re.compile(r"\S+")],
    "patches": [NAME], "build": [re.compile(r"(?s).+")], "links": {"*": str}, "check": str, "time_limit": int,
    "folder": re.compile(r"(?!/)(?!.*\.\.)[^\0]+"), "allowed": [SOME]}
SCHEMA: config.Schema = {"format!": int, "version!": re.compile(r"v\d\d+-\d\d+-\d\d+"), "python!": re.compile(r"3\.\d+"),
                         "size!": int, "environment": {"set": {"*": str}, "prepend": {"*": [str]}}, "package!": [PACKAGE]}
Found = Iterator[tuple[config.Place, str]]


def mistakes(data: Mapping[str, Any], patches: Path) -> Found:
    """What a schema cannot tell: unknown format, what each kind needs, placeholders, requirements, missing patches."""
    if isinstance(data.get("format"), int) and data["format"] != FORMAT:
        yield ("format",), f"format {data['format']} is not known; these tools read format {FORMAT}"
    packages = [(number, one) for number, one in enumerate(_list(data.get("package"))) if isinstance(one, dict)]
    named: dict[str, Mapping[str, Any]] = {}
    for number, package in packages:
        place = ("package", number)
        name = package.get("name")
        if isinstance(name, str):
            if name in named:
                yield (*place, "name"), f"package {name} is listed twice"
            named[name] = package
        for key, sentence in _package(package, patches):
            yield (*place, *key), f"package {package.get('name', '?')} {sentence}"
    for number, package in packages:
        for sentence in _requirements(package, named):
            yield ("package", number, "requires"), f"package {package.get('name', '?')} requires {sentence}"
    yield from _circle([package for _, package in packages], named)


def options(package: Mapping[str, Any]) -> tuple[str, ...]:
    """The options that a package's table names, one or several."""
    named = package.get("option", "common")
    return tuple(one for one in (named if isinstance(named, list) else [named]) if one in OPTIONS)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _package(package: Mapping[str, Any], patches: Path) -> Iterator[tuple[tuple[str | int, ...], str]]:
    kind, files = package.get("kind"), _list(package.get("files"))
    if kind in ("wheel", "python", "source") and not files:
        yield (), f"of kind {kind} needs files"
    if kind == "source" and not package.get("build"):
        yield (), "of kind source needs build commands"
    if kind == "system" and not (package.get("check") or package.get("programs")):
        yield (), "of kind system needs a check command or programs, else nobody knows whether it is there"
    for key in (one for one in ("files", "build", "patches", "links") if kind == "system" and package.get(one)):
        yield (key,), f"of kind system has {key}, but nothing of it is made"
    for number, file in enumerate(files):
        if isinstance(file, dict) and file.get("urls") == []:
            yield ("files", number, "urls"), f"has no urls for its file {file.get('name', '?')}"
    if isinstance(package.get("option"), list) and len(set(map(str, package["option"]))) != len(package["option"]) or (
            package.get("option") == []):
        yield ("option",), "has an option twice or none"
    if isinstance(package.get("time_limit"), int) and package["time_limit"] <= 0:
        yield ("time_limit",), "has a time_limit that is not positive"
    for command in (one for one in _list(package.get("build")) if isinstance(one, str)):
        for sentence in _placeholders(command):
            yield ("build",), sentence
    for name in (one for one in _list(package.get("patches")) if isinstance(one, str) and NAME.fullmatch(one)):
        if not (patches / name).is_file():
            yield ("patches",), f"has the patch {name}, which is not in {patches}"


def _placeholders(command: str) -> Iterator[str]:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(command) if name is not None]
    except ValueError as error:
        yield f"has the command {command!r}, which cannot be read ({error}); a brace for the shell is written twice"
        return
    for name in names:
        if name not in WORDS:
            yield f"has {{{name}}} in a command. {errors.near(name, WORDS)} A brace for the shell is written twice."


def _requirements(package: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for wanted in (one for one in _list(package.get("requires")) if isinstance(one, str)):
        if wanted not in named:
            yield f"{wanted}, which is not listed. {errors.near(wanted, named)}"
            continue
        if named[wanted].get("optional") is True and package.get("optional") is not True:
            yield f"{wanted}, which is optional, without being optional itself"
        there = options(named[wanted])
        for option in options(package):
            if there and option not in there and "common" not in there and named[wanted].get("kind") != "system":
                yield f"{wanted} for {option}, but that is made for {' and '.join(there)} only"


def _circle(packages: list[Mapping[str, Any]], named: Mapping[str, object]) -> Found:
    graph = {one["name"]: [wanted for wanted in _list(one.get("requires")) if isinstance(wanted, str) and wanted in named]
             for one in packages if isinstance(one.get("name"), str)}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        circle = error.args[1]
        number = next(number for number, one in enumerate(packages) if one.get("name") == circle[0])
        yield ("package", number), "packages require each other in a circle: " + " -> ".join(circle)
