# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time to write and read events like those of an mDST, next to a program with bare trees of the same branches and settings.

Times are those of the processor in all threads, which other jobs of the machine disturb least. Run in a set-up environment:
`python3 bench/event_files.py [EVENTS [COMPRESSION...]]`, with compressions such as zlib-1. The goals are a speed of 0.95 of the
bare trees for RootOutput and RootInput, and for RNTuple 1.2 times the speed of RootOutput, 0.7 times that of RootInput, and files
that are 10 % smaller.
"""

import os
import pathlib
import sys
import tempfile

from native import compiling

EVENTS = 100_000
COMPRESSIONS = {"zlib-1": (1, 1), "lz4-1": (4, 1), "lz4-4": (4, 4), "zstd-5": (5, 5)}
REPETITIONS = 3
MODULES = {"tree": ("RootOutput", "RootInput"), "ntuple": ("RootNTupleOutput", "RootNTupleInput")}


def run_bare(library, file, events, compression):
    """Write or, for no events, read a file with bare trees, for a job of its own."""
    import basf2
    basf2.logging.log_level = basf2.LogLevel.ERROR
    path = basf2.create_path()
    path.add_module(basf2.register_module("BareTreeBench", shared_lib_path=library), fileName=file, nEvents=events,
                    compression=compression)
    path.add_module("EventInfoSetter", evtNumList=[0])
    basf2.process(path)


def run_modules(library, file, kind, events, algorithm, level):
    """Write or, for no events, read a file with our modules, for a job of its own."""
    import time
    import basf2
    basf2.logging.log_level = basf2.LogLevel.ERROR
    events_module = basf2.register_module("MdstEventsBench", shared_lib_path=library)
    path = basf2.create_path()
    output, input_ = MODULES[kind]
    if events:
        path.add_module("EventInfoSetter", evtNumList=[events])
        path.add_module(events_module)
        path.add_module(output, outputFileName=file, compressionAlgorithm=algorithm, compressionLevel=level)
    else:
        path.add_module(input_, inputFileName=file)
    start = time.process_time()
    basf2.process(path)
    print("SECONDS", time.process_time() - start, flush=True)


def measure(folder, library, events, algorithm, level):
    """Return the shortest time in s of writing and of reading, and the size of the file in bytes, for each kind."""
    times = {}
    for _ in range(REPETITIONS):
        for kind in ("bare", *MODULES):
            file = os.path.join(folder, f"{kind}.root")
            for what, number in (("write", events), ("read", 0)):
                call = f"run_bare({str(library)!r}, {file!r}, {number}, {100 * algorithm + level})" if kind == "bare" else \
                    f"run_modules({str(library)!r}, {file!r}, {kind!r}, {number}, {algorithm}, {level})"
                seconds = compiling.run(f"import event_files; event_files.{call}")["SECONDS"]
                times[kind, what] = min(seconds, times.get((kind, what), seconds))
            times[kind, "size"] = pathlib.Path(file).stat().st_size
    return times


def print_rows(name, events, times):
    """Print the ratios of one compression."""
    for what, tree_goal, goal in (("write", 0.95, 1.2), ("read", 0.95, 0.7), ("size", "", 0.9)):
        bare, tree, ntuple = ((times[kind, what] / events) ** (1 if what == "size" else -1) for kind in ("bare", *MODULES))
        print(f"{name:<8} {what:<6} {bare:10.0f} {tree:10.0f} {tree / bare:8.2f} {tree_goal:>6} {ntuple:10.0f} "
              f"{ntuple / tree:8.2f} {goal:>6}", flush=True)


def main(events, names):
    """Print the table of ratios."""
    print(f"{events:,} events; events per s of CPU time, or bytes per event")
    print(f"{'':<15} {'bare':>10} {'tree':>10} {'ratio':>8} {'goal':>6} {'RNTuple':>10} {'ratio':>8} {'goal':>6}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        library = compiling.compile_modules("mdst_events", folder, libraries=["framework", "framework_io", "mdst_dataobjects"],
                                            dictionary=True)
        for name in names:
            print_rows(name, events, measure(folder, library, events, *COMPRESSIONS[name]))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS, sys.argv[2:] or list(COMPRESSIONS)))
