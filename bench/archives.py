# SPDX-License-Identifier: LGPL-3.0-or-later
"""Verifying and unpacking an archive of 1 GB in 20,000 files, next to `sha256sum` and `tar x` one after the other.

Run anywhere: `python3 bench/archives.py [FOLDER]`; it takes 3 GB there (default: the temporary folder).
With B2_BENCH_SIZE=0.1 a tenth. The goal is a ratio of 1 for the archive without compression.
"""
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
SHARE = float(os.environ.get("B2_BENCH_SIZE", "1"))
FILES = int(20_000 * SHARE)
EACH = 50_000
REPETITIONS = 3


def tree(folder: Path) -> None:
    """Files of which one half is random and one half is text, in folders of a hundred."""
    source = random.Random(1)
    for number in range(FILES):
        place = folder / f"share/{number // 2000:02}/{number // 100:04}/file-{number:06}.dat"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source.randbytes(EACH // 2) + (b"%09d of the same kind\n" % number) * (EACH // 64))


def plain_tar(folder: Path, archive: Path) -> None:
    """An archive of a folder without compression."""
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as bundle:
        bundle.add(folder, ".")


def timed(action, out: Path) -> float:
    """Shortest of several times, each into an empty folder with the disk at rest."""
    times = []
    for _ in range(REPETITIONS):
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        os.sync()
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> int:
    """Print the table; the exit code is 1 if the goal is missed."""
    from b2tools.unpacking import archives
    from b2tools.unpacking.members import Limits
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        place = Path(name)
        tree(place / "in")
        archive, out = place / "plain.tar", place / "out"
        plain_tar(place / "in", archive)
        packed = place / "packed.tar.zst"
        subprocess.run(["zstd", "-q", "-10", "-T2", archive, "-o", packed], check=True)
        limits = Limits(size=1 << 31)
        sums = timed(lambda: subprocess.run(["sha256sum", archive], stdout=subprocess.DEVNULL, check=True), out)
        tar = timed(lambda: subprocess.run(["tar", "-xf", archive, "-C", out], check=True), out)
        print(f"{'sha256sum, then tar x':44} {sums + tar:6.2f} s = {sums:.2f} + {tar:.2f} ({archive.stat().st_size / 1e9:.2f} GB)")
        rows = {"unpacked and judged": (archive, ""), "verified, unpacked and judged": (archive, "both"),
                "the same of .tar.zst (file and content)": (packed, "both")}
        ratios = {}
        for what, (file, hashed) in rows.items():
            seconds = timed(lambda: archives.unpack(file, out, limits=limits, hashed=hashed), out)
            ratios[what] = seconds / (sums + tar)
            print(f"{what:44} {seconds:6.2f} s  ratio {ratios[what]:.2f}, to tar x alone {seconds / tar:.2f}")
        print("goal: ratio 1.00")
        return int(ratios["verified, unpacked and judged"] > 1)


sys.exit(main())
