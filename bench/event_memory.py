# SPDX-License-Identifier: LGPL-3.0-or-later
"""Growth of the memory of a job with ten million events and three modules.

Run in a set-up environment: `python3 bench/event_memory.py [EVENTS]`. The memory after the first tenth of the time is the baseline;
the goal is 1 MB more at the end.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

EVENTS = 10_000_000
STEERING = """import basf2
path = basf2.create_path()
for name in ("EventInfoSetter", "RandomBarrier", "StatisticsSummary"):
    path.add_module(name)
path.modules()[0].param("evtNumList", {events})
basf2.logging.log_level = basf2.LogLevel.ERROR
print("START", flush=True)
basf2.process(path)
print("END", flush=True)
"""
PAGES_PER_MB = 256


def watch(process):
    """Return the resident memory in MB at regular times until the job says that it has ended."""
    sizes = []
    while process.poll() is None:
        text = pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()
        if len(text) > 1 and text[1] != "0":
            sizes.append(int(text[1]) / PAGES_PER_MB)
        time.sleep(0.01)
    return sizes


def measure(events):
    """Return the memory in MB after a tenth of the job and the largest one after it, and the time in s."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as steering:
        steering.write(STEERING.format(events=events))
        steering.flush()
        process = subprocess.Popen(["basf2", steering.name], stdout=subprocess.PIPE, text=True)
        while process.stdout.readline() != "START\n":
            pass
        start = time.perf_counter()
        sizes = watch(process)
        seconds = time.perf_counter() - start
        process.stdout.close()
        if process.wait() != 0:
            raise RuntimeError("the job failed")
    # the last samples see the end of the process, which loads what is needed for it
    first = len(sizes) // 10
    return sizes[first], max(sizes[first:-len(sizes) // 50 or None]), seconds


def main(events):
    """Print the table."""
    before, after, seconds = measure(events)
    print(f"{f'memory in {events:,} events ({seconds:.1f} s)':<45} {'MB':>8} {'ratio':>8} {'goal':>8}")
    print(f"{'after a tenth (baseline)':<45} {before:8.2f} {1:8.2f}")
    print(f"{'at the end':<45} {after:8.2f} {after / before:8.2f} {'+1 MB':>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS))
