# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time of sourcing a set-up with a release in each shell, more than starting that shell.

Run anywhere: `python3 bench/setup_shells.py [SITE] [RELEASE]`. Goals: 5 ms in bash and zsh, 10 ms in tcsh and fish. Next to it, in
the same run and in turns, the shell alone and a plain script of exports that gives the same variables, so that a busy machine is as
slow for all three. What counts is the difference of the shortest times; the median of the differences of neighbours stands
beside it.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
GOALS = {"bash": 5, "zsh": 5, "ksh": None, "dash": None, "tcsh": 10, "csh": None, "fish": 10}
QUIET = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "tcsh": ["-f"], "csh": ["-f"], "fish": ["--no-config"]}
FORMATS = {"tcsh": "csh", "csh": "csh", "fish": "fish"}
ROUNDS = int(os.environ.get("B2_ROUNDS", "60"))


def quoted(shell: str, path: Path) -> str:
    """A path in single quotes, for folders of any name but those with history signs."""
    inner = str(path).replace("\\", "\\\\") if shell == "fish" else str(path)
    return "'" + inner.replace("'", "\\'" if shell == "fish" else "'\\''") + "'"


def measured(shell: str, scripts: dict[str, Path], environ: dict[str, str]) -> dict[str, list[float]]:
    """Times of a shell that runs each of the scripts, in milliseconds, one of each in every round."""
    program = shutil.which(shell, path=environ["PATH"])
    silence = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    times: dict[str, list[float]] = {name: [] for name in scripts}
    for turn in range(-2, ROUNDS):
        for name in sorted(scripts, reverse=turn % 2 == 1):
            words = [shell, *QUIET.get(shell, []), str(scripts[name])]
            started = time.perf_counter()
            process = os.posix_spawn(program, words, environ, file_actions=silence)
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            took = 1000 * (time.perf_counter() - started)
            if code and name == "set-up":
                raise SystemExit(f"{shell} ends with code {code} in {scripts[name]}")
            if turn >= 0:
                times[name].append(took)
    return times


def compared(times: dict[str, list[float]], name: str) -> tuple[float, float]:
    """How much longer one of the scripts takes than the empty one: by the shortest times, and in the median."""
    pairs = zip(times[name], times["empty"])
    return min(times[name]) - min(times["empty"]), statistics.median(one - other for one, other in pairs)


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
            words = [site / "tools/bin/b2tools", "env", release, "--format", FORMATS.get(shell, "sh")]
            texts = {"empty": b"", "exports": subprocess.run(words, capture_output=True, check=True).stdout,
                     "set-up": os.fsencode(f"{'.' if shell == 'dash' else 'source'} {quoted(shell, file)}{argument}\n")}
            scripts = {name: Path(folder, name) for name in texts}
            for name, text in texts.items():
                scripts[name].write_bytes(text)
            times = measured(shell, scripts, environ)
            (extra, median), (plain, _), goal = compared(times, "set-up"), compared(times, "exports"), GOALS[shell]
            missed += goal is not None and extra > goal
            wanted = f", goal {goal} ms" if goal else ""
            print(f"{shell:5} start {min(times['empty']):4.1f} ms, set-up {extra:4.1f} ms more (median {median:4.1f}){wanted}; "
                  f"plain exports {plain:3.1f} ms, whole run {min(times['set-up']) / min(times['exports']):.2f} times theirs")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
