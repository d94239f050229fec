# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where a user's caches lie: below `$XDG_CACHE_HOME` or `~/.cache`, everything of ours in a folder of its own."""
from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def folder(environ: Mapping[str, str], name: str) -> Path | None:
    """The folder of one cache (`style`), which need not exist; None for a user without a home."""
    for top, below in ((environ.get("XDG_CACHE_HOME", ""), ""), (environ.get("HOME", ""), ".cache")):
        if os.path.isabs(top):
            return Path(top, below, "b2tools", name)
    return None
