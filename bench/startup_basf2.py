# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time of a basf2 job with one event and one module, next to a program that starts Python and opens and closes a ROOT file.

Run in a set-up environment: `python3 bench/startup_basf2.py`. The goal is a ratio of 1.3.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time

REPETITIONS = 15
STEERING = """import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter")
basf2.process(path)
"""


def compile_baseline(folder):
    """Compile the baseline program and return its path."""
    program = pathlib.Path(folder, "baseline")
    root = os.environ["ROOTSYS"]
    libpython = sysconfig.get_config_var("LIBDIR")
    subprocess.run(["g++", "-O2", "-std=c++17", pathlib.Path(__file__).with_suffix(".cc"), "-o", program,
                    "-isystem", sysconfig.get_path("include"), "-isystem", f"{root}/include",
                    f"-L{root}/lib", f"-Wl,-rpath,{root}/lib", "-lCore", "-lRIO",
                    f"-L{libpython}", f"-Wl,-rpath,{libpython}", f"-lpython{sysconfig.get_config_var('LDVERSION')}"], check=True)
    return program


def measure(commands):
    """Return the median time in s of each command, run in turns so that they meet the same machine."""
    times = [[] for _ in commands]
    for _ in range(REPETITIONS):
        for command, list_of_times in zip(commands, times):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            list_of_times.append(time.perf_counter() - start)
    return [statistics.median(list_of_times) for list_of_times in times]


def main():
    """Print the table of ratios."""
    with tempfile.TemporaryDirectory() as folder:
        steering = pathlib.Path(folder, "steering.py")
        steering.write_text(STEERING)
        baseline, basf2 = measure([[compile_baseline(folder), f"{folder}/file.root"], ["basf2", steering]])
    print(f"{'start-up':<45} {'ms':>8} {'ratio':>8} {'goal':>8}")
    print(f"{'Python and a ROOT file (baseline)':<45} {baseline * 1000:8.0f} {1:8.2f}")
    print(f"{'basf2, one event, one module':<45} {basf2 * 1000:8.0f} {basf2 / baseline:8.2f} {'1.3':>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
