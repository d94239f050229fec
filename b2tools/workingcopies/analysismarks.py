# SPDX-License-Identifier: LGPL-3.0-or-later
"""The mark of a working copy of an analysis, which needs no layout and has other rules at the server: a setting of git."""
from __future__ import annotations

from b2tools.git import Git

ANALYSIS = "b2tools.analysis"
TRUE = ("true", "yes", "on", "1")


def is_analysis(git: Git) -> bool:
    """Whether a repository is marked as that of an analysis."""
    return git.run("config", "--type=bool", ANALYSIS, check=False).text == "true\n"


def says_yes(value: str | None) -> bool:
    """Whether a value of the mark, read together with other settings, means yes; None is a setting without a value."""
    return value is None or value.lower() in TRUE
