# SPDX-License-Identifier: LGPL-3.0-or-later
"""An environment as data, independent of any shell: actions on variables, and their effect."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

# An empty entry of these lists means the system's own default, so it is kept.
OPEN_ENDED = frozenset({"MANPATH"})


class Anchor(Enum):
    """A part of a value that is known only when a shell sets it up: so that a site can be moved and serves every account."""

    TOP = "top"
    TOOLS = "tools"
    HOME = "home"
    USER = "user"


Value = tuple[str | Anchor, ...]


@dataclass(frozen=True)
class Set:
    """Give a variable a value."""

    name: str
    value: Value


@dataclass(frozen=True)
class Prepend:
    """Put folders before a list that colons separate."""

    name: str
    entries: tuple[Value, ...]


@dataclass(frozen=True)
class Environment:
    """What a set-up does, in order; a name occurs in one action only."""

    actions: tuple[Set | Prepend, ...]

    def values(self, top: Path, user: str, home: Path | None = None) -> dict[str, str]:
        """Each variable's own value, lists joined by colons, without what was there before; `home` as in `known`."""
        parts = known(top, user, home)

        def text(value: Value) -> str:
            return "".join(parts[part] if isinstance(part, Anchor) else part for part in value)
        return {action.name: text(action.value) if isinstance(action, Set) else ":".join(map(text, action.entries))
                for action in self.actions}

    def applied(self, environ: Mapping[str, str], top: Path, user: str, home: Path | None = None) -> dict[str, str]:
        """An environment with this one set up in it."""
        result = dict(environ)
        lists = {action.name for action in self.actions if isinstance(action, Prepend)}
        for name, value in self.values(top, user, home).items():
            result[name] = joined(name, value, environ.get(name, "")) if name in lists else value
        return result


def known(top: Path, user: str, home: Path | None = None) -> dict[Anchor, str]:
    """The parts of values that a set-up finds out; `home` is where the platform's externals and releases lie, if not at the top."""
    return {Anchor.TOP: str(top), Anchor.USER: user, Anchor.TOOLS: str(top / "tools"), Anchor.HOME: str(home or top)}


def joined(name: str, own: str, old: str) -> str:
    """A list with our entries before the old ones; an empty old list adds no empty entry, which would mean the current folder."""
    return f"{own}:{old}" if old or name in OPEN_ENDED else own
