# SPDX-License-Identifier: LGPL-3.0-or-later
"""Advice after a set-up: newer tools and unsupported releases, asked for in the background and left where the shells read it."""
from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from b2tools import errors, files, locks
from b2tools.places import installations
from b2tools.places.installations import Means
from b2tools.publishing import catalogues, support
from b2tools.sites import Site
from b2tools.tooling import toolpacks

HEAD = "b2tools-advice 1"
DAY = 86400
# The shells read this many signs and no more.
LIMIT = 4000


def refresh(site: Site, means: Means, place: Path, version: str) -> bool:
    """Ask the download area, and write the answer for the tools `version` to `place`; False if it was asked within the last day.

    Without a network the answer comes from what was known last; in any case it is asked again after a day only.
    """
    with locks.exclusive(place.with_name(f"{place.name}.lock")):
        now = int(time.time())
        if place.is_file() and abs(now - _tried(place)) < DAY:
            return False
        # what is asked below may hang until the shell of tomorrow comes
        files.write(place, f"{HEAD} {now} {now}\n" + _body(place), 0o600)
        files.write(place, text(site, means, version, now), 0o600)
    return True


def text(site: Site, means: Means, version: str, now: int) -> str:
    """The answer (docs/setup.md has the grammar)."""
    newer, policy = _newer(site, means, version), _policy(site, means)
    lines = [f"{HEAD} {now} {now - int(policy[1]) if policy else now}"]
    lines += [f"tools {newer} {version}"] if newer else []
    lines += _unsupported(site, policy[0]) if policy else []
    result = ""
    for line in lines:
        if len(result) + len(line) < LIMIT:
            result += line + "\n"
    return result


def _newer(site: Site, means: Means, version: str) -> str | None:
    try:
        catalogue = catalogues.fetch(site, means)
    except errors.B2Error:
        known = catalogues.cached(site, means) if site.allowed_signers else None
        if known is None:
            return None
        catalogue = known[0]
    return toolpacks.newer(catalogue, version)


def _policy(site: Site, means: Means) -> tuple[support.Policy, float] | None:
    try:
        return support.current(site, means, patience=0)[:2]
    except errors.NoPolicy:
        return None


def _unsupported(site: Site, policy: support.Policy) -> Iterator[str]:
    for home in site.homes:
        for one in installations.installed(home / "releases"):
            answer = policy.judge(one.name, support.today())
            if answer.state == support.ENDED:
                yield f"release {one.name} {answer.instead or '-'} {_shown(answer.reason)}".rstrip()


def _shown(reason: str) -> str:
    words = " ".join("".join(sign for sign in reason if sign.isprintable()).split())
    return words if len(words) <= 160 else words[:157] + "..."


def _tried(place: Path) -> int:
    """When it was asked last, in seconds since 1970; 0 if the file is not one of ours."""
    with open(place, "rb") as file:
        words = file.readline(200).split()
    sound = len(words) == 4 and b" ".join(words[:2]) == HEAD.encode() and words[2].isdigit()
    return int(words[2]) if sound else 0


def _body(place: Path) -> str:
    """The lines of an older answer after its first."""
    if not place.is_file() or not _tried(place):
        return ""
    with open(place, encoding="utf-8", errors="replace") as file:
        return file.read(LIMIT).partition("\n")[2]
