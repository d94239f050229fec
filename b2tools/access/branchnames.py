# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which branches the server takes, by their full names."""
from __future__ import annotations

import re

HEADS = "refs/heads/"
MAIN = f"{HEADS}main"
OWN = re.compile(r"refs/heads/(feature|bugfix)/[A-Za-z0-9][A-Za-z0-9._+=#@/-]*", re.ASCII)
RELEASE = re.compile(r"refs/heads/release/\d{2,}-\d{2,}", re.ASCII)
ALLOWED = "main, feature/NAME, bugfix/NAME and release/AA-BB"


def is_apart(ref: str) -> bool:
    """Whether no part of a name could be taken for a repository, which lies beside the files of refs on the server."""
    return not any(part.lower().endswith(".git") for part in ref.split("/"))


def taken(ref: str) -> bool:
    """Whether the server takes a branch of this name."""
    return ref == MAIN or is_apart(ref) and bool(OWN.fullmatch(ref) or RELEASE.fullmatch(ref))
