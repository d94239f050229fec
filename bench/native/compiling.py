# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compiles the modules of a benchmark in a set-up release and runs a job with them."""

import os
import pathlib
import subprocess
import tempfile

FOLDER = pathlib.Path(__file__).parent


def _make_dictionary(name, folder, includes):
    """Make the dictionary of native/NAME.h, and return its source."""
    source = pathlib.Path(folder, f"{name}_dictionary.cc")
    root, library = os.environ["ROOTSYS"], f"lib{name}.so"
    subprocess.run([f"{root}/bin/rootcling", "-f", source, "-s", f"{folder}/{library}", "-rmf", f"{folder}/lib{name}.rootmap",
                    "-rml", library, *includes, f"{name}.h", f"{name}_linkdef.h"], check=True)
    source.write_text(source.read_text().replace(root, root.replace('"', '\\"')))
    return source


def compile_modules(name, folder, *, libraries=(), dictionary=False):
    """Compile native/NAME.cc, if wanted with the dictionary of NAME.h, and return the library."""
    releases = [os.environ[variable] for variable in ("BELLE2_LOCAL_DIR", "BELLE2_RELEASE_DIR") if os.environ.get(variable)]
    includes = [*(f"-I{release}/include" for release in releases), f"-I{FOLDER}"]
    folders = [f"{release}/lib/{os.environ['BELLE2_SUBDIR']}" for release in releases]
    paths = [word for place in folders for word in ("-L", place, "-Xlinker", "-rpath", "-Xlinker", place)]
    library = pathlib.Path(folder, f"lib{name}.so")
    # Without the option the compiler guesses the function behind a virtual call and leaves the call out.
    flags = ["-O2", "-fno-devirtualize-speculatively", "-std=c++17", "-fPIC", "-shared"]
    sources = [_make_dictionary(name, folder, includes)] if dictionary else []
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
