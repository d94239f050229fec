# SPDX-License-Identifier: LGPL-3.0-or-later
"""Style of reStructuredText: no trailing blanks, lines of bounded length."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from b2tools.style import text
from b2tools.style.engine import Finding, Source

BLANKS = " \t\v\f"


def check(sources: Sequence[Source], settings: Mapping[str, Any]) -> list[Finding]:
    """Trailing blanks, a missing last line end and long lines."""
    return [finding for source in sources for finding in _check(source, settings["line_length"])]


def _check(source: Source, limit: int) -> list[Finding]:
    lines = source.text.split("\n")
    findings = [Finding(source.file, number, len(line.rstrip(BLANKS)) + 1, "trailing-blanks", "blanks at the end of the line")
                for number, line in enumerate(lines, 1) if line != line.rstrip(BLANKS)]
    if lines[-1]:
        findings.append(Finding(source.file, len(lines), len(lines[-1]) + 1, "last-line", "the last line has no line end"))
    return sorted(findings + list(text.long_lines(source, limit, _breakable)))


def _breakable(line: str) -> bool:
    return "://" not in line and not line.lstrip().startswith(("|", "+-", "+="))


def fix(sources: Sequence[Source], settings: Mapping[str, Any]) -> list[str]:
    """The texts without trailing blanks and with a last line end."""
    return [_fix(source.text) for source in sources]


def _fix(content: str) -> str:
    mended = "\n".join(line.rstrip(BLANKS) for line in content.split("\n"))
    return mended if not mended or mended.endswith("\n") else mended + "\n"


def same(one: str, other: str) -> bool:
    """Blanks at the ends of lines mean nothing, so every line may be mended alone."""
    return True
