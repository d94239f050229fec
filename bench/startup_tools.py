# SPDX-License-Identifier: LGPL-3.0-or-later
"""Start-up of each command printing its help, next to the interpreter alone and the interpreter with click.

Run anywhere: `python3 bench/startup_tools.py [SITE]`. With a site its launchers are measured, else `python -m`.
The goal is 150 ms each.
"""
import os
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
GOAL = 0.150
REPETITIONS = 7


def interpreter(site: Path) -> str:
    """The interpreter that the launchers start."""
    for place in (site / "tools/venv/bin/python", TOP / ".venv/bin/python"):
        if place.exists():
            return str(place)
    return sys.executable


def best(command: list[str]) -> float:
    """Shortest of several times of a command, in seconds: the one that other work disturbed least."""
    times = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> int:
    """Print the table; the exit code is 1 if a command misses the goal."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SITE", TOP / "site")).absolute()
    python = interpreter(site)
    bare, click = best([python, "-I", "-c", "pass"]), best([python, "-I", "-c", "import click"])
    print(f"{'python3 -c pass':28} {1000 * bare:6.1f} ms")
    print(f"{'import click':28} {1000 * click:6.1f} ms  {click / bare:4.1f} x python3")
    launchers = sorted((site / "tools/bin").glob("b2*"))
    commands = [[str(one)] for one in launchers] or [[python, "-I", "-m", "b2tools"]]
    times = {Path(words[0]).name: best([*words, "--help"]) for words in commands}
    for name, seconds in sorted(times.items(), key=lambda item: -item[1]):
        ratios = f"{seconds / bare:4.1f} x python3  {seconds / click:4.2f} x import click"
        print(f"{name + ' --help':28} {1000 * seconds:6.1f} ms  {ratios}")
    print(f"slowest {1000 * max(times.values()):.0f} ms, goal {1000 * GOAL:.0f} ms")
    return int(max(times.values()) > GOAL)


sys.exit(main())
