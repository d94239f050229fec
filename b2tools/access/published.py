# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the server tells everybody of its policy, so that a dry run knows accounts, roles and limits: no addresses, no keys."""
from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

from b2tools import errors, files
from b2tools.access import accounts, analyses, recording, records, repositories, settings
from b2tools.access.accounts import Account, Accounts
from b2tools.access.records import Records
from b2tools.access.serverfiles import ACCOUNTS, SETTINGS, TOLD, edited, sealed
from b2tools.access.settings import Settings
from b2tools.git import Git
from b2tools.objects import Objects

PLACE = "server.json"
SERVER = "server"
# settings that are nobody's business
PRIVATE = ("mail",)


def everywhere(server: Path) -> bool:
    """Bring what all repositories of software tell up to date; False if it was so already."""
    places = [place for place in repositories.below(server / "git") if not analyses.is_one(server, place)]
    return any([publish(server, place) for place in places])


def publish(server: Path, place: Path, wait: bool = True) -> bool:
    """Bring what a repository tells of the server up to date; False if it was so already, or without `wait` while others write."""
    if is_published(server, place):
        return False
    git = Git(place, sealed(os.environ, place))
    content = _content(accounts.read(server / ACCOUNTS), settings.read(server / SETTINGS))
    return recording.change(git, SERVER, "Publish accounts and limits", lambda _: {PLACE: content}, wait)


def keep(server: Path, place: Path) -> None:
    """The same before a client reads, after an edit by hand; what is not in order is told by the next push."""
    note = edited(server)
    with suppress(errors.B2Error):
        publish(server, place, wait=False)
        if is_published(server, place):
            files.write(place / TOLD, note)


def is_published(server: Path, place: Path) -> bool:
    """Whether a repository tells what holds."""
    git = Git(place, sealed(os.environ, place))
    with Objects(git) as objects:
        return is_current(server, records.of(git, objects))


def is_current(server: Path, known: Records) -> bool:
    """Whether what is told is what holds."""
    return known.read(PLACE) == _content(accounts.read(server / ACCOUNTS), settings.read(server / SETTINGS))


def told(known: Records) -> tuple[Accounts, Settings] | None:
    """Accounts (names and roles) and limits as the server told them last, None if it never did."""
    found = known.read(PLACE)
    if found is None:
        return None
    known = {field.name for field in fields(Settings)}
    limits = {name: tuple(value) if isinstance(value, list) else value
              for name, value in found["settings"].items() if name in known}
    return Accounts({name: Account(name, roles=frozenset(roles)) for name, roles in found["accounts"].items()}), Settings(**limits)


def _content(everybody: Accounts, limits: Settings) -> dict[str, object]:
    told = {field.name: getattr(limits, field.name) for field in fields(Settings) if field.name not in PRIVATE}
    lists = {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
    roles = {name: sorted(one.roles) for name, one in sorted(everybody.by_name.items())}
    return {"format": 1, "accounts": roles, "settings": lists}
