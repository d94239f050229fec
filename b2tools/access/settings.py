# SPDX-License-Identifier: LGPL-3.0-or-later
"""Limits of the policy, which the server keeps in its own `policy.toml` outside of any repository."""
from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from b2tools import errors
from b2tools.access import serverfiles

if TYPE_CHECKING:
    from b2tools.mail import Mailer

FORMAT = 1
CHECK = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class Settings:
    """Sizes and memory in bytes, changed paths (files and folders), folders above a file, seconds, rules that are switched off,
    and checks that continuous integration must have passed for what lands on main and release branches."""

    object_limit: int = 1 << 20
    push_limit: int = 256 << 20
    path_limit: int = 200_000
    depth_limit: int = 64
    seconds: int = 60
    memory_limit: int = 1 << 30
    rules_off: tuple[str, ...] = ()
    demanded_checks: tuple[str, ...] = ()
    mail: Mailer | None = None


def read(path: Path) -> Settings:
    """The settings in a `policy.toml`; raises `BadServerFile` with all mistakes at once."""
    _, data = serverfiles.toml(path)
    mistakes = [] if data.pop("format", None) == FORMAT else [f"  format = {FORMAT} is missing"]
    known = {field.name: field.default for field in fields(Settings)}
    mistakes += [f"  {name} is not known. {errors.near(name, known)}" for name in data if name not in known]
    lists = {name: data.pop(name, []) for name in ("rules_off", "demanded_checks")}
    mistakes += [f"  {name} is not a list of texts" for name, value in lists.items()
                 if not isinstance(value, list) or not all(isinstance(one, str) for one in value)]
    mistakes += [f"  demanded_checks: {name!r} is no name of a check (a-z 0-9 . _ -)" for name in lists["demanded_checks"]
                 if isinstance(name, str) and not CHECK.fullmatch(name)]
    mailer, problems = _mailer(data.pop("mail", None))
    mistakes += problems
    mistakes += [f"  {name} is not a whole number above zero" for name, value in data.items()
                 if name in known and (type(value) is not int or value < 1)]
    if mistakes:
        raise errors.BadServerFile(path=path, mistakes="\n".join(mistakes))
    return Settings(**data, **{name: tuple(value) for name, value in lists.items()}, mail=mailer)


def _mailer(table: object) -> tuple[Mailer | None, list[str]]:
    """The mail server in a table `[mail]`, and the mistakes there."""
    if table is None:
        return None, []
    from b2tools import mail  # only here: most servers name none, and their hooks start faster without it
    if not isinstance(table, dict):
        return None, ["  mail is not a table"]
    checks = {"server": mail.server_problem, "sender": mail.address_problem}
    wrong = [f"  mail: {name} is not known. {errors.near(name, checks)}" for name in table if name not in checks]
    wrong += [f"  mail: {name} is {table.get(name)!r}, {problem}" for name, check in checks.items()
              if (problem := check(table.get(name)))]
    return (None if wrong else mail.Mailer(**table)), wrong
