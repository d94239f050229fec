# SPDX-License-Identifier: LGPL-3.0-or-later
"""Texts with placeholders `@{name}`: a sign that no shell, makefile or Python source uses with braces."""
from __future__ import annotations

import string
from pathlib import Path

from b2tools import resources


class Template(string.Template):
    """A text whose placeholders are `@{name}`; any other `@` stands for itself."""

    delimiter = "@"
    flags = 0
    pattern = r"@(?:(?P<braced>\{[a-z_]+\})|(?P<escaped>(?!))|(?P<named>(?!))|(?P<invalid>(?!)))"

    def fill(self, **facts: str) -> str:
        """The text with every placeholder replaced; an unknown one is an error of ours (`KeyError`)."""
        return self.substitute({"{" + name + "}": text for name, text in facts.items()})


def read(name: str) -> Template:
    """A shipped template by its name below `templates/`."""
    return Template(path(name).read_text("utf-8"))


def path(name: str) -> Path:
    """Where a shipped template lies."""
    return resources.folder("templates") / name
