# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files from package indexes through their own clients, so that the user's index, mirrors and proxies are used: pip and apt."""
from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from b2tools import errors, process
from b2tools.network.hosts import Refused
from b2tools.network.sourcefiles import SourceFile

Meter = Callable[[str, int], None]
OFFLINE = re.compile("NewConnection|NameResolution|Failed to establish|Temporary failure|ConnectTimeout|ProxyError|unreachable",
                     re.IGNORECASE)


def from_python_index(requirement: str, file: SourceFile, folder: Path, python: str, meter: Meter) -> Path:
    """Fetch `NAME==VERSION` with the pip of `python` into `folder`: exactly the wheel with the pinned file's tags."""
    came = folder / "index"
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    command = ["env", f"TMPDIR={temporary}", python, "-I", "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir",
               "--no-input", "--disable-pip-version-check", "--retries", "1", "--dest", came, *_selection(file.name), requirement]
    with _watched(folder, file.sha256, meter):
        result = process.run(command, cwd=folder, check=False, purpose="downloading Python packages")
    if result.returncode:
        output = result.stderr.decode("utf-8", "replace")
        _notice_full_disk(output, folder)
        raise Refused(_pip_reason(output))
    return _single(came, file)


def _selection(name: str) -> list[str]:
    """Options that make pip choose the wheel with the tags of that file name, or the source archive."""
    if not name.endswith(".whl"):
        return ["--no-binary", ":all:"]
    series, abi, platforms = name.removesuffix(".whl").split("-")[-3:]
    options = ["--only-binary", ":all:"]
    if platforms == "any":
        return options
    match = re.search(r"cp(\d)(\d+)", series)
    if match and abi != "abi3":
        options += ["--python-version", f"{match[1]}.{match[2]}", "--implementation", "cp"]
    options += [word for tag in abi.split(".") if tag != "none" for word in ("--abi", tag)]
    return options + [word for platform in platforms.split(".") for word in ("--platform", platform)]


def _notice_full_disk(output: str, folder: Path) -> None:
    """A full disk is no reason to try another index: it is told as if we had met it ourselves."""
    if os.strerror(errno.ENOSPC) in output:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _pip_reason(output: str) -> str:
    if "No module named pip" in output:
        return "this Python has no pip (install it, on Debian with: apt-get install python3-venv)"
    if OFFLINE.search(output):
        return "the package index cannot be reached; is there a network, or a proxy to set?"
    lines = [line.removeprefix("ERROR: ") for line in output.splitlines() if line.startswith("ERROR: ")]
    return " ".join(lines) or output.strip()[-300:] or "pip failed without a word"


def from_debian_archive(package: str, file: SourceFile, folder: Path, meter: Meter) -> Path:
    """Fetch `NAME=VERSION` with apt-get into `folder`."""
    came = folder / "archive"
    came.mkdir(exist_ok=True)
    os.chmod(folder, 0o755)
    try:
        with _watched(came, file.sha256, meter):
            result = process.run(["env", "LC_ALL=C", "apt-get", "download", "-q", package], cwd=came, check=False)
    except errors.ProgramMissing:
        raise Refused("there is no apt-get here") from None
    output = result.stderr.decode("utf-8", "replace")
    _notice_full_disk(output, folder)
    if result.returncode or "apt-get: No such file" in output:
        lines = [line.removeprefix("E: ") for line in output.splitlines() if line.startswith("E: ")] or [output.strip()[-300:]]
        stale = "nable to locate" in output or "not found" in output
        advice = " (is the list of packages there and new? try: apt-get update)" if stale else ""
        raise Refused(" ".join(lines) + advice)
    return _single(came, file)


def _single(folder: Path, file: SourceFile) -> Path:
    found = sorted(folder.iterdir())
    if len(found) != 1:
        raise Refused(f"it gave {len(found)} files instead of {file.name}")
    return found[0]


@contextmanager
def _watched(folder: Path, name: str, meter: Meter) -> Iterator[None]:
    """Tell the meter how much has come into a folder while the body runs."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            meter(name, _size(folder))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except FileNotFoundError:
                continue
    return total
