# SPDX-License-Identifier: LGPL-3.0-or-later
"""CPU time of empty modules in the event loop, next to a virtual call.

Run in a set-up environment: `python3 bench/event_loop.py`. The slope between 10 and 60 modules is the time per module and
event, what is left for no module is the fixed cost of an event.
"""

import sys
import tempfile

from native import compiling

EVENTS = 100_000
FEW, MANY = 10, 60
REPETITIONS = 5


def make_module(basf2, library, python):
    """Return an empty module of C++ or of Python."""
    if not python:
        return basf2.register_module("EmptyBench", shared_lib_path=library)

    class Empty(basf2.Module):
        """Does nothing."""

        def event(self):
            """Do nothing."""

    return Empty()


def run_job(library, modules, python):
    """Process the events in this process and print the time, for measure()."""
    import time
    import basf2
    basf2.logging.log_level = basf2.LogLevel.ERROR
    path = basf2.create_path()
    path.add_module("EventInfoSetter", evtNumList=[EVENTS])
    if modules == 0:
        path.add_module(basf2.register_module("VirtualCallBench", shared_lib_path=library))
    for _ in range(modules):
        path.add_module(make_module(basf2, library, python))
    start = time.process_time()
    basf2.process(path)
    print("TIME", time.process_time() - start, flush=True)


def measure(library, modules, statistics, python=False):
    """Return ns per event of the fastest of some jobs, and ns per virtual call."""
    times, calls = [], []
    code = f"import event_loop; event_loop.run_job({str(library)!r}, {modules}, {python})"
    for _ in range(REPETITIONS):
        values = compiling.run(code, *([] if statistics else ["--no-stats"]))
        calls.append(values.get("VIRTUAL", float("inf")))
        times.append(values["TIME"] / EVENTS * 1e9)
    return min(times), min(calls)


def measure_line(library, statistics, python=False):
    """Return ns per module and event, and ns per event without modules."""
    few, many = (measure(library, modules, statistics, python)[0] for modules in (FEW, MANY))
    slope = (many - few) / (MANY - FEW)
    return slope, few - FEW * slope


def main():
    """Print the table of ratios."""
    with tempfile.TemporaryDirectory() as folder:
        library = compiling.compile_modules("event_loop", folder)
        _, call = measure(library, 0, False)
        with_statistics, fixed = measure_line(library, True)
        without, fixed_without = measure_line(library, False)
        python, _ = measure_line(library, False, True)
    print(f"{'CPU time in the event loop':<45} {'ns':>8} {'ratio':>8} {'goal':>8}")
    for name, time, goal in (("virtual call (baseline)", call, ""), ("empty C++ module with statistics", with_statistics, "40 ns"),
                             ("empty C++ module with --no-stats", without, "8 ns"), ("empty module of Python", python, "200 ns"),
                             ("event without modules, with statistics", fixed, "1000 ns"),
                             ("event without modules, with --no-stats", fixed_without, "1000 ns")):
        print(f"{name:<45} {time:8.1f} {time / call:8.1f} {goal:>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
