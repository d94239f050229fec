# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time to fill and read an array of the data store by columns of numpy, next to a loop over its objects in Python.

Run in a set-up environment: `python3 bench/array_columns.py [OBJECTS]`. Four members of MCParticle are filled; reading gives those
four in the loop, and all 21 as columns. The goal is to be 20 times as fast.
"""

import sys
import time

OBJECTS = 10_000
REPETITIONS = 5


def fill_by_loop(array, columns):
    """Call the setters of each object."""
    for pdg, status, mass, energy in zip(*(column.tolist() for column in columns.values())):
        particle = array.appendNew()
        particle.setPDG(pdg)
        particle.setStatus(status)
        particle.setMass(mass)
        particle.setEnergy(energy)


def read_by_loop(array):
    """Call the getters of each object."""
    import numpy
    rows = [(particle.getPDG(), particle.getStatus(), particle.getMass(), particle.getEnergy()) for particle in array]
    return dict(zip(("pdg", "status", "mass", "energy"), map(numpy.array, zip(*rows))))


def measure(function, prepare):
    """Return the shortest time in ms of some calls."""
    times = []
    for _ in range(REPETITIONS):
        prepare()
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def main(objects):
    """Print the table of ratios."""
    import basf2  # noqa: F401
    import numpy
    from ROOT import Belle2
    array = Belle2.PyStoreArray("MCParticles")
    array.registerInDataStore()
    generator = numpy.random.default_rng(1)
    columns = {"pdg": generator.integers(-400, 400, objects), "status": generator.integers(0, 1000, objects),
               "mass": generator.random(objects, "f4"), "energy": generator.random(objects, "f4")}
    times = {"fill by loop": measure(lambda: fill_by_loop(array, columns), array.clear),
             "fillArray()": measure(lambda: array.fillArray(**columns), array.clear),
             "read by loop": measure(lambda: read_by_loop(array), lambda: None),
             "readArray()": measure(array.readArray, lambda: None)}
    assert all(numpy.array_equal(values, array.readArray()[name]) for name, values in read_by_loop(array).items())
    print(f"{f'columns of {objects:,} objects':<45} {'ms':>8} {'ratio':>8} {'goal':>8}")
    for loop, by_columns in (("fill by loop", "fillArray()"), ("read by loop", "readArray()")):
        print(f"{loop + ' (baseline)':<45} {times[loop]:8.3f} {1:8.1f}")
        print(f"{by_columns:<45} {times[by_columns]:8.3f} {times[loop] / times[by_columns]:8.1f} {'20':>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else OBJECTS))
