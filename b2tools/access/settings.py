# SPDX-License-Identifier: LGPL-3.0-or-later
"""Limits of the policy, which the server keeps in its own `policy.toml` outside of any repository."""
from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from b2tools import errors
from b2tools.access import serverfiles

FORMAT = 1


@dataclass(frozen=True)
class Settings:
    """Sizes and memory in bytes, changed paths (files and folders), folders above a file, seconds, rules that are switched off."""

    object_limit: int = 1 << 20
    push_limit: int = 256 << 20
    path_limit: int = 200_000
    depth_limit: int = 64
    seconds: int = 60
    memory_limit: int = 2 << 30
    rules_off: tuple[str, ...] = ()


def read(path: Path) -> Settings:
    """The settings in a `policy.toml`; raises `BadServerFile` with all mistakes at once."""
    _, data = serverfiles.toml(path)
    mistakes = [] if data.pop("format", None) == FORMAT else [f"  format = {FORMAT} is missing"]
    known = {field.name: field.default for field in fields(Settings)}
    mistakes += [f"  {name} is not known. {errors.near(name, known)}" for name in data if name not in known]
    off = data.pop("rules_off", [])
    if not isinstance(off, list) or not all(isinstance(name, str) for name in off):
        mistakes.append("  rules_off is not a list of texts")
    mistakes += [f"  {name} is not a whole number above zero" for name, value in data.items()
                 if name in known and (type(value) is not int or value < 1)]
    if mistakes:
        raise errors.BadServerFile(path=path, mistakes="\n".join(mistakes))
    return Settings(**data, rules_off=tuple(off))
