# SPDX-License-Identifier: LGPL-3.0-or-later
"""Style of source files: one module per engine behind one protocol, the same answer for a blob, a file and a mended file.

The server's hook asks here for every push which files have a style: what only some answers need is imported where it is needed.
"""
from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from b2tools.style import engine, text
from b2tools.style.engine import Finding

if TYPE_CHECKING:
    from b2tools.style.mending import Task

__all__ = ["Finding", "Fixed", "Lines", "check", "check_blobs", "check_blob", "diff", "fix", "handles", "outside_imported"]

IMPORTED = ".imported"

# numbers of lines by name of file; None stands for the whole file
Lines = Mapping[str, frozenset[int] | None]


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


def check_blobs(blobs: Mapping[str, bytes], workers: int = 1, cache: Path | None = None) -> list[Finding]:
    """What is wrong with contents by name, sorted; with more workers, in that many processes.

    With the folder of a cache, answers of earlier checks are taken from there: never where the user of that folder is not trusted.
    """
    blobs = {name: content for name, content in blobs.items() if handles(name)}
    if cache is None:
        return sorted(_judged(blobs, workers))
    from b2tools.style.cache import Cache
    kept = Cache(cache)
    known, rest = kept.take(blobs)
    fresh = _judged(rest, workers)
    kept.keep(rest, fresh)
    return sorted(known + fresh)


def _judged(blobs: Mapping[str, bytes], workers: int) -> list[Finding]:
    findings: list[Finding] = []
    sources: dict[str, list[engine.Source]] = {}
    for name, content in blobs.items():
        source, wrong = text.read(name, content)
        findings += wrong
        if source is not None:
            sources.setdefault(engine.name_for(name), []).append(source)
    return findings + _spread(_judge, sources, workers)


def _judge(job: tuple[str, list[engine.Source]]) -> list[Finding]:
    return engine.load(job[0]).check(job[1], engine.known()[job[0]])


def check(paths: Iterable[Path | str], workers: int | None = None, only: Lines | None = None,
          cache: Path | None = None) -> list[Finding]:
    """What is wrong with files, or with some lines of them; links, folders and what is `.imported` are left out."""
    blobs = _contents(paths, only)
    findings = check_blobs(blobs, workers or os.cpu_count() or 1, cache)
    return findings if only is None else _restricted(findings, blobs, only)


def _restricted(findings: Iterable[Finding], blobs: Mapping[str, bytes], only: Lines) -> list[Finding]:
    from b2tools.style import changed
    return sorted(changed.restrict(findings, blobs, only))


def diff(paths: Iterable[Path | str], workers: int | None = None, only: Lines | None = None, cache: Path | None = None) -> str:
    """What `fix` would change, as one unified difference."""
    from b2tools.style import lines
    before = _contents(paths, only)
    after = _mended(before, workers or os.cpu_count() or 1, only, cache)
    return "".join(lines.unified(file, before[file].decode(), after[file].content.decode()) for file in sorted(after))


@dataclass(frozen=True)
class Fixed:
    """What a fix did: the files that it wrote and the findings that are left for a human."""

    changed: tuple[str, ...]
    left: tuple[Finding, ...]


def fix(paths: Iterable[Path | str], workers: int | None = None, dry_run: bool = False, only: Lines | None = None,
        cache: Path | None = None) -> Fixed:
    """Mend files, or some lines of them, in place as far as the engines can; `dry_run` writes nothing and tells the same."""
    from b2tools import files
    workers = workers or os.cpu_count() or 1
    before = _contents(paths, only)
    tasks = _mended(before, workers, only, cache)
    changed = sorted(file for file, task in tasks.items() if task.content != before[file])
    if not dry_run:
        for file in changed:
            files.write(Path(file), tasks[file].content, Path(file).stat().st_mode & 0o7777)
    after = before | {file: task.content for file, task in tasks.items()}
    left = check_blobs(after, workers, cache)
    if only is not None:
        left = _restricted(left, after, {**only, **{file: task.lines for file, task in tasks.items()}})
    return Fixed(tuple(changed), tuple(sorted([*left, *(one for task in tasks.values() for one in task.left)])))


def _mended(blobs: Mapping[str, bytes], workers: int, only: Lines | None, cache: Path | None) -> dict[str, Task]:
    """What becomes of the contents with findings; the rest is in order, and stays."""
    from b2tools.style import mending
    findings = check_blobs(blobs, workers, cache)
    bad = {one.file for one in (findings if only is None else _restricted(findings, blobs, only))}
    tasks: dict[str, list[mending.Task]] = {}
    for file in sorted(bad):
        if text.read(file, blobs[file])[0] is not None:
            tasks.setdefault(engine.name_for(file), []).append(mending.Task(file, blobs[file], only[file] if only else None))
    return {task.file: task for task in _spread(_mend, tasks, workers)}


def _mend(job: tuple[str, list[Task]]) -> list[Task]:
    from b2tools.style import mending
    return mending.mend(*job)


def _contents(paths: Iterable[Path | str], only: Lines | None) -> dict[str, bytes]:
    found = {}
    marked: dict[str, bool] = {}
    for name in map(os.fspath, paths):
        if (only is None or name in only) and handles(name) and _is_file(name) and not _imported(os.path.abspath(name), marked):
            with open(name, "rb") as file:
                found[name] = file.read()
    return found


def _is_file(name: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(name).st_mode)
    except FileNotFoundError:
        return False


def _imported(place: str, marked: dict[str, bool]) -> bool:
    """Whether a file or folder lies in a folder with the mark; `marked` remembers the answers."""
    folder = os.path.dirname(place)
    if folder not in marked:
        marked[folder] = os.path.exists(os.path.join(folder, IMPORTED)) or (folder != place and _imported(folder, marked))
    return marked[folder]


def _spread(work, sources: Mapping[str, list], workers: int) -> list:
    """Results of work on parts of what each engine got, all in one list."""
    sizes = {name: engine.known()[name]["batch"] for name in sources}
    jobs = [(name, some[start:start + sizes[name]]) for name, some in sources.items() for start in range(0, len(some), sizes[name])]
    if workers == 1 or len(jobs) < 2:
        return [one for job in jobs for one in work(job)]
    from b2tools.style.workers import spread
    for name in sources:
        # before the processes fork, so that each need not import them again
        engine.load(name)
    return [one for part in spread(work, jobs, workers) for one in part]
