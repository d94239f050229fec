# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time of `scons` with nothing to do, next to SCons with an empty SConstruct.

Run in a set-up environment: `python3 bench/null_build.py`. The release that is set up is copied, so that it stays as it is.
The goal is 3 s.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOAL = 3.0
REPETITIONS = 7
UP_TO_DATE = "scons: `all' is up to date."


def copy_of_release(folder: str) -> tuple[Path, dict[str, str]]:
    """A built copy of the release, and the environment that builds it."""
    source = os.environ.get("BELLE2_LOCAL_DIR") or os.environ["BELLE2_RELEASE_DIR"]
    place = Path(folder, "release")
    subprocess.run(["cp", "-a", source, place], check=True)
    environ = {name: value for name, value in os.environ.items() if name != "BELLE2_RELEASE_DIR"}
    if os.environ.get("BELLE2_LOCAL_DIR") and os.environ.get("BELLE2_RELEASE_DIR"):
        environ["BELLE2_RELEASE_DIR"] = os.environ["BELLE2_RELEASE_DIR"]
    environ["BELLE2_LOCAL_DIR"] = str(place)
    for _ in range(2):
        done = subprocess.run(["scons"], cwd=place, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(done.stdout)
    if UP_TO_DATE not in done.stdout:
        sys.exit(f"a build after a build still has something to do:\n{done.stdout}")
    return place, environ


def empty_build(folder: str) -> Path:
    """A folder whose SConstruct says nothing."""
    place = Path(folder, "empty")
    place.mkdir()
    (place / "SConstruct").touch()
    return place


def measure(places: list[Path], environ: dict[str, str]) -> list[float]:
    """Median time of scons in each folder, in turns so that they meet the same machine."""
    times: list[list[float]] = [[] for _ in places]
    for _ in range(REPETITIONS):
        for place, own in zip(places, times):
            started = time.perf_counter()
            subprocess.run(["scons"], cwd=place, env=environ, stdout=subprocess.DEVNULL, check=True)
            own.append(time.perf_counter() - started)
    return [statistics.median(own) for own in times]


def main() -> int:
    """Print the table; the exit code is 1 if the goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        release, environ = copy_of_release(folder)
        baseline, null = measure([empty_build(folder), release], environ)
        objects = len(list((release / "build").rglob("*.o")))
    print(f"{'build with nothing to do':<45} {'s':>8} {'ratio':>8} {'goal s':>8}")
    print(f"{'SCons with an empty SConstruct (baseline)':<45} {baseline:8.2f} {1:8.2f}")
    print(f"{f'the release, {objects} objects':<45} {null:8.2f} {null / baseline:8.2f} {GOAL:8.1f}")
    return int(null > GOAL)


if __name__ == "__main__":
    sys.exit(main())
