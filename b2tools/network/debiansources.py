# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the files of a Debian source package are, by the machine's own apt settings, also if these name binary packages only.

The source lists are derived into a folder of our own, with its own state; the system's are never touched.
"""
from __future__ import annotations

import hashlib
import re
import shlex
import time
from collections.abc import Callable
from pathlib import Path

from b2tools import errors, files, process
from b2tools.network import partials
from b2tools.network.hosts import Refused
from b2tools.network.sourcefiles import SourceFile

# seconds after which the lists are fetched anew, and seconds in which they are new enough to be believed that something is missing
AGE, NEW = 86_400, 600


def locate(spec: str, file: SourceFile, folder: Path, waiting: Callable[[str], None]) -> str:
    """URL of a file of the source package `NAME=VERSION`; `folder` keeps apt's lists for the next time. Raises `Refused`."""
    try:
        with files.explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with partials.claimed(folder / "lock", waiting):
                return _chosen(_offered(spec, folder), file)
    except errors.ProgramMissing:
        raise Refused("there is no apt-get here") from None


def proxies() -> dict[str, str]:
    """The proxies that apt is configured with, by scheme."""
    try:
        told = process.run(["apt-config", "dump", "--format", "%f=%v%n"], check=False).text
    except errors.ProgramMissing:
        return {}
    return {scheme.lower(): value for scheme, value in re.findall(r"(?mi)^Acquire::(https?)::Proxy=(\S+)$", told)
            if value.upper() != "DIRECT"}


def _offered(spec: str, folder: Path) -> list[tuple[str, str, str]]:
    """URL, name and hash of the files of a source package."""
    options = _configure(folder)
    stamp = folder / "updated"
    age = time.time() - stamp.stat().st_mtime if stamp.is_file() else AGE
    fresh = not 0 <= age < AGE
    if fresh:
        _update(options, stamp)
    listed = _ask(spec, options)
    if listed.returncode and not fresh and age > NEW:
        _update(options, stamp)
        listed = _ask(spec, options)
    if listed.returncode:
        raise Refused(_reason(listed) + " (is the version still in the archive?)", missing=True)
    return re.findall(r"(?m)^'([^'\n]+)' (\S+) \d+ (?:SHA256:)?(\S*)$", listed.text)


def _configure(folder: Path) -> list[str]:
    """Derive the lists of sources; options that make apt-get use them. State of other lists is forgotten."""
    told = process.run(["apt-config", "shell", "LIST", "Dir::Etc::sourcelist/f", "PARTS", "Dir::Etc::sourceparts/d"]).text
    system = dict(word.partition("=")[::2] for word in shlex.split(told))
    lists, stanzas = _derived(Path(system.get("LIST", "")), Path(system.get("PARTS", "")))
    if not lists + stanzas:
        raise Refused("apt has no list of packages to look into")
    key = hashlib.sha256((lists + stanzas).encode("utf-8", "surrogateescape")).hexdigest()
    if not (folder / key).is_dir():
        for old in folder.iterdir():
            if old.name != "lock":
                files.remove(old)
        for part in ("etc/parts", "lists/partial", "cache/archives/partial"):
            (folder / part).mkdir(parents=True)
        files.write(folder / "etc" / "sources.list", lists)
        files.write(folder / "etc" / "parts" / "derived.sources", stanzas)
        (folder / key).mkdir()
    settings = {"Dir::Etc::sourcelist": folder / "etc/sources.list", "Dir::Etc::sourceparts": folder / "etc/parts",
                "Dir::State::lists": folder / "lists", "Dir::Cache": folder / "cache", "APT::Sandbox::User": "root",
                "APT::Get::Only-Source": "true", "Acquire::Languages": "none", "Acquire::Retries": "2",
                "Acquire::http::Timeout": "30", "Acquire::https::Timeout": "30"}
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def _derived(list_file: Path, parts: Path) -> tuple[str, str]:
    """One-line entries and stanzas of the system's lists, asking for sources in place of binary packages."""
    here = sorted(parts.iterdir()) if parts.is_dir() else []
    lines, stanzas = [], []
    for path in [list_file, *(one for one in here if one.suffix == ".list")]:
        if path.is_file():
            lines += re.findall(r"(?m)^\s*deb(?:-src)?(\s.*)$", path.read_text("utf-8", "surrogateescape"))
    for path in (one for one in here if one.suffix == ".sources"):
        if path.is_file():
            text = path.read_text("utf-8", "surrogateescape")
            stanzas.append(re.sub(r"(?im)^Types:.*(?:\n[ \t]+.*)*$", "Types: deb-src", text).strip())
    return ("".join(f"deb-src{line}\n" for line in dict.fromkeys(lines)),
            "".join(f"{stanza}\n\n" for stanza in dict.fromkeys(stanzas) if stanza))


def _update(options: list[str], stamp: Path) -> None:
    done = process.run(["env", "LC_ALL=C", "apt-get", "update", "-q", *options], check=False, timeout=600)
    if done.returncode:
        raise Refused(f"the list of source packages cannot be fetched: {_reason(done)}")
    stamp.touch()


def _ask(spec: str, options: list[str]) -> process.Result:
    return process.run(["env", "LC_ALL=C", "apt-get", "source", "--download-only", "--print-uris", "-q", *options, "--", spec],
                       check=False, timeout=120)


def _reason(result: process.Result) -> str:
    output = result.stderr.decode("utf-8", "replace")
    return " ".join(line.removeprefix("E: ") for line in output.splitlines() if line.startswith("E: ")) or output.strip()[-300:]


def _chosen(offered: list[tuple[str, str, str]], file: SourceFile) -> str:
    for url, name, sha256 in offered:
        if name == file.name or sha256 == file.sha256:
            return url
    raise Refused(f"the source package has no file {file.name}, but {', '.join(name for _, name, _ in offered) or 'none at all'}")
