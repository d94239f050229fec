# SPDX-License-Identifier: LGPL-3.0-or-later
"""Shortest time of a push with the server's hook against one without it, and of large pushes; prints a table."""
import os
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PLACES = (TOP / "site/tools/venv/bin/python", TOP / ".venv/bin/python", Path(sys.executable))
PYTHON = next(str(place) for place in PLACES if place.exists())
if os.environ.get("B2_BENCH_PYTHON") != PYTHON:
    os.execve(PYTHON, [PYTHON, __file__], {**os.environ, "B2_BENCH_PYTHON": PYTHON, "PYTHONPATH": str(TOP)})

from tests import small_site  # noqa: E402

ROUNDS = 9


def best_push(clone: small_site.Clone, suffixes: tuple[str, ...]) -> float:
    """Shortest time in milliseconds of a push to main with one new file per suffix."""
    times = []
    for _ in range(ROUNDS):
        name = f"framework/new{time.time_ns()}"
        clone.commit({name + suffix: "int x;\n" if suffix == ".cc" else "x = 1\n" for suffix in suffixes})
        started = time.perf_counter()
        pushed = clone.push()
        times.append(1000 * (time.perf_counter() - started))
        assert pushed.returncode == 0, pushed.stderr
    return min(times)


def stream(clone: small_site.Clone, branch: str, text: str) -> float:
    """Time in seconds to push a branch that `git fast-import` makes on top of main."""
    head = clone.git.line("rev-parse", "HEAD")
    clone.git.run("fast-import", "--quiet", "--force", stdin=text.format(branch=branch, head=head).encode())
    clone.git.run("reset", "-q", "--hard", f"refs/heads/{branch}")
    started = time.perf_counter()
    pushed = clone.push()
    assert pushed.returncode == 0, pushed.stderr
    return time.perf_counter() - started


def main() -> None:
    """Print all figures."""
    for role in ("AUTHOR", "COMMITTER"):
        os.environ |= {f"GIT_{role}_NAME": "Bench", f"GIT_{role}_EMAIL": "bench@example.org"}
    with tempfile.TemporaryDirectory() as folder:
        site = small_site.make(Path(folder) / "site")
        clone = site.clone(Path(folder) / "clone", "librarian")
        hook = site.server / "git/software.git/hooks/pre-receive"
        real = hook.read_text()
        hook.write_text("#!/bin/sh\nexit 0\n")
        baseline = best_push(clone, (".txt",))
        hook.write_text(real)
        print(f"{'push without hook (baseline)':48} {baseline:7.0f} ms")
        for what, suffixes, goal in (("one text file", (".txt",), 80), ("one Python and one C++ file", (".py", ".cc"), 300)):
            taken = best_push(clone, suffixes)
            more = taken - baseline
            print(f"{'with hook, ' + what:48} {taken:7.0f} ms  ratio {taken / baseline:4.2f}, {more:+.0f} ms, goal +{goal} ms")
        head = "commit refs/heads/{branch}\ncommitter B <b@x> 1700000000 +0000\ndata 1\nx\n"
        row = "M 644 inline framework/n.txt\ndata 5\n%05d\n"
        first = head + "from {head}\n"
        commits = stream(clone, "many", first + row % 0 + "".join(head + row % number for number in range(1, 1000)))
        print(f"{'1,000 commits':48} {commits:7.2f} s   goal 2 s")
        file = "M 644 inline framework/data/{0}/{1}.txt\ndata 6\n{1:06d}\n"
        large = stream(clone, "files", first + "".join(file.format(number // 100, number) for number in range(100_000)))
        print(f"{'100,000 files':48} {large:7.2f} s   goal 20 s")


main()
