# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time to draw random numbers and to begin the sequence of an event, next to the bare algorithm.

Run in a set-up environment: `python3 bench/random_numbers.py`. The goals are a ratio of 1.3 for vectors and for single calls, whose
baseline is the algorithm behind one virtual call, and 1.5 microseconds for beginning the sequence of an event.
"""

import sys

from native import compiling

ROWS = (("vector of floating point numbers", "VECTOR", "BAREVECTOR", "1.3"),
        ("vector of 64-bit integers", "INTEGERS", "BAREINTEGERS", "1.3"),
        ("single calls of gRandom->Rndm()", "CALL", "VIRTUALCALL", "1.3"),
        ("sequence of an event and its first number", "SEED", "VIRTUALCALL", "1500 ns"))


def main():
    """Print the table of ratios."""
    times = compiling.measure_module("RandomNumbersBench", "random_numbers", ["framework"])
    compiling.print_table("random numbers", ROWS, times)
    return 0


if __name__ == "__main__":
    sys.exit(main())
