# SPDX-License-Identifier: LGPL-3.0-or-later
"""The main job from a checkout to a running release: shell steps, each done again only when its inputs changed.

A step is a file `NN-name.sh` in the folder of steps. Its head names its inputs and the steps that it stands on:

    # What the user sees while it runs
    # inputs: framework externals
    # after: 02-site

The key of a step is the hash of its text, its inputs' content and the keys of the steps before it; it is written beside
the site when the step has ended well, so an interrupted run goes on with the step that did not end.
"""
from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files

FORMAT = 1


@dataclass(frozen=True)
class Step:
    """One shell file of the quickstart."""

    name: str
    title: str
    inputs: tuple[str, ...]
    after: tuple[str, ...]
    script: Path


@dataclass(frozen=True)
class Outcome:
    """How one step went: its time in seconds, and whether there was anything to do."""

    step: Step
    seconds: float
    done_before: bool


def steps(folder: Path) -> list[Step]:
    """The steps in a folder, in the order of their names."""
    return [_read(script) for script in sorted(folder.glob("[0-9]*.sh"))]


def _read(script: Path) -> Step:
    head = [line.removeprefix("#").strip() for line in script.read_text().splitlines() if line.startswith("#")]
    words = {key: tuple(line.partition(":")[2].split()) for key in ("inputs", "after")
             for line in head if line.startswith(f"{key}:")}
    title = next(line for line in head if not line.startswith(("SPDX", "inputs:", "after:", "!")))
    return Step(script.stem, title, words.get("inputs", ()), words.get("after", ()), script)


def content_hash(source: Path, names: tuple[str, ...]) -> str:
    """Hash of names, kinds, modes and content of everything that git would take from the named parts of a checkout."""
    digest = hashlib.sha256()
    for name in sorted(_tracked(source, names)):
        path = source / name
        if path.is_symlink():
            digest.update(f"link {name}\0{os.readlink(path)}\0".encode("utf-8", "surrogateescape"))
        elif path.is_file():
            mode = "x" if os.access(path, os.X_OK) else "-"
            digest.update(f"file {name}\0{mode}{files.sha256(path)}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _tracked(source: Path, names: tuple[str, ...]) -> set[str]:
    if not names:
        return set()
    listing = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *names],
                             cwd=source, capture_output=True)
    if listing.returncode == 0:
        return {os.fsdecode(name) for name in listing.stdout.split(b"\0") if name}
    return {str(path.relative_to(source)) for name in names for path in (source / name).rglob("*") if not path.is_dir()}


def run(source: Path, site: Path, folder: Path, environment: Mapping[str, str], *,
        before: Callable[[Step], None] = lambda step: None, after: Callable[[Outcome], None] = lambda outcome: None) -> list[Outcome]:
    """Run all steps that are due, in order; each gets SITE and SOURCE and logs to `site/.quickstart/NAME.log`.

    Raises `StepFailed` with the end of the log; what was finished before stays finished.
    """
    keys: dict[str, str] = {}
    outcomes = []
    for step in steps(folder):
        keys[step.name] = _key(step, source, keys)
        started = time.monotonic()
        record = site / ".quickstart" / f"{step.name}.json"
        done_before = _recorded(record) == keys[step.name]
        if not done_before:
            before(step)
            record.unlink(missing_ok=True)
            _execute(step, source, site, environment)
            files.write(record, json.dumps(
                {"format": FORMAT, "key": keys[step.name], "seconds": round(time.monotonic() - started, 1)}))
        outcomes.append(Outcome(step, time.monotonic() - started, done_before))
        after(outcomes[-1])
    return outcomes


def _key(step: Step, source: Path, keys: Mapping[str, str]) -> str:
    parts = [step.script.read_text(), content_hash(source, step.inputs), *(keys[name] for name in step.after)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _recorded(record: Path) -> str | None:
    try:
        return json.loads(record.read_text())["key"]
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _execute(step: Step, source: Path, site: Path, environment: Mapping[str, str]) -> None:
    log = site / ".quickstart" / f"{step.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    own = {"SITE": str(site), "SOURCE": str(source), "PATH": f"{site / 'tools' / 'bin'}:{environment.get('PATH', os.defpath)}"}
    with open(log, "wb") as output:
        code = subprocess.call(["bash", "-eu", "-o", "pipefail", str(step.script)], cwd=site, env={**environment, **own},
                               stdin=subprocess.DEVNULL, stdout=output)
    if code:
        end = log.read_text(errors="replace").strip().splitlines()[-25:]
        raise errors.StepFailed(step=step.name, code=code, log=log, output="\n".join(end))
