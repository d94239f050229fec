# SPDX-License-Identifier: LGPL-3.0-or-later
"""An environment in the words of each shell, by one table per shell (`templates/shells/NAME.toml`)."""
from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from b2tools import resources
from b2tools.environments.actions import Anchor, Environment, OPEN_ENDED, Prepend, Set, Value, known
from b2tools.templates import Template

# Of static set-up files; format 1 knew the anchors top and user only.
FORMAT = 2
JSON_FORMAT = 1
STATIC = ("sh", "csh", "fish")
FORMATS = (*STATIC, "json", "modulefile")


@dataclass(frozen=True)
class Shell:
    """One shell's table: how it quotes and what it writes for each action."""

    name: str
    suffix: str
    shells: tuple[str, ...]
    opening: str
    closing: str
    replace: tuple[tuple[str, str], ...]
    raw_byte: str
    anchors: Mapping[str, str]
    words: Mapping[str, Template]

    def quote(self, text: str) -> str:
        """A word that gives exactly this text; undecodable bytes are surrogates, as `os.fsdecode` makes them."""
        if "\0" in text:
            raise ValueError("no shell can hold a NUL byte in a value")
        table = dict(self.replace)
        return self.opening + "".join(table.get(one) or self._byte(one) for one in text) + self.closing

    def _byte(self, one: str) -> str:
        if self.raw_byte and "\udc80" <= one <= "\udcff":
            return Template(self.raw_byte).fill(hex=f"{ord(one) - 0xdc00:02x}")
        return one

    def word(self, value: Value) -> str:
        """A word for a value; what is known only at set-up is taken from the shell's variables."""
        parts = [self.anchors[part.value] if isinstance(part, Anchor) else self.quote(part) for part in _fused(list(value))]
        return "".join(parts) or self.quote("")

    def list(self, entries: tuple[Value, ...]) -> str:
        """A word for entries separated by colons."""
        flat: list[str | Anchor] = []
        for entry in entries:
            flat += [":", *entry] if flat else list(entry)
        return self.word(tuple(flat))


@cache
def load(name: str) -> Shell:
    """The table of one shell."""
    data = tomllib.loads((folder() / f"{name}.toml").read_text("utf-8"))
    quote = data["quote"]
    return Shell(name, data["suffix"], tuple(data["shells"]), quote["open"], quote["close"],
                 tuple((old, new) for old, new in quote["replace"]), quote.get("raw_byte", ""), data["anchors"],
                 {key: Template(text) for key, text in data["words"].items()})


def folder() -> Path:
    """Where the tables lie."""
    return resources.folder("templates") / "shells"


def family(shell: str) -> Shell | None:
    """The table that a shell (`bash`, `tcsh`) uses, None for an unknown one."""
    return next((table for table in map(load, STATIC) if shell in table.shells), None)


def static(env: Environment, shell: Shell, title: str) -> str:
    """A file that a shell sources to set up `env` so that it can be undone; it needs the set-up functions' variables."""
    sets = [action.name for action in env.actions if isinstance(action, Set)]
    lists = [action.name for action in env.actions if isinstance(action, Prepend)]
    lines = [f"# {line}" for line in f"{_shown(title)}\nb2tools set-up file, format {FORMAT}".split("\n")]
    lines.append(shell.words["names"].fill(sets=" ".join(sets), lists=" ".join(lists)))
    for action in env.actions:
        if isinstance(action, Set):
            lines.append(shell.words["save_set"].fill(name=action.name, value=shell.word(action.value)))
        else:
            own = shell.list(action.entries)
            save = "save_open" if action.name in OPEN_ENDED and "save_open" in shell.words else "save_list"
            lines += [shell.words[save].fill(name=action.name, value=own), _prepend(shell, action.name, own)]
    return "\n".join(lines) + "\n"


def plain(env: Environment, form: str, top: Path, user: str, home: Path | None = None) -> str:
    """The environment for one format: a text that a shell evaluates, JSON or an Environment Modules file."""
    parts = known(top, user, home)

    def resolved(value: Value) -> Value:
        return _fused([parts[part] if isinstance(part, Anchor) else part for part in value])
    if form == "json":
        return _json(env, env.values(top, user, home))
    shell = load(form)
    lines = [shell.words["head"].template] if "head" in shell.words else []
    for action in env.actions:
        if isinstance(action, Set):
            lines.append(shell.words["set"].fill(name=action.name, value=shell.word(resolved(action.value))))
        elif "each" in shell.words:
            entries = [shell.word(resolved(one)) for one in reversed(action.entries)]
            lines += [shell.words["each"].fill(name=action.name, value=one) for one in entries]
        else:
            lines.append(_prepend(shell, action.name, shell.list(tuple(resolved(entry) for entry in action.entries))))
    return "\n".join(lines) + "\n"


def _prepend(shell: Shell, name: str, own: str) -> str:
    key = "prepend_open" if name in OPEN_ENDED else "prepend"
    return shell.words[key].fill(name=name, value=own)


def _json(env: Environment, values: dict[str, str]) -> str:
    sets = {action.name: values[action.name] for action in env.actions if isinstance(action, Set)}
    lists = {action.name: values[action.name].split(":") for action in env.actions if isinstance(action, Prepend)}
    return json.dumps({"format": JSON_FORMAT, "set": sets, "prepend": lists}, indent=1) + "\n"


def own_words(tools: Path, top: Path) -> dict[str, str]:
    """What the files that tcsh reads by itself must know: the tools' folder and the top."""
    csh = load("csh")
    return {"own": csh.quote(str(tools)), "top": csh.quote(str(top))}


def _fused(parts: list[str | Anchor]) -> Value:
    result: list[str | Anchor] = []
    for part in parts:
        if result and isinstance(part, str) and isinstance(result[-1], str):
            result[-1] += part
        else:
            result.append(part)
    return tuple(result)


def _shown(title: str) -> str:
    return "".join(one if one.isprintable() and one != "\\" else "?" for one in title)
