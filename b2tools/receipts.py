# SPDX-License-Identifier: LGPL-3.0-or-later
"""Receipts: what makes a folder an installation, with the hash of each of its files (docs/formats.md has the grammar)."""
from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from b2tools import errors, files
from b2tools.progress import Progress, silent

NAME = "receipt.json"
LIST = "receipt.sha256"
FORMAT = 1
LEFT_OUT = {".git"}


@dataclass(frozen=True)
class Contents:
    """The files of an installation: their number and bytes, and the SHA-256 of the list that holds the hash of each."""

    count: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Receipt:
    """What was installed, from what, by whom, and what it sets in the environment."""

    kind: str
    name: str
    platform: str
    made_by: str
    inputs: Mapping[str, str]
    environment: Mapping[str, Mapping[str, object]]
    links: Mapping[str, str]
    files: Contents


def read(folder: Path) -> Receipt | None:
    """The receipt of an installation, None if the folder is none; raises `BadReceipt`."""
    path = folder / NAME
    try:
        data = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, RecursionError, IsADirectoryError) as error:
        raise errors.BadReceipt(path=path, reason=str(error)) from None
    found = data.pop("format", None) if isinstance(data, dict) else None
    if found != FORMAT:
        raise errors.BadReceipt(path=path, reason=f"its format is {found}, known is {FORMAT}")
    try:
        receipt = Receipt(**data | {"files": Contents(**data["files"])})
    except (KeyError, TypeError) as error:
        raise errors.BadReceipt(path=path, reason=f"it lacks or misnames {error}") from None
    wrong = _wrong_kind(receipt)
    if wrong:
        raise errors.BadReceipt(path=path, reason=f"{wrong} is of the wrong kind")
    return receipt


def _wrong_kind(receipt: Receipt) -> str | None:
    """Name of the first value that cannot be what a receipt holds there."""
    texts = {"kind": receipt.kind, "name": receipt.name, "platform": receipt.platform, "made_by": receipt.made_by,
             "files.sha256": receipt.files.sha256}
    tables = {"inputs": receipt.inputs, "environment": receipt.environment, "links": receipt.links}
    numbers = {"files.count": receipt.files.count, "files.size": receipt.files.size}
    for kind, values in ((str, texts), (dict, tables), (int, numbers)):
        for name, value in values.items():
            if type(value) is not kind:
                return name
    for name, kind in (("inputs", str), ("links", str), ("environment", dict)):
        if not all(type(value) is kind for value in tables[name].values()):
            return name
    return None


def write(folder: Path, kind: str, name: str, *, platform: str, made_by: str, inputs: Mapping[str, str],
          environment: Mapping[str, Mapping[str, object]], progress: Progress = silent) -> Receipt:
    """Hash everything in `folder` and write its list of files and its receipt."""
    hashes, size = _hashes(folder, progress)
    lines = b"".join(_line(path, digest) for path, digest in hashes.items())
    files.write(folder / LIST, lines)
    links = {path: os.readlink(folder / path) for path in sorted(_walk(folder, links=True))}
    receipt = Receipt(kind, name, platform, made_by, dict(inputs), environment, links,
                      Contents(len(hashes), size, hashlib.sha256(lines).hexdigest()))
    files.write(folder / NAME, json.dumps({"format": FORMAT} | asdict(receipt), indent=1, ensure_ascii=True) + "\n")
    return receipt


def digest(folder: Path) -> str:
    """SHA-256 of a receipt, by which others name the installation that they were made with."""
    return files.sha256(folder / NAME)


def verify(folder: Path, progress: Progress = silent) -> list[str]:
    """Hash everything again; one line for each file that is missing, changed or not in the receipt."""
    receipt = read(folder)
    if receipt is None:
        return [f"{folder / NAME}: missing"]
    lines = (folder / LIST).read_bytes() if (folder / LIST).is_file() else b""
    if hashlib.sha256(lines).hexdigest() != receipt.files.sha256:
        return [f"{folder / LIST}: missing or changed"]
    wanted = dict(_parse(line) for line in lines.splitlines())
    found, _ = _hashes(folder, progress)
    links = {path: os.readlink(folder / path) for path in _walk(folder, links=True)}
    wanted |= {path: f"-> {target}" for path, target in receipt.links.items()}
    found |= {path: f"-> {target}" for path, target in links.items()}
    findings = {path: "missing" for path in wanted.keys() - found.keys()}
    findings |= {path: "changed" for path in wanted.keys() & found.keys() if wanted[path] != found[path]}
    findings |= {path: "not in the receipt" for path in found.keys() - wanted.keys() if "__pycache__" not in path.split("/")}
    return [f"{path}: {finding}" for path, finding in sorted(findings.items())]


def _walk(folder: Path, links: bool) -> Iterator[str]:
    """Paths of all files, or of all symbolic links, below a folder."""
    pending = [""]
    while pending:
        place = pending.pop()
        with os.scandir(folder / place) as entries:
            for entry in entries:
                path = f"{place}{entry.name}"
                if path in (NAME, LIST) or path in LEFT_OUT:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{path}/")
                elif entry.is_symlink() == links:
                    yield path


def _hashes(folder: Path, progress: Progress) -> tuple[dict[str, str], int]:
    paths = sorted(_walk(folder, links=False))
    size = 0
    found = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for path, (sha256, length) in zip(paths, pool.map(lambda one: _hash(folder / one), paths)):
            found[path] = sha256
            size += length
            if len(found) % 500 == 0:
                progress("checksums", len(found), len(paths) + 1)
    progress("checksums", 1, 1)
    return found, size


def _hash(path: Path) -> tuple[str, int]:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size


def _line(path: str, sha256: str) -> bytes:
    """A line of sha256sum(1), which escapes names with backslash or line end."""
    name = os.fsencode(path)
    escaped = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return (b"\\" if escaped != name else b"") + sha256.encode() + b"  " + escaped + b"\n"


def _parse(line: bytes) -> tuple[str, str]:
    if not line.startswith(b"\\"):
        sha256, _, name = line.partition(b"  ")
        return os.fsdecode(name), sha256.decode()
    sha256, _, name = line[1:].partition(b"  ")
    plain = name.replace(b"\\\\", b"\0").replace(b"\\n", b"\n").replace(b"\\r", b"\r").replace(b"\0", b"\\")
    return os.fsdecode(plain), sha256.decode()
