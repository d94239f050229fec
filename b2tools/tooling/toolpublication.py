# SPDX-License-Identifier: LGPL-3.0-or-later
"""A version of the tools made ready for a download area: a reproducible wheel, and the hash of everything that it needs."""
from __future__ import annotations

import email
import hashlib
import importlib.util
import json
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from b2tools import errors, files, process
from b2tools.places.installations import Means
from b2tools.publishing import catalogues
from b2tools.publishing.catalogues import Entry
from b2tools.tooling import toolpacks
from b2tools.versions import ToolsVersion

FOLDER = "tools"
PROGRAM = "b2tools/__init__.py"
MACHINES = ("x86_64", "aarch64")
# From EL 8 on every system that is served has glibc 2.28; what older ones can run is fine as well.
GLIBC = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_24", "manylinux_2_17", "manylinux2014", "manylinux2010", "manylinux1")
HEAD = "# b2tools lock file, format 1: what the tools {version} need with Python {python}\n"


def publish(source: Path, area: Path, key: Path, means: Means, machines: Sequence[str] = MACHINES) -> Entry:
    """Put a version of the tools, from a wheel or from a checkout, into a download area and its signed index.

    A version that was published keeps its content for ever: raises `BadTools` for another one, and for no wheel of the tools.
    """
    with tempfile.TemporaryDirectory(prefix="b2tools-") as folder:
        wheel = source if source.is_file() else build(source, Path(folder), means)
        version = read(wheel)
        content = wheel.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        before = _published(area, version)
        if before and before.sha256 != sha256:
            raise errors.BadTools(path=wheel, reason=f"the version {version} was published with other content (SHA-256 "
                                                     f"{before.sha256})",
                                  advice="Raise the version.")
        if before:
            return before
        lock = resolve(wheel, version, means, machines)
        entry = Entry(toolpacks.KIND, version, toolpacks.ANY, toolpacks.ANY, "main", f"{FOLDER}/{wheel.name}", sha256,
                      len(content), sha256,
                      sum(one.file_size for one in zipfile.ZipFile(wheel).infolist()), hashlib.sha256(lock).hexdigest())
    files.write(area / toolpacks.lock_name(entry.file), lock)
    files.write(area / entry.file, content)
    catalogues.publish(area, key, [entry])
    return entry


def build(source: Path, to: Path, means: Means) -> Path:
    """The wheel of a checkout: two builds of the same content give the same bytes, whenever and wherever they are made."""
    if not (source / "pyproject.toml").is_file():
        raise errors.BadTools(path=source, reason="it is neither a wheel nor a checkout with a pyproject.toml",
                              advice="Name one of these.")
    environ = {name: value for name, value in toolpacks.clean(means.environ).items() if name != "SOURCE_DATE_EPOCH"}
    own = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    process.run([means.python, "-I", "-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check", *own, "-w", to,
                 source],
                env=environ, purpose="building the wheel")
    return next(to.glob("b2tools-*.whl"))


def read(wheel: Path) -> str:
    """The version of a wheel of the tools; raises `BadTools`."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
            facts = email.message_from_bytes(archive.read(name))
            own = archive.read(PROGRAM) if PROGRAM in archive.namelist() else b""
    except (OSError, zipfile.BadZipFile, StopIteration):
        raise errors.BadTools(path=wheel, reason="it is not a wheel", advice="Name a wheel of b2tools, or a checkout.") from None
    if facts["Name"] != "b2tools":
        raise errors.BadTools(path=wheel, reason=f"it is a wheel of {facts['Name']}",
                              advice="Name a wheel of b2tools, or a checkout.")
    if not ToolsVersion.matches(facts["Version"] or ""):
        raise errors.BadTools(path=wheel, reason=f"its version {facts['Version']} is not of the form {ToolsVersion.wanted}",
                              advice="Give it such a version.")
    said = re.search(rb'^__version__ = "(.*)"$', own, re.MULTILINE)
    if said is None or said[1].decode() != facts["Version"]:
        raise errors.BadTools(path=wheel, reason=f"it is called {facts['Version']}, but {PROGRAM} in it does not say so",
                              advice="Set the version there and build the wheel again.")
    return facts["Version"]


def _published(area: Path, version: str) -> Entry | None:
    index = area / catalogues.NAME
    return catalogues.parse(index.read_bytes(), str(index)).find(toolpacks.KIND, version, toolpacks.ANY, toolpacks.ANY) \
        if index.is_file() else None


def resolve(wheel: Path, version: str, means: Means, machines: Sequence[str] = MACHINES) -> bytes:
    """The lock file of a wheel: every package that it needs at one version, with the SHA-256 of its files per kind of machine."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    pinned: dict[str, str] = {}
    hashes: dict[str, set[str]] = {}
    for machine in machines:
        for name, number, sha256 in _needed(wheel, machine, python, pinned, means):
            pinned[name] = number
            hashes.setdefault(name, set()).add(sha256)
    lines = [f"{name}=={pinned[name]}" + "".join(f" \\\n    --hash=sha256:{one}" for one in sorted(hashes[name])) for name
             in sorted(pinned)]
    return (HEAD.format(version=version, python=python) + "".join(f"{line}\n" for line in lines)).encode()


def _needed(wheel: Path, machine: str, python: str, pinned: dict[str, str], means: Means) -> list[tuple[str, str, str]]:
    """Name, version and SHA-256 of what pip would install beside the wheel on one kind of machine."""
    with tempfile.TemporaryDirectory(prefix="b2tools-") as folder:
        place = Path(folder)
        (place / "constraints").write_text("".join(f"{name}=={number}\n" for name, number in pinned.items()))
        platforms = [word for glibc in GLIBC for word in ("--platform", f"{glibc}_{machine}")]
        process.run([means.python, *toolpacks.PIP, "--dry-run", "--ignore-installed", "--report", place / "report", "--target",
                     place / "none",
                     "--python-version", python, "--implementation", "cp", *platforms, "-c", place / "constraints",
                     os.path.abspath(wheel)],
                    env=toolpacks.clean(means.environ), purpose="looking up what the tools need")
        report = json.loads((place / "report").read_bytes())
    found = []
    for one in report["install"]:
        name = re.sub(r"[-_.]+", "-", one["metadata"]["name"]).lower()
        if name != "b2tools":
            found.append((name, one["metadata"]["version"], one["download_info"]["archive_info"]["hashes"]["sha256"]))
    return found
