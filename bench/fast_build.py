# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time of `b2code-build` with nothing to do and after one change, next to `scons`, in a tree of 40 packages with 25 C++ files each.

Run in a set-up environment: `python3 bench/fast_build.py`. The goals are 0.5 s, and 0.7 s until the first command runs.
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
PLACES = (TOP / "site/tools/venv/bin/python", TOP / ".venv/bin/python", Path(sys.executable))
PYTHON = next(str(place) for place in PLACES if place.exists())
PACKAGES, FILES, REPETITIONS = 40, 25, 5
NOTHING, DECIDED = 0.5, 0.7
LIBS = "Import('env')\nenv['LIBS'] = {}\nReturn('env')\n"


def generate(top: Path) -> None:
    """Packages that use one another: each file has a header of its own and calls functions of up to two packages before."""
    shutil.copytree(TOP / "framework/site_scons", top / "site_scons", ignore=shutil.ignore_patterns("__pycache__"))
    (top / "SConstruct").symlink_to("site_scons/SConstruct")
    (top / ".externals").write_text(os.environ["BELLE2_EXTERNALS_VERSION"] + "\n")
    for number in range(PACKAGES):
        name, uses = f"p{number:02d}", [f"p{other:02d}" for other in sorted({number // 2, number // 3}) if other < number]
        for kind in ("include", "src"):
            (top / name / kind).mkdir(parents=True)
        (top / name / "SConscript").write_text(LIBS.format(uses))
        for file in range(FILES):
            includes = "".join(f"#include <{one}/H{file}.h>\n" for one in [name, *uses])
            calls = " + ".join([f"{one}_{file}(a)" for one in uses] or ["a"])
            (top / name / f"include/H{file}.h").write_text(f"#pragma once\nint {name}_{file}(int a);\n")
            (top / name / f"src/F{file}.cc").write_text(f"{includes}int {name}_{file}(int a) {{ return {calls} + {file}; }}\n")


def clock(words: list[str], top: Path, environ: dict[str, str], until: str = "") -> float:
    """Time in seconds of a command, or of its part until a line begins with some text."""
    started = time.perf_counter()
    child = subprocess.Popen(words, cwd=top, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    decided, text = None, ""
    for line in child.stdout:
        text += line
        if until and decided is None and line.startswith(until):
            decided = time.perf_counter() - started
    if child.wait() or until and decided is None:
        sys.exit(text)
    return decided if until else time.perf_counter() - started


def main() -> int:
    """Print the table; the exit code is 1 if a goal is missed."""
    fast, scons = [PYTHON, "-I", "-u", "-m", "b2tools", "code-build"], ["scons", "--color=off"]
    with tempfile.TemporaryDirectory(prefix="b2bench-") as name:
        top = Path(name, "release")
        generate(top)
        environ = {key: value for key, value in os.environ.items() if key not in ("BELLE2_RELEASE_DIR", "BELLE2_ANALYSIS_DIR")}
        environ |= {"BELLE2_LOCAL_DIR": str(top), "PYTHONUNBUFFERED": "1"}
        for words in (scons, fast):
            clock(words, top, environ)
        # what was made just now is not trusted by its time
        time.sleep(2.5)
        times: dict[str, list[float]] = {"scons": [], "nothing": [], "scons one": [], "one": []}
        for number in range(REPETITIONS):
            for key, words, until in (("scons", scons, ""), ("nothing", fast, ""),
                                      ("scons one", scons, "compile "), ("one", fast, "compile ")):
                if until:
                    file = top / f"p{PACKAGES - 1 - number:02d}/src/F3.cc"
                    file.write_text(file.read_text() + f"int more_{key.replace(' ', '_')}_{number};\n")
                times[key].append(clock(words, top, environ, until))
            time.sleep(2.5)
    median = {key: statistics.median(own) for key, own in times.items()}
    print(f"{f'{PACKAGES} packages, {PACKAGES * FILES} sources':<48} {'s':>8} {'ratio':>8} {'goal s':>8}")
    for title, key, base, goal in (("scons, nothing to do (baseline)", "scons", "scons", None),
                                   ("b2code-build, nothing to do", "nothing", "scons", NOTHING),
                                   ("scons, one changed file, until it compiles", "scons one", "scons one", None),
                                   ("b2code-build, one changed file, until it compiles", "one", "scons one", DECIDED)):
        print(f"{title:<48} {median[key]:8.2f} {median[key] / median[base]:8.2f} {goal or '':>8}")
    return int(median["nothing"] > NOTHING or median["one"] > DECIDED)


if __name__ == "__main__":
    sys.exit(main())
