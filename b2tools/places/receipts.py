# SPDX-License-Identifier: LGPL-3.0-or-later
"""Receipts: what makes a folder an installation, with the hash of each of its files (docs/formats.md has the grammar)."""
from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from b2tools import errors, files
from b2tools.progress import Progress, silent

NAME = "receipt.json"
LIST = "receipt.sha256"
# what is distributed in archives of its own, and what each site makes for itself: the set-up files of a release
LISTS = {"main": LIST, "debug": "receipt.debug.sha256", "site": "receipt.site.sha256"}
OWN = {NAME, *LISTS.values()}
DEBUG = ".debug"
SITE = "setup/"
FORMAT = 2
LEFT_OUT = {".git"}
# a link to the interpreter of this machine, in a receipt
PYTHON = "{python}"
INTERPRETER = re.compile(r"(.*/)?bin/python(\d+(\.\d+)?)?")
# the links of a release to what its machine and its site have, which stand in a receipt as `{externals}`, `{python-lib}`...
GATE = re.compile(r"lib/\w+/\w+/(externals|python-include|python-lib)")
EXTERNALS, PYTHON_INCLUDE, PYTHON_LIB = "{externals}", "{python-include}", "{python-lib}"
LOCAL = {PYTHON, EXTERNALS, PYTHON_INCLUDE, PYTHON_LIB}


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
    debug: Contents | None = None


def part_of(kind: str, path: str) -> str:
    """The part that a file belongs to: main, debug, or site."""
    if kind == "release" and path.startswith(SITE):
        return "site"
    return "debug" if f"/{DEBUG}/" in f"/{path}" else "main"


def has_part(folder: Path, part: str) -> bool:
    """Whether a part of an installation is there."""
    return (folder / LISTS[part]).is_file()


def listed(folder: Path, part: str) -> dict[str, str]:
    """The files of a part of an installation, each with its mark: `*` if it may be executed, else a blank."""
    return {path: value[0] for path, value in map(_parse, (folder / LISTS[part]).read_bytes().splitlines())}


def has_marks(folder: Path) -> bool:
    """Whether the lists of an installation tell what may be executed; those of format 1 do not."""
    return json.loads((folder / NAME).read_bytes())["format"] > 1


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
    if found not in range(1, FORMAT + 1) or type(found) is not int:
        raise errors.BadReceipt(path=path, reason=f"its format is {found}, known is {FORMAT}")
    try:
        parts = {name: Contents(**data[name]) for name in ("files", "debug") if name == "files" or data.get(name) is not None}
        receipt = Receipt(**data | parts)
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
    if receipt.debug:
        texts["debug.sha256"] = receipt.debug.sha256
        numbers |= {"debug.count": receipt.debug.count, "debug.size": receipt.debug.size}
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
    """Hash everything in `folder` and write its lists of files and its receipt, which does not depend on the machine."""
    found = _hashes(folder, progress)
    contents = {}
    for part in LISTS:
        own = {path: one for path, one in found.items() if part_of(kind, path) == part}
        contents[part] = _write_list(folder, part, own) if own or part == "main" else files.remove(folder / LISTS[part])
    links = {path: target for path, target in _links(folder).items() if part_of(kind, path) == "main"}
    receipt = Receipt(kind, name, platform, made_by, dict(inputs), environment, links, contents["main"], contents["debug"])
    table = {"format": FORMAT} | asdict(receipt)
    if receipt.debug is None:
        del table["debug"]
    files.write(folder / NAME, json.dumps(table, indent=1, ensure_ascii=True) + "\n")
    return receipt


def write_site(folder: Path, progress: Progress = silent) -> None:
    """Hash the files that this site made for a release, after the rest came with its receipt from an archive."""
    own = _hashes(folder / SITE, progress) if (folder / SITE).is_dir() else {}
    _write_list(folder, "site", {f"{SITE}{path}": one for path, one in own.items()})


def _write_list(folder: Path, part: str, found: Mapping[str, tuple[str, int]]) -> Contents:
    lines = b"".join(_line(path, digest) for path, (digest, _) in found.items())
    files.write(folder / LISTS[part], lines)
    return Contents(len(found), sum(size for _, size in found.values()), hashlib.sha256(lines).hexdigest())


def _links(folder: Path) -> dict[str, str]:
    """Symbolic links and their targets; the interpreter is another on each machine."""
    return {path: portable(path, os.readlink(folder / path)) for path in sorted(_walk(folder, links=True))}


def portable(path: str, target: str) -> str:
    """What a receipt says about the target of a link: a placeholder if that is another on each machine."""
    gate = GATE.fullmatch(path)
    if gate and target.startswith(("/", "../../../../")):
        return f"{{{gate[1]}}}"
    return PYTHON if target.startswith("/") and INTERPRETER.fullmatch(path) else target


def is_local(path: str, target: str) -> bool:
    """Whether each machine makes this link of a receipt for itself."""
    return portable(path, target) in LOCAL


def digest(folder: Path) -> str:
    """SHA-256 of a receipt, by which others name the installation that they were made with."""
    return files.sha256(folder / NAME)


