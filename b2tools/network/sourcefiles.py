# SPDX-License-Identifier: LGPL-3.0-or-later
"""A file to fetch, known before it comes."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceFile:
    """One file to fetch: its name, SHA-256, size in bytes and the URLs that serve it, in order of preference."""

    name: str
    sha256: str
    size: int
    urls: tuple[str, ...]
