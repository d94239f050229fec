# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installs of what is there already (externals, release, tools), next to starting the interpreter and importing click.

Run anywhere with a site: `python3 bench/repeated_install.py [SITE]`. All are measured in turns, so that they meet the same machine.
Time of the processor stands beside, which other work disturbs least. The goal is 0.3 s each.
"""
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
GOAL = 0.3
REPETITIONS = 9


def newest(folder: Path) -> str:
    """The installed version below a folder that was installed last."""
    found = sorted(folder.glob("*/receipt.json"), key=lambda path: path.stat().st_mtime)
    if not found:
        sys.exit(f"nothing is installed in {folder}")
    return found[-1].parent.name


def commands(site: Path) -> dict[str, list[str]]:
    """What is repeated, by name; refuses to measure what would install something."""
    tools = site / "tools/bin"
    found = {"b2install-externals": newest(site / "externals"), "b2install-release": newest(site / "releases")}
    for name, version in found.items():
        said = subprocess.run([tools / name, version, "--dry-run"], stdout=subprocess.PIPE, check=True, text=True).stdout
        if "nothing would be done" not in said:
            sys.exit(f"{version} is not what {name} would install: {said}")
    found["b2install-tools"] = (site / "tools/current").resolve().name
    return {f"{name} {version}": [str(tools / name), version] for name, version in found.items()}


def once(command: list[str]) -> tuple[float, float]:
    """Seconds by the clock and of the processor that one run takes."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print the table; the exit code is 1 if the goal is missed."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SITE", TOP / "site")).absolute()
    os.environ["VO_BELLE2_SW_DIR"] = str(site)
    python = str(site / "tools/venv/bin/python")
    repeated = commands(site)
    all_of_them = {"python3 -c pass": [python, "-I", "-c", "pass"], "import click": [python, "-I", "-c", "import click"]} | repeated
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in all_of_them}
    for _ in range(REPETITIONS):
        for name, command in all_of_them.items():
            times[name].append(once(command))
    best = {name: tuple(map(min, zip(*measured))) for name, measured in times.items()}
    bare = best["python3 -c pass"][0]
    print(f"{'':42} {'s':>6} {'processor':>10} {'ratio':>6}")
    for name, (seconds, processor) in best.items():
        print(f"{name:42} {seconds:6.3f} {processor:10.3f} {seconds / bare:6.1f}")
    slowest = max(best[name][0] for name in repeated)
    print(f"slowest {slowest:.2f} s, goal {GOAL} s")
    return int(slowest > GOAL)


sys.exit(main())