def verify(folder: Path, progress: Progress = silent) -> list[str]:
    """Hash everything again; one line for each file that is missing, changed (in content or rights) or not in the receipt."""
    receipt = read(folder)
    if receipt is None:
        return [f"{folder / NAME}: missing"]
    wanted: dict[str, str] = {}
    for part, contents in (("main", receipt.files), ("debug", receipt.debug), ("site", None)):
        if part != "main" and not has_part(folder, part):
            continue
        lines = (folder / LISTS[part]).read_bytes() if has_part(folder, part) else b""
        if part != "site" and (contents is None or hashlib.sha256(lines).hexdigest() != contents.sha256):
            return [f"{folder / LISTS[part]}: missing or changed"]
        wanted |= dict(_parse(line) for line in lines.splitlines())
    marks = has_marks(folder)
    found = {path: value for path, (value, _) in _hashes(folder, progress).items()}
    links = {path: portable(path, target) for path, target in receipt.links.items()}
    return _compared(wanted | _shown(links), found | _shown(_links(folder)), marks)


def unlike(folder: Path, receipt: Receipt, parts: Collection[str]) -> str:
    """What of a folder that came with its receipt is not as that says, going by names, rights, links and the sum of all sizes;
    empty if nothing. Content is not hashed."""
    if not has_marks(folder):
        return "the format of its receipt"
    wanted: dict[str, str] = {}
    for part, contents in (("main", receipt.files), ("debug", receipt.debug)):
        if part in parts:
            lines = (folder / LISTS[part]).read_bytes() if has_part(folder, part) else b""
            if contents is None or hashlib.sha256(lines).hexdigest() != contents.sha256:
                return "its list of files"
            wanted |= {path: value[0] for path, value in map(_parse, lines.splitlines())}
    size = sum(one.size for part, one in (("main", receipt.files), ("debug", receipt.debug)) if part in parts)
    wanted |= {path: f"> {target}" for path, target in receipt.links.items() if not is_local(path, target)}
    own = {NAME, *(LISTS[part] for part in parts)}
    for path in _walk(folder, None, ()):
        found = os.lstat(folder / path)
        if path in own and stat.S_ISREG(found.st_mode):
            continue
        link = stat.S_ISLNK(found.st_mode)
        if part_of(receipt.kind, f"{path}/") == "site":
            return path
        if wanted.pop(path, None) != (f"> {os.readlink(folder / path)}" if link else "*" if found.st_mode & 0o100 else " "):
            return path
        size -= 0 if link else found.st_size
    return next(iter(wanted), "the size of its files" if size else "")


def _shown(links: Mapping[str, str]) -> dict[str, str]:
    return {path: f"> {target}" for path, target in links.items()}


def _compared(wanted: Mapping[str, str], found: Mapping[str, str], marks: bool) -> list[str]:
    """What differs, by path; without `marks` (receipts of format 1) rights were not noted."""
    findings = {path: "missing" for path in wanted.keys() - found.keys()}
    for path in wanted.keys() & found.keys():
        if wanted[path][1:] != found[path][1:]:
            findings[path] = "changed"
        elif marks and wanted[path] != found[path]:
            findings[path] = "may be executed" if found[path].startswith("*") else "may not be executed"
    findings |= {path: "not in the receipt" for path in found.keys() - wanted.keys() if "__pycache__" not in path.split("/")}
    return [f"{path}: {finding}" for path, finding in sorted(findings.items())]


def _walk(folder: Path, links: bool | None, left_out: Collection[str] = OWN | LEFT_OUT) -> Iterator[str]:
    """Paths of all files (`links` false), of all symbolic links (true), or of both (none), below a folder."""
    pending = [""]
    while pending:
        place = pending.pop()
        with os.scandir(folder / place) as entries:
            for entry in entries:
                path = f"{place}{entry.name}"
                if path in left_out:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{path}/")
                elif links in (None, entry.is_symlink()):
                    yield path


def _hashes(folder: Path, progress: Progress) -> dict[str, tuple[str, int]]:
    """Mark of sha256sum(1) (`*` for what may be executed, else a blank) with the hash, and size, of each file by its path."""
    from concurrent.futures import ThreadPoolExecutor  # only here: who only reads a receipt starts faster
    paths = sorted(_walk(folder, links=False))
    found = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for path, one in zip(paths, pool.map(lambda one: _hash(folder / one), paths)):
            found[path] = one
            if len(found) % 500 == 0:
                progress("checksums", len(found), len(paths) + 1)
    progress("checksums", 1, 1)
    return found


def _hash(path: Path) -> tuple[str, int]:
    with open(path, "rb") as file:
        found = os.fstat(file.fileno())
        return ("*" if found.st_mode & 0o100 else " ") + hashlib.file_digest(file, "sha256").hexdigest(), found.st_size


def _line(path: str, marked: str) -> bytes:
    """A line of sha256sum(1), which escapes names with backslash or line end; its mark has no effect there."""
    name = os.fsencode(path)
    escaped = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
    return (b"\\" if escaped != name else b"") + f"{marked[1:]} {marked[0]}".encode() + escaped + b"\n"


def _parse(line: bytes) -> tuple[str, str]:
    escaped = line.startswith(b"\\")
    sha256, _, rest = line[escaped:].partition(b" ")
    mark, name = rest[:1].decode("latin-1"), rest[1:]
    if escaped:
        name = name.replace(b"\\\\", b"\0").replace(b"\\n", b"\n").replace(b"\\r", b"\r").replace(b"\0", b"\\")
    return os.fsdecode(name), mark + sha256.decode("latin-1")
