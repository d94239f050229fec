# SPDX-License-Identifier: LGPL-3.0-or-later
"""How the library tells about progress: a callback that takes what is going on, how much is done and how much there is."""
from __future__ import annotations

from typing import Protocol


class Bytes(str):
    """Name of what is going on, when its numbers are bytes: whoever shows them adds the speed."""


class Progress(Protocol):
    """Called as `progress(what, done, total)`; `total` 0 means unknown, `done == total` means that this part is finished."""

    def __call__(self, what: str, done: int, total: int) -> None: ...


def silent(what: str, done: int, total: int) -> None:
    """Progress that nobody wants to see."""
