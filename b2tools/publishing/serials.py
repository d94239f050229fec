# SPDX-License-Identifier: LGPL-3.0-or-later
"""The highest serial number of a signed file that this account has accepted, so that nobody can hold newer ones back."""
from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, locks
from b2tools.places.installations import Means
from b2tools.publishing import signedfiles
from b2tools.sites import Site


@dataclass(frozen=True)
class Memory:
    """Where the number is kept; without a place to write nothing is remembered."""

    place: Path

    def accepted(self) -> int:
        """The highest number so far, 0 if none is known."""
        try:
            return int(self.place.read_text("ascii"))
        except (OSError, ValueError):
            return 0

    def refuse_older(self, url: str, serial: int, allow_downgrade: bool = False) -> None:
        """Raise `RolledBack` for a lower number, unless that is wanted."""
        accepted = self.accepted()
        if serial < accepted and not allow_downgrade:
            raise errors.RolledBack(url=url, found=serial, accepted=accepted)

    def remember(self, serial: int, allow_downgrade: bool = False) -> None:
        """Keep the highest number, or after an allowed downgrade this one."""
        if serial == self.accepted():
            return
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            with locks.exclusive(self.place.with_name(f"{self.place.name}.lock")):
                if allow_downgrade or serial > self.accepted():
                    files.write(self.place, f"{serial}\n")
        except (OSError, errors.DiskFull, errors.NotWritable) as error:
            logging.getLogger("b2tools").debug("the serial number of a signed file was not kept: %s", error)


def memory(site: Site, means: Means, name: str = "") -> Memory:
    """That of a site's index, or of another signed file by name: with the account's state, as a cache may be emptied any time."""
    state, home = means.environ.get("XDG_STATE_HOME", ""), means.environ.get("HOME", "")
    folder = Path(state) if state.startswith("/") else Path(home) / ".local/state" if home.startswith("/") else means.cache
    place = signedfiles.account_folder(site, folder / "b2tools" / "serials")
    return Memory(place.with_name(f"{place.name}-{name}") if name else place)
