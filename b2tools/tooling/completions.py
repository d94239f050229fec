# SPDX-License-Identifier: LGPL-3.0-or-later
"""Completions for bash, zsh and fish: static files made from the commands, so that a TAB starts no interpreter."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from b2tools import templates
from b2tools.environments import shells

if TYPE_CHECKING:
    import click

FILES = ("words.sh", "complete.bash", "complete.zsh", "tab.zsh", "complete.fish")
# What an argument or option of that name stands for, whatever its type; `COMMAND NAME` counts more than the name alone.
KINDS = {"release": "release", "package": "package", "packages": "package", "install-externals version": "externals",
         "externals-build version": "externals", "externals-sbom version": "externals", "install-release version": "release",
         "release-pack version": "release", "install-tools version": "tools", "install-verify name": "installed",
         "install-remove name": "installed", "install-remove names": "installed", "env release": "place",
         "execute release": "place",
         "execute arguments": "file", "code-package-add names": "package", "code-package-remove names": "package",
         "folder": "folder"}
# The functions of b2setup have no file of their own among the commands.
OPTIONS = "((opt|debug|clang|intel))"
FUNCTIONS = {"setup": ("--undo --help", "place"), "unsetup": ("", ""), "setup-externals": ("", "externals"),
             "code-option": ("--save", OPTIONS), "code-option-externals": ("--save", "((opt|debug|intel))")}


def texts(commands: Mapping[str, click.Command]) -> dict[str, str]:
    """The files of `setup/` that complete the commands, by their names."""
    names = " ".join(["b2tools", *(f"b2{name}" for name in sorted({*commands, *FUNCTIONS}))])
    shown = " ".join(name for name, command in sorted(commands.items()) if not command.hidden)
    table = "\n".join([*(_function(name, *facts) for name, facts in FUNCTIONS.items()),
                       *(line for name, command in sorted(commands.items()) for line in _rows(name, command))])
    return {name: templates.read(f"completions/{name}").fill(**_known(name, names=names, all=shown, table=table)) for name in FILES}


def _known(name: str, **facts: str) -> dict[str, str]:
    text = templates.read(f"completions/{name}").template
    return {key: value for key, value in facts.items() if f"@{{{key}}}" in text}


def _function(name: str, options: str, argument: str) -> str:
    return _row(name, options, "", argument, "")


def _rows(name: str, command: click.Command) -> Iterator[str]:
    below = getattr(command, "commands", {})
    options, values, arguments = ["--help"], [], []
    for one in command.params:
        if one.param_type_name == "argument":
            arguments.append(_kind(name, one) + ("..." if one.nargs == -1 else ""))
        elif not getattr(one, "hidden", False):
            options += [*one.opts, *one.secondary_opts]
            if not one.is_flag and not one.count:
                values += [f"{word}={_kind(name, one)}" for word in one.opts]
    yield _row(name, " ".join(options), " ".join(values), " ".join(arguments), " ".join(sorted(below)))
    for inner, inner_command in sorted(below.items()):
        yield from _rows(f"{name} {inner}", inner_command)


def _kind(command: str, param: click.Parameter) -> str:
    """What stands at a place, in the words of `words.sh`; `text` for what nobody can know."""
    choices = getattr(param.type, "choices", None)
    if choices:
        return "((" + "|".join(map(str, choices)) + "))"
    known = KINDS.get(f"{command} {param.name}") or KINDS.get(param.name)
    if known:
        return known
    if param.type.name in ("path", "file", "filename", "directory"):
        return "file" if getattr(param.type, "file_okay", True) else "folder"
    return "text"


def _row(name: str, options: str, values: str, arguments: str, below: str) -> str:
    quote = shells.load("sh").quote
    parts = [f"_b2_{key}={quote(text)}" for key, text in
             (("options", options), ("values", values), ("arguments", arguments), ("below", below))
             if text]
    return f"        {quote(name)}) {' '.join(parts) or ':'} ;;"
