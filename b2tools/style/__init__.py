# SPDX-License-Identifier: LGPL-3.0-or-later
"""Style of source files: one module per engine behind one protocol, the same answer for a blob, a file and a mended file.

The server's hook asks here for every push which files have a style: what only some answers need is imported where it is needed.
"""
from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools.style import engine, text
from b2tools.style.engine import Finding, Source

__all__ = ["Finding", "Fixed", "check", "check_blob", "check_blobs", "diff", "fix", "handles", "outside_imported"]

IMPORTED = ".imported"
CHUNK = 25


def handles(name: str) -> bool:
    """True if an engine judges files of this name."""
    return engine.name_for(name) is not None


def outside_imported(names: Iterable[str], all_names: Iterable[str]) -> list[str]:
    """The names that lie in no folder marked with `.imported` among all names of the tree."""
    marked = {os.path.dirname(name) for name in all_names if os.path.basename(name) == IMPORTED}
    return [name for name in names if marked.isdisjoint(_parents(name))] if marked else list(names)


def _parents(name: str) -> Iterable[str]:
    while name:
        name = os.path.dirname(name)
        yield name


def check_blob(name: str, content: bytes) -> list[Finding]:
    """What is wrong with one content under that name; nothing for names that no engine judges."""
    return check_blobs({name: content})


def check_blobs(blobs: Mapping[str, bytes], workers: int = 1) -> list[Finding]:
    """What is wrong with contents by name, sorted; with more workers, in that many processes."""
    findings, sources = _read(blobs)
    for chunk in _spread(_judge, sources, workers):
        findings += chunk
    return sorted(findings)


def check(paths: Iterable[Path | str], workers: int | None = None) -> list[Finding]:
    """What is wrong with files; links, folders and files inside `.imported` folders are left out."""
    chosen = {os.fspath(path): Path(path).read_bytes() for path in paths if _own(Path(path))}
    return check_blobs(chosen, workers or os.cpu_count() or 1)


def diff(paths: Iterable[Path | str]) -> str:
    """What `fix` would change, as one unified difference."""
    before = {os.fspath(path): Path(path).read_bytes() for path in paths if _own(Path(path))}
    _, sources = _read(before)
    mended = {file: content for chunk in _spread(_mend, sources, 1) for file, content in chunk}
    return "".join(_difference(file, before[file].decode("utf-8", "replace"), mended[file]) for file in sorted(mended))


def _difference(file: str, old: str, new: str) -> str:
    import difflib
    lines = difflib.unified_diff(text.lines(old), text.lines(new), f"a/{file}", f"b/{file}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True)
class Fixed:
    """What a fix did: the files that it wrote and the findings that are left for a human."""

    changed: tuple[str, ...]
    left: tuple[Finding, ...]


def fix(paths: Iterable[Path | str], workers: int | None = None, dry_run: bool = False) -> Fixed:
    """Mend files in place as far as the engines can; `dry_run` writes nothing and `left` tells what would be left."""
    from b2tools import files
    workers = workers or os.cpu_count() or 1
    before = {os.fspath(path): Path(path).read_bytes() for path in paths if _own(Path(path))}
    _, sources = _read(before)
    mended = {file: content.encode() for chunk in _spread(_mend, sources, workers) for file, content in chunk}
    changed = sorted(file for file, content in mended.items() if content != before[file])
    if not dry_run:
        for file in changed:
            files.write(Path(file), mended[file], Path(file).stat().st_mode & 0o7777)
    return Fixed(tuple(changed), tuple(check_blobs(before | mended, workers)))


def _own(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or not handles(path.name):
        return False
    return not any((parent / IMPORTED).exists() for parent in path.absolute().parents)


def _read(blobs: Mapping[str, bytes]) -> tuple[list[Finding], dict[str, list[Source]]]:
    findings: list[Finding] = []
    sources: dict[str, list[Source]] = {}
    for name, content in blobs.items():
        judge = engine.name_for(name)
        if judge is None:
            continue
        source, wrong = text.read(name, content)
        findings += wrong
        if source is not None:
            sources.setdefault(judge, []).append(source)
    return findings, sources


def _judge(job: tuple[str, list[Source]]) -> list[Finding]:
    return engine.load(job[0]).check(job[1], engine.known()[job[0]])


def _mend(job: tuple[str, list[Source]]) -> list[tuple[str, str]]:
    texts = engine.load(job[0]).fix(job[1], engine.known()[job[0]])
    return [(source.file, mended) for source, mended in zip(job[1], texts, strict=True)]


def _spread(work, sources: Mapping[str, list[Source]], workers: int) -> list:
    jobs = [(name, some[start:start + CHUNK]) for name, some in sources.items() for start in range(0, len(some), CHUNK)]
    if workers == 1 or len(jobs) < 2:
        return [work(job) for job in jobs]
    from concurrent import futures
    for name in sources:
        # before the processes fork, so that each need not import them again
        engine.load(name)
    with futures.ProcessPoolExecutor(min(workers, len(jobs))) as pool:
        return list(pool.map(work, jobs))
