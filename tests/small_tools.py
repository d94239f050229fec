# SPDX-License-Identifier: LGPL-3.0-or-later
"""Wheels of the tools for tests, really built from this checkout, and a package index on loopback that serves what they need."""
from __future__ import annotations

import functools
import hashlib
import http.server
import importlib.metadata
import os
import re
import shutil
import sys
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from b2tools.places.installations import Means
from b2tools.tooling import toolpublication
from tests.rules.source_tree import TOP

PARTS = ("b2tools", "hooks", "templates", "site-configs", "externals", "COPYING", "COPYING.LESSER", "README.md", "pyproject.toml")
# What the tools cannot start without; the others are loaded by single commands.
NEEDED = ("click",)


def checkout(folder: Path, version: str, needed: Sequence[str] = NEEDED) -> Path:
    """A copy of the tools' part of this checkout with another version, which needs few packages."""
    for part in PARTS:
        if (TOP / part).is_dir():
            shutil.copytree(TOP / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(TOP / part, folder / part)
    (folder / "framework").mkdir()
    (folder / "framework/.externals").write_text("v01-00-00\n")
    project = folder / "pyproject.toml"
    listed = ", ".join(f'"{name}"' for name in needed)
    project.write_text(re.sub(r"^dependencies = \[.*?^\]", f"dependencies = [{listed}]", project.read_text(),
                              flags=re.MULTILINE | re.DOTALL))
    start = folder / "b2tools/__init__.py"
    start.write_text(re.sub(r'__version__ = ".*"', f'__version__ = "{version}"', start.read_text()))
    return folder


def wheel(folder: Path, version: str, means: Means) -> Path:
    """A wheel of the tools of some version."""
    folder.mkdir(parents=True, exist_ok=True)
    return toolpublication.build(checkout(folder / f"source-{version}", version), folder, means)


def packed(name: str, folder: Path) -> Path:
    """A wheel made of an installed package."""
    found = importlib.metadata.distribution(name)
    place = folder / f"{found.name}-{found.version}-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w") as archive:
        for file in found.files:
            if not str(file).startswith("..") and "__pycache__" not in str(file) and file.name not in ("INSTALLER", "REQUESTED"):
                archive.write(file.locate(), str(file))
    return place


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without saying so."""

    def log_message(self, *words: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on loopback."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def index(folder: Path, *wheels: Path) -> None:
    """Lay wheels out as a simple index that pip reads."""
    for one in wheels:
        place = folder / "simple" / one.name.partition("-")[0].lower()
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(one, place)
        sha256 = hashlib.sha256(one.read_bytes()).hexdigest()
        (place / "index.html").write_text(f'<a href="{one.name}#sha256={sha256}">{one.name}</a>\n')


def means(folder: Path, address: str) -> Means:
    """What an installation works with whose pip knows only the index at an address."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return Means(folder / "cache", own | {"PIP_INDEX_URL": f"{address}/simple", "PIP_CONFIG_FILE": "/dev/null",
                                          "PIP_NO_CACHE_DIR": "1"},
                 python=sys.executable)
