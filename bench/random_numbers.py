# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time to draw random numbers and to begin the sequence of an event, next to the bare algorithm.

Run in a set-up environment: `python3 bench/random_numbers.py`. The goals are a ratio of 1.3 for vectors and for single calls, whose
baseline is the algorithm behind one virtual call, and 1.5 microseconds for beginning the sequence of an event.
"""

import sys
import tempfile

from native import compiling

CODE = """import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter")
path.add_module(basf2.register_module("RandomNumbersBench", shared_lib_path={library!r}))
basf2.process(path)
"""
ROWS = (("vector of floating point numbers", "VECTOR", "BAREVECTOR", "1.3"),
        ("vector of 64-bit integers", "INTEGERS", "BAREINTEGERS", "1.3"),
        ("single calls of gRandom->Rndm()", "CALL", "VIRTUALCALL", "1.3"),
        ("sequence of an event and its first number", "SEED", "VIRTUALCALL", "1500 ns"))


def main():
    """Print the table of ratios."""
    with tempfile.TemporaryDirectory() as folder:
        library = compiling.compile_modules("random_numbers", folder, libraries=["framework"])
        times = compiling.fastest(lambda: compiling.run(CODE.format(library=str(library))))
    print(f"{'random numbers':<45} {'ns':>8} {'baseline':>8} {'ratio':>8} {'goal':>8}")
    for title, name, baseline, goal in ROWS:
        print(f"{title:<45} {times[name]:8.2f} {times[baseline]:8.2f} {times[name] / times[baseline]:8.2f} {goal:>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
