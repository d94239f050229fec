# SPDX-License-Identifier: LGPL-3.0-or-later
"""The main job from a checkout to a running release: shell steps, each done again only when its inputs changed.

A step is a file `NN-name.sh` in the folder of steps. Its head names its inputs and the steps that it stands on:

    # What the user sees while it runs
    # inputs: framework externals
    # after: 02-site
    # takes: 80            (seconds, for the bar of the first time)
    # progress: own        (its commands show their own progress on standard error)
    # makes: site.toml     (files in the site; the step is due when one of them is gone)
    # writes: place        (what it makes holds the site's path; the step is due when the site has moved)

The key of a step is the hash of its text, its inputs' content and the keys of the steps before it; it is written beside
the site when the step has ended well, so an interrupted run goes on with the step that did not end.
"""
from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, locks
from b2tools.progress import Progress, silent

FORMAT = 1
KEYS = ("inputs", "after", "takes", "progress", "makes", "writes")


@dataclass(frozen=True)
class Step:
    """One shell file of the quickstart."""

    name: str
    title: str
    inputs: tuple[str, ...]
    after: tuple[str, ...]
    script: Path
    seconds: float = 5.0
    own_progress: bool = False
    makes: tuple[str, ...] = ()
    bound: bool = False


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
    words = {key: value.split() for key, colon, value in (line.partition(":") for line in head) if colon}
    title = next(line for line in head if not line.startswith(("SPDX", "!")) and line.partition(":")[0] not in KEYS)
    return Step(script.stem, title, tuple(words.get("inputs", ())), tuple(words.get("after", ())), script,
                float(words.get("takes", ["5"])[0]), words.get("progress") == ["own"],
                tuple(words.get("makes", ())), words.get("writes") == ["place"])


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


def run(source: Path, site: Path, folder: Path, environment: Mapping[str, str], progress: Progress = silent, *,
        before: Callable[[Step], None] = lambda step: None,
        after: Callable[[Outcome], None] = lambda outcome: None,
        waiting: Callable[[str], None] = lambda holder: None) -> list[Outcome]:
    """Run all steps that are due, in order; each gets SITE and SOURCE and logs to `site/.quickstart/NAME.log`.

    Waits for another run in the same site, also for a step that outlived its killed run.
    Raises `StepFailed` with the end of the log; what was finished before stays finished.
    """
    with locks.exclusive(site / ".quickstart" / "lock", waiting) as lock:
        return _run(source, site, folder, environment, progress, before, after, lock)


def _run(source: Path, site: Path, folder: Path, environment: Mapping[str, str], progress: Progress,
         before: Callable[[Step], None], after: Callable[[Outcome], None], lock: int) -> list[Outcome]:
    keys: dict[str, str] = {}
    outcomes = []
    for step in steps(folder):
        keys[step.name] = _key(step, source, keys)
        started = time.monotonic()
        record = site / ".quickstart" / f"{step.name}.json"
        known = _recorded(record)
        bound = {"place": str(site)} if step.bound else {}
        done = known.get("key") == keys[step.name] and bound.items() <= known.items() and _is_there(site, step)
        if not done:
            before(step)
            files.write(record, json.dumps(known | {"format": FORMAT, "key": None}))
            _execute(step, source, site, environment, progress, known.get("seconds") or step.seconds, lock)
            seconds = round(time.monotonic() - started, 1)
            files.write(record, json.dumps({"format": FORMAT, "key": keys[step.name], "seconds": seconds} | bound))
        outcomes.append(Outcome(step, time.monotonic() - started, done))
        after(outcomes[-1])
    return outcomes


def _key(step: Step, source: Path, keys: Mapping[str, str]) -> str:
    parts = [step.script.read_text(), content_hash(source, step.inputs), *(keys[name] for name in step.after)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_there(site: Path, step: Step) -> bool:
    return all((site / name).exists() for name in step.makes)


def _recorded(record: Path) -> dict[str, object]:
    try:
        known = json.loads(record.read_text())
    except FileNotFoundError:
        return {}
    except (IsADirectoryError, ValueError, RecursionError):
        files.remove(record)
        return {}
    sound = isinstance(known, dict) and known.get("format") == FORMAT and type(known.get("seconds", 0.)) in (int, float)
    return known if sound else {}


def _execute(step: Step, source: Path, site: Path, environment: Mapping[str, str], progress: Progress, expected: float,
             lock: int) -> None:
    log = site / ".quickstart" / f"{step.name}.log"
    own = {"SITE": str(site), "SOURCE": str(source), "PATH": f"{site / 'tools' / 'bin'}:{environment.get('PATH', os.defpath)}"}
    with open(log, "wb") as output:
        child = subprocess.Popen(["bash", "-eu", "-o", "pipefail", str(step.script)], cwd=site, env={**environment, **own},
                                 stdin=subprocess.DEVNULL, stdout=output,
                                 stderr=None if step.own_progress else subprocess.STDOUT, pass_fds=(lock,), process_group=0)
        started = time.monotonic()
        try:
            while not _ended(child):
                # No step can know how far it is: the time of its last run tells, and the bar never claims the end.
                elapsed = time.monotonic() - started
                if not step.own_progress:
                    progress(step.title, int(99 * elapsed / max(elapsed, expected)), 100)
        except BaseException:
            _stop(child)
            raise
        if not step.own_progress:
            progress(step.title, 100, 100)
    if child.returncode:
        end = log.read_text(errors="replace").strip().splitlines()[-25:]
        raise errors.StepFailed(step=step.name, code=child.returncode, log=log, output="\n".join(end))


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End a step with the commands that it runs, and give those the time to put away what is half done."""
    try:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(20)
        for _ in range(50):
            os.killpg(child.pid, 0)
            time.sleep(0.1)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    except ProcessLookupError:
        child.wait()


def _ended(child: subprocess.Popen[bytes]) -> bool:
    try:
        child.wait(0.2)
    except subprocess.TimeoutExpired:
        return False
    return True
