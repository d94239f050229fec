# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time of sourcing a set-up with a release in each shell, more than starting that shell.

Run anywhere: `python3 bench/setup_shells.py [SITE] [RELEASE]`. Goals: 5 ms in bash and zsh, 10 ms in tcsh and fish. Next to it,
in the same run, a plain script of exports that gives the same variables.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
GOALS = {"bash": 5, "zsh": 5, "ksh": None, "dash": None, "tcsh": 10, "csh": None, "fish": 10}
QUIET = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "tcsh": ["-f"], "csh": ["-f"], "fish": ["--no-config"]}
REPETITIONS = 25


def quoted(shell: str, path: Path) -> str:
    """A path in single quotes, for folders of any name but those with history signs."""
    inner = str(path).replace("\\", "\\\\") if shell == "fish" else str(path)
    return "'" + inner.replace("'", "\\'" if shell == "fish" else "'\\''") + "'"


def best(shell: str, script: Path, environ: dict[str, str]) -> float:
    """Shortest time of a shell that runs a script, in milliseconds."""
    times = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        subprocess.run([shell, *QUIET.get(shell, []), str(script)], check=True, env=environ, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
        times.append(1000 * (time.perf_counter() - started))
    return min(times)


def main() -> int:
    """Print the table; the exit code is 1 if a goal is missed."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SITE", TOP / "site")).absolute()
    names = sorted(place.parent.name for place in (site / "releases").glob("*/receipt.json"))
    release = sys.argv[2] if len(sys.argv) > 2 else names[-1]
    missed = 0
    environ = {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "USER": "bench", "LC_ALL": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as folder:
        for shell in filter(shutil.which, GOALS):
            file = site / "tools" / ("b2setup.fish" if shell == "fish" else "b2setup")
            argument = f"\nb2setup {release}" if shell in ("dash", "csh") else f" {release}"
            scripts = {"empty": "", "set-up": f"{'.' if shell == 'dash' else 'source'} {quoted(shell, file)}{argument}\n"}
            if shell in ("bash", "zsh", "ksh", "dash"):
                words = [site / "tools/bin/b2tools", "env", release]
                scripts["exports"] = subprocess.run(words, capture_output=True, text=True, check=True).stdout
            took = {}
            for name, text in scripts.items():
                Path(folder, name).write_text(text)
                took[name] = best(shell, Path(folder, name), environ)
            extra = took["set-up"] - took["empty"]
            plain = f"  ({took['exports'] - took['empty']:.1f} ms for plain exports)" if "exports" in took else ""
            goal = GOALS[shell]
            missed += goal is not None and extra > goal
            wanted = f", goal {goal} ms" if goal else ""
            print(f"{shell:6} start {took['empty']:5.1f} ms, set-up {extra:5.1f} ms more{wanted}{plain}")
    return int(missed > 0)


sys.exit(main())
