# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compiles the modules of a benchmark in a set-up release and runs a job with them."""

import os
import pathlib
import subprocess
import tempfile

from b2test_utils.dictionary import get_release_includes, make_dictionary

FOLDER = pathlib.Path(__file__).parent


def compile_modules(name, folder, *, libraries=(), dictionary=False):
    """Compile native/NAME.cc, if wanted with the dictionary of NAME.h, and return the library."""
    includes = [*get_release_includes(), f"-I{FOLDER}"]
    releases = [option.removeprefix("-I") for option in get_release_includes()]
    folders = [f"{os.path.dirname(headers)}/lib/{os.environ['BELLE2_SUBDIR']}" for headers in releases]
    paths = [word for place in folders for word in ("-L", place, "-Xlinker", "-rpath", "-Xlinker", place)]
    library = pathlib.Path(folder, f"lib{name}.so")
    # Without the option the compiler guesses the function behind a virtual call and leaves the call out.
    flags = ["-O2", "-fno-devirtualize-speculatively", "-std=c++17", "-fPIC", "-shared"]
    sources = [make_dictionary(library.name, f"{name}.h", f"{name}_linkdef.h", folder, includes)] if dictionary else []
    subprocess.run(["g++", *flags, *includes, "-isystem", f"{os.environ['ROOTSYS']}/include", FOLDER / f"{name}.cc",
                    *sources, "-o", library, *paths, *(f"-l{needed}" for needed in libraries)], check=True)
    return library


def run(code, *options):
    """Run a steering file with basf2 and return the words and numbers of lines of the form `NAME NUMBER` that it prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as steering:
        steering.write(f"import sys; sys.path.insert(0, {str(FOLDER.parent)!r})\n{code}")
        steering.flush()
        done = subprocess.run(["basf2", *options, steering.name], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)
    values = {}
    for line in done.stdout.splitlines():
        words = line.split()
        if len(words) == 2 and words[0].isupper():
            values[words[0]] = float(words[1])
    return values


def fastest(measure, repetitions=5):
    """Return the smallest value for each name of several measurements, which are dicts."""
    results = [measure() for _ in range(repetitions)]
    return {name: min(result[name] for result in results) for name in results[0]}


STEERING = """import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter")
path.add_module(basf2.register_module({module!r}, shared_lib_path={library!r}))
basf2.process(path)
"""


def measure_module(module, name, libraries):
    """Return the shortest times that a module of native/NAME.cc prints in some jobs with one event."""
    with tempfile.TemporaryDirectory() as folder:
        library = compile_modules(name, folder, libraries=libraries)
        return fastest(lambda: run(STEERING.format(module=module, library=str(library))))


def print_table(heading, rows, times):
    """Print a line for each row of a title, the names of a time and of its baseline, and the goal."""
    print(f"{heading:<45} {'ns':>8} {'baseline':>8} {'ratio':>8} {'goal':>8}")
    for title, name, baseline, goal in rows:
        print(f"{title:<45} {times[name]:8.2f} {times[baseline]:8.2f} {times[name] / times[baseline]:8.2f} {goal:>8}")
