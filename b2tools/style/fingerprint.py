# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an engine's answer depends on besides the content: interpreter, our own code and settings, the packages it uses.

Packages are told from the folders of their metadata, without importing anything: name, version and time of installation.
"""
from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from b2tools import resources
from b2tools.style import engine


@functools.cache
def of(name: str) -> str | None:
    """The fingerprint of an engine, None if a package that it needs cannot be told."""
    wanted = engine.known()[name]["packages"]
    found = [f"{package} {version}" for package in wanted for version in _installed().get(package, ())]
    if len({one.partition(" ")[0] for one in found}) < len(wanted):
        return None
    return hashlib.sha256("\n".join([name, sys.version, _own(), *found]).encode("utf-8", "surrogateescape")).hexdigest()


@functools.cache
def _own() -> str:
    """Hash of the engines' own code and settings, so that no change to them needs a new number."""
    places = [*Path(__file__).parent.glob("*.py"), *(resources.folder("templates") / "style").glob("*.toml")]
    contents = (hashlib.sha256(place.read_bytes()).digest() for place in sorted(places))
    return hashlib.sha256(b"".join(contents)).hexdigest()


@functools.cache
def _installed() -> dict[str, list[str]]:
    """Every installation of the engines' packages, in the order in which Python looks for them."""
    wanted = {package for settings in engine.known().values() for package in settings["packages"]}
    found: dict[str, list[str]] = {}
    for folder in sys.path:
        for entry in _metadata(folder):
            package = entry.name.partition("-")[0].lower()
            if package in wanted:
                found.setdefault(package, []).append(f"{entry.path} {entry.stat().st_mtime_ns}")
    return found


def _metadata(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
    except OSError:
        # zip files and folders that are not there are usual in a search path
        return
