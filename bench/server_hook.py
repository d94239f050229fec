# SPDX-License-Identifier: LGPL-3.0-or-later
"""The server's hook on 40 packages, 4,000 files, 3,000 commits: pushes with and without it, large ones, a tree bomb, the dry run.

Run anywhere: `python3 bench/server_hook.py [ACCOUNTS]`. It makes a site in a temporary folder with the tools of this checkout.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PLACES = (TOP / "site/tools/venv/bin/python", TOP / ".venv/bin/python", Path(sys.executable))
PYTHON = next(str(place) for place in PLACES if place.exists())
if os.environ.get("B2_BENCH_PYTHON") != PYTHON:
    os.execve(PYTHON, [PYTHON, __file__, *sys.argv[1:]], {**os.environ, "B2_BENCH_PYTHON": PYTHON, "PYTHONPATH": str(TOP)})

from b2tools.git import Git  # noqa: E402
from b2tools.server import siteserver  # noqa: E402
from tests.small_site import Clone, SmallSite  # noqa: E402
from working_copies import history  # noqa: E402

ROUNDS = 11
HEAD = "commit refs/heads/{branch}\ncommitter B <b@x> 1700000000 +0000\ndata 1\nx\n"
NO_HOOK = "#!/bin/sh\n# Decides about a push\nexit 0\n"
# prints the seconds and the largest memory of a single process among all that a command starts
WATCH = ("import resource, subprocess, sys, time; start = time.perf_counter(); "
         "done = subprocess.run(sys.argv[1:], capture_output=True); "
         "print(int(b'A checkout would have' in done.stderr), time.perf_counter() - start, "
         "resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)")


def show(what: str, times: list[float], baseline: list[float] | None = None, goal: str = "") -> None:
    """One row: minimum and median in milliseconds, and how much more that is than the baseline."""
    low, middle = 1000 * min(times), 1000 * statistics.median(times)
    more = ""
    if baseline:
        first, second = low - 1000 * min(baseline), middle - 1000 * statistics.median(baseline)
        more = f"ratio {low / 1000 / min(baseline):5.2f}, {first:+5.0f} ms, median {second:+5.0f} ms"
    print(f"{what:52} {low:7.0f} ms, median {middle:7.0f} ms  {more}  {goal}", flush=True)


def timed(work) -> float:
    """Seconds that some work takes, which must go well."""
    started = time.perf_counter()
    done = work()
    taken = time.perf_counter() - started
    assert done.returncode == 0, done.stderr
    return taken


def single_pushes(clone: Clone, hook: Path) -> None:
    """Pushes of one new commit, in turn without the hook and with it."""
    real = hook.read_text()
    kinds = {"without hook (baseline)": ((".txt",), NO_HOOK, ""), "with hook, one text file": ((".txt",), real, "goal +80 ms"),
             "with hook, one Python and one C++ file": ((".py", ".cc"), real, "goal +300 ms"),
             "with hook, one text file on a feature branch": ((".txt",), real, "goal +80 ms"),
             "without hook, git only (no wrapper)": ((".txt",), NO_HOOK, "")}
    times = {what: [] for what in kinds}
    path = str(hook.parent.parent)
    for number in range(ROUNDS):
        for what, (suffixes, script, _) in kinds.items():
            hook.write_text(script)
            name = f"p01/new{time.time_ns()}"
            clone.commit({name + suffix: "int x;\n" if suffix == ".cc" else "x = 1\n" for suffix in suffixes})
            words = (f"HEAD:refs/heads/feature/n{number}",) if "feature" in what else ("HEAD:refs/heads/main",)
            bare = ("git", "push", "-q", path, *words)
            times[what].append(timed((lambda: clone.git.run(*bare[1:], check=False)) if "git only" in what
                                     else lambda: clone.push(*words)))
            if "feature" in what:
                clone.git.run("reset", "-q", "--hard", "HEAD^")
    hook.write_text(real)
    for what, (_, _, goal) in kinds.items():
        show(what, times[what], None if "without" in what else times["without hook (baseline)"], goal)


def stream(clone: Clone, branch: str, text: str) -> float:
    """Seconds to push a branch that `git fast-import` makes on top of main."""
    head = clone.git.line("rev-parse", "HEAD")
    clone.git.run("fast-import", "--quiet", "--force", stdin=text.format(branch=branch, head=head).encode())
    taken = timed(lambda: clone.push(f"refs/heads/{branch}:refs/heads/main"))
    clone.git.run("reset", "-q", "--soft", f"refs/heads/{branch}")
    return taken


def large_pushes(clone: Clone, hook: Path) -> None:
    """1,000 commits and 100,000 files, with the hook and without it."""
    real = hook.read_text()
    row = "M 644 inline p01/n.txt\ndata 5\n%05d\n"
    file = "M 644 inline p01/data{2}/{0}/{1}.txt\ndata 6\n{1:06d}\n"
    for number, script in enumerate((NO_HOOK, real)):
        hook.write_text(script)
        first = HEAD + "from {head}\n"
        later = "".join(HEAD + row % (number + one) for one in range(1, 1000))
        commits = stream(clone, f"many{number}", first + row % number + later)
        files = stream(clone, f"files{number}", first + "".join(file.format(one // 100, one, number) for one in range(100_000)))
        with_hook = "with hook" if script == real else "without hook"
        print(f"{'1,000 commits, ' + with_hook:52} {commits:7.2f} s  goal 2 s\n{'100,000 files, ' + with_hook:52} {files:7.2f} s  "
              "goal 20 s", flush=True)


def bomb(clone: Clone, levels: int = 10, width: int = 10) -> str:
    """A commit whose tree is `levels` small objects that expand to width ** levels paths."""
    blob = clone.git.run("hash-object", "-w", "--stdin", stdin=b"x\n").text.strip()
    tree = clone.git.run("mktree", stdin="".join(f"100644 blob {blob}\tf{one}\n" for one in range(width)).encode()).text.strip()
    for _ in range(levels - 1):
        tree = clone.git.run("mktree", stdin="".join(f"040000 tree {tree}\td{one}\n" for one in range(width)).encode()).text.strip()
    top = clone.git.run("ls-tree", "HEAD").text + f"040000 tree {tree}\tbomb\n"
    tree = clone.git.run("mktree", stdin=top.encode()).text.strip()
    return clone.git.line("commit-tree", "-p", "HEAD", "-m", "Bomb", tree)


def bombs(clone: Clone, folder: Path) -> None:
    """A tree bomb to main and to a feature branch: seconds and memory until it is refused."""
    commit = bomb(clone)
    for branch in ("main", "feature/bomb"):
        words = ["git", "push", "-q", clone.site.url("librarian"), f"{commit}:refs/heads/{branch}"]
        seen = subprocess.run([PYTHON, "-I", "-S", "-c", WATCH, *words], cwd=clone.folder, env=clone.site.environment(),
                              capture_output=True, text=True, check=True).stdout.split()
        print(f"{'tree bomb to ' + branch + (', refused' if seen[0] == '1' else ', NOT REFUSED'):52} {float(seen[1]):7.2f} s, "
              f"{seen[2]} MB in the largest process  goal 2 s, 200 MB", flush=True)


def dry_run(clone: Clone) -> None:
    """b2code-check on a change of 50 files."""
    texts = {"py": '"""Number {0}."""\n', "cc": "int f{0};\n", "txt": "{0}\n"}
    clone.commit({f"p02/dry{one}.{kind}": text.format(one) for one in range(17) for kind, text in texts.items()})
    clone.commit({"p02/dry16.txt": None})
    clone.git.run("fetch", "-q", "origin")
    clone.git.run("remote", "set-url", "origin", clone.site.url("librarian"))
    environment = {**clone.site.environment(), "BELLE2_USER": "librarian"}

    def command(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([PYTHON, "-I", "-m", "b2tools", *words], cwd=clone.folder, env=environment, capture_output=True)
    rounds = [(timed(lambda: command("code-check", "--help")), timed(lambda: command("code-check"))) for _ in range(ROUNDS)]
    start, check = map(list, zip(*rounds, strict=True))
    show("b2code-check --help (baseline)", start)
    show("b2code-check, 50 files", check, start, "goal 600 ms")


def make(top: Path, accounts: int) -> Clone:
    """The site with the generated repository, pushed by the librarian through the hook, and that many more accounts."""
    siteserver.create_anywhere(top / "site", "bench", PYTHON, dict(os.environ))
    site = SmallSite(top / "site")
    table = '[accounts.user{0}]\nemail = "user{0}@example.org"\nroles = []\nkeys = ["ssh-ed25519 {0:060d} u{0}"]\n\n'
    more = "".join(table.format(one) for one in range(accounts))
    with (site.server / "accounts.toml").open("a") as file:
        file.write(f"\n{more}")
    folder = top / "clone"
    folder.mkdir()
    git = Git(folder, site.environment())
    git.run("init", "-q", "-b", "main")
    git.run("fast-import", "--quiet", stdin=history())
    git.run("reset", "-q", "--hard", "main")
    git.run("config", "gc.auto", "0")
    git.run("remote", "add", "origin", site.url("librarian"))
    clone = Clone(site, folder, "librarian")
    print(f"{f'first push with hook, {accounts} more accounts':52} {timed(clone.push):7.2f} s")
    return clone


def main() -> None:
    """Print all figures."""
    for role in ("AUTHOR", "COMMITTER"):
        os.environ |= {f"GIT_{role}_NAME": "Bench", f"GIT_{role}_EMAIL": "bench@example.org"}
    with tempfile.TemporaryDirectory(prefix="b2bench-") as folder:
        os.environ["HOME"] = folder
        clone = make(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 0)
        hook = clone.site.server / "git/software.git/hooks/pre-receive"
        single_pushes(clone, hook)
        bombs(clone, Path(folder))
        dry_run(clone)
        large_pushes(clone, hook)


if __name__ == "__main__":
    main()
