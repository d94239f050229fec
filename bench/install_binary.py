# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installing externals from a binary archive of 1 GB, next to `tar x` of it plus `sha256sum`; and asking for what is there.

Run anywhere: `python3 bench/install_binary.py [FOLDER]`; it takes 4 GB there (default: the temporary folder).
With B2_BENCH_SIZE=0.1 a tenth. The goals are a ratio of 1.3, with everything on disk in both, and 0.3 s for the command that
finds it installed.
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
SHARE = float(os.environ.get("B2_BENCH_SIZE", "1"))
FILES = int(20_000 * SHARE)
EACH = 50_000
NAME = "v01-00-00"
REPETITIONS = 3


def built(top: Path):
    """Externals as they are built, of files that are half random."""
    from b2tools import resources
    from b2tools.places import receipts
    from b2tools.places.installations import Installation, arch
    from b2tools.thirdparty import manifests
    place, source = Installation(top, NAME), random.Random(1)
    for number in range(FILES):
        file = place.final / arch() / f"common/lib/{number // 2000:02}/{number // 100:04}/file-{number:06}.so"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source.randbytes(EACH // 2) + (b"%09d of the same kind\n" % number) * (EACH // 64))
    inputs = {"manifest": manifests.find(resources.folder("externals"), NAME).digest}
    receipts.write(place.final, "externals", NAME, platform=arch(), made_by="bench", inputs=inputs, environment={})
    return place


def timed(action, out: Path) -> float:
    """Shortest of several times, each into a place where nothing is, with the disk at rest before and everything on it after."""
    times = []
    for _ in range(REPETITIONS):
        shutil.rmtree(out, ignore_errors=True)
        os.sync()
        started = time.perf_counter()
        action()
        subprocess.run(["sync", "-f", out.parent], check=True)
        times.append(time.perf_counter() - started)
    return min(times)


def command(site) -> float:
    """Shortest time of b2install-externals for what is installed."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-I", "-c", "import sys; sys.path.insert(0, sys.argv.pop(1))\nfrom b2tools import cli\n"
                        "sys.exit(cli.main(sys.argv[1:], 'b2install-externals'))", str(TOP), NAME, "--top", str(site.top)],
                       stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> int:
    """Print the table; the exit code is 1 if a goal is missed."""
    from b2tools import platforms
    from b2tools.installing import binaries
    from b2tools.places.installations import arch
    from b2tools.publishing import catalogues, packs
    from tests import signed_area
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        area = signed_area.make(Path(name) / "site")
        site, means, out = area.site(), area.means(), Path(name) / "out"
        packs.publish(packs.Order(site, built(Path(name) / "built"), platforms.here(), area.folder, area.key), means)
        shutil.rmtree(Path(name) / "built")
        entry = catalogues.fetch(site, means).find("externals", NAME, platforms.here(), arch())
        archive = area.folder / entry.file
        print(f"archive of {entry.size / 1e9:.2f} GB, {entry.installed / 1e9:.2f} GB in {FILES} files when unpacked")
        sums = timed(lambda: subprocess.run(["sha256sum", archive], stdout=subprocess.DEVNULL, check=True), out)
        tar = timed(lambda: (out.mkdir(), subprocess.run(["tar", "--zstd", "-xf", archive, "-C", out], check=True)), out)
        shutil.rmtree(out)
        seconds = timed(lambda: binaries.install(site, "externals", NAME, means), site.externals / NAME)
        ratio, again = seconds / (sums + tar), command(site)
        print(f"{'sha256sum, then tar x':28} {sums + tar:6.2f} s = {sums:.2f} + {tar:.2f}")
        print(f"{'installed':28} {seconds:6.2f} s  ratio {ratio:.2f}, goal 1.30")
        print(f"{'asked for again, as command':28} {again:6.2f} s  goal 0.30")
        return int(ratio > 1.3 or again > 0.3)


sys.exit(main())
