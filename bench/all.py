# SPDX-License-Identifier: LGPL-3.0-or-later
"""Runs every benchmark of this folder in the release of a site; each prints its own table of ratios."""
import os
import subprocess
import sys
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parent
SITE = (BENCH.parent / os.environ.get("SITE", "site")).absolute()


def quickstart(site: Path) -> float:
    """Time in seconds of `make quickstart` for a site."""
    started = time.monotonic()
    subprocess.run(["make", "-C", BENCH.parent, "quickstart"], env={**os.environ, "SITE": str(site)}, check=True)
    return time.monotonic() - started


def main() -> int:
    """Run all benchmarks, or those named on the command line; the exit code is 0 if all ran."""
    repeated = (SITE / "site.toml").exists()
    seconds = quickstart(SITE)
    print(f"repeated quickstart: {seconds:.1f} s, goal 20 s" if repeated
          else f"clean quickstart: {seconds:.1f} s, goal 360 s with a filled download cache", flush=True)
    release = (SITE / ".quickstart" / "release").read_text().strip()
    failed = 0
    for script in sorted(BENCH.glob("*.py")):
        if script.name == "all.py" or len(sys.argv) > 1 and script.stem not in sys.argv[1:]:
            continue
        print(f"\n== {script.stem}", flush=True)
        words = f'source "$SITE/tools/b2setup" {release} && exec python3 "$0"'
        failed += subprocess.call(["bash", "-c", words, str(script)], env={**os.environ, "SITE": str(SITE)}) != 0
    return 1 if failed else 0


sys.exit(main())
