# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the data that belongs to the tools lies: beside the package in a checkout, inside it when installed."""
from __future__ import annotations

from pathlib import Path

KINDS = ("hooks", "templates", "site-configs", "externals", "framework")


def folder(kind: str) -> Path:
    """The folder of one kind of data (`hooks`, `templates`, `site-configs`, `externals`, `framework`)."""
    if kind not in KINDS:
        raise ValueError(f"no such kind of data: {kind}")
    package = Path(__file__).resolve().parent
    installed = package / "resources" / kind
    return installed if installed.is_dir() else package.parent / kind


def checkout() -> Path | None:
    """Top folder of the checkout that the tools run from, None if they are installed."""
    top = Path(__file__).resolve().parent.parent
    return top if (top / "pyproject.toml").is_file() and (top / "site-configs").is_dir() else None
