# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installs at the same time, on full and read-only disks, in 1970, for several platforms: all end whole or leave all as it was."""
import os
import subprocess
import sys

import pytest
from b2tools import errors, platforms, sites
from b2tools.installing import binaries
from b2tools.places import installations, receipts
from b2tools.places.installations import Installation
from b2tools.thirdparty import externals, manifests

from tests import small_externals as small
from tests.conftest import TOP
from tests.programs import require
from tests.installing.test_binaries import area  # noqa: F401

INSTALL = """
import os, sys
from pathlib import Path
from b2tools.thirdparty import externals, manifests
from b2tools.places.installations import Means
top, folder, cache = map(Path, sys.argv[1:4])
waiting = lambda holder: print("waiting for", holder, flush=True)
externals.install(top, manifests.find(folder, sys.argv[4]), Means(cache, dict(os.environ), waiting=waiting))
"""


def make_manifests(folder, *versions, data="x" * 1000):
    """Manifests of several versions that share a package from source; one more package has the version in it."""
    archive = small.tar(folder / "shared.tar.xz", {"src/x.h": "int x;"})
    build = ["mkdir {prefix}/include; cp src/x.h {prefix}/include; sleep 1"]
    texts = {}
    for version in versions:
        wheel = small.package("tiny", small.wheel(folder / version, "tiny", {"data.txt": version + data}), check="say-tiny x")
        made = small.write_manifest(folder / "manifests", small.package("shared", archive, "source", build=build), wheel).path
        texts[version] = made.read_text().replace('version = "v01-00-00"', f'version = "{version}"')
    for version, text in texts.items():
        (folder / "manifests" / f"{version}.toml").write_text(text)


def start(folder, version, *before):
    command = [*before, sys.executable, "-c", INSTALL, folder / "site", folder / "manifests", folder / "cache", version]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(TOP)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True)


@pytest.mark.parametrize("versions", [["v01-00-00"] * 2, ["v01-00-00", "v02-00-00"], ["v01-00-00"] * 5,
                                      ["v01-00-00", "v02-00-00", "v01-00-00", "v03-00-00", "v02-00-00"]],
                         ids=["two same", "two different", "five same", "five mixed"])
def test_installs_at_once_wait_for_each_other_and_all_end_whole(tmp_path, versions):
    make_manifests(tmp_path, *sorted(set(versions)))
    running = [start(tmp_path, version) for version in versions]
    said = [child.communicate(timeout=300)[0] for child in running]
    assert [child.returncode for child in running] == [0] * len(versions), said
    for version in set(versions):
        assert receipts.verify(tmp_path / "site" / "externals" / version) == []
        waited = [text for text, one in zip(said, versions) if one == version and "waiting for process" in text]
        assert len(waited) <= versions.count(version) - 1
    waited = [text for text in said if text]
    pids = {str(child.pid) for child in running}
    assert all(text.split()[3] in pids and " of " in text and " since " in text for text in waited)
    assert bool(waited) == (len(versions) > len(set(versions)))
    left = {path.name for path in (tmp_path / "site" / "externals").iterdir()}
    assert left == {*versions, *(f".{version}.lock" for version in versions)}


def test_a_disk_that_is_full_at_any_stage_loses_nothing_that_was_installed(small_disk, tmp_path):
    make_manifests(tmp_path, "v01-00-00", "v02-00-00", data=os.urandom(30_000).hex())
    top, stages = small_disk / "site", set()
    old, new = (manifests.find(tmp_path / "manifests", version) for version in ("v01-00-00", "v02-00-00"))
    externals.install(top, old, small.means(tmp_path))
    ballast = small_disk / "ballast"
    for free in (0, 4, 8, 16, 32, 64, 80, 96, 112, 128, 144, 160, 192, 224):
        ballast.unlink(missing_ok=True)
        space = os.statvfs(small_disk)
        with open(ballast, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, space.f_bavail * space.f_frsize - free * 1024)
        heard = ["lock"]
        try:
            externals.install(top, new, small.means(tmp_path, progress=lambda what, done, total: heard.append(what)))
        except (errors.DiskFull, errors.TooLittleSpace, errors.BuildFailed) as error:
            assert "space" in str(error)
            stages.add((heard[-1], type(error).__name__))
            print(free, heard[-1], type(error).__name__)
            assert not (top / "externals" / "v02-00-00").exists()
        assert receipts.verify(top / "externals" / "v01-00-00") == []
    assert len(stages) >= 3, stages
    ballast.unlink()
    externals.install(top, new, small.means(tmp_path))
    assert [receipts.verify(one.final) for one in installations.installed(top / "externals")] == [[], []]


def test_a_read_only_target_is_told_before_anything_is_fetched(small_disk, tmp_path):
    make_manifests(tmp_path, "v01-00-00")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(errors.NotWritable, match="Read-only file system"):
        externals.install(small_disk / "site", manifests.find(tmp_path / "manifests", "v01-00-00"), small.means(tmp_path))
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("date", ["1970-01-01 00:00:10", "2099-01-01 00:00:00"])
def test_a_wrong_clock_does_no_harm(tmp_path, date):
    """What was installed then is whole, counts now, and is not made again; what was made now counts then."""
    make_manifests(tmp_path, "v01-00-00", "v02-00-00")
    faketime = [require("faketime"), "-f", f"@{date}"]
    child = start(tmp_path, "v01-00-00", *faketime)
    assert child.communicate(timeout=120)[0] == "" and child.returncode == 0
    place = tmp_path / "site" / "externals" / "v01-00-00"
    assert receipts.verify(place) == []
    made = place.stat().st_ino
    for version, before in (("v01-00-00", []), ("v02-00-00", []), ("v02-00-00", faketime), ("v01-00-00", faketime)):
        child = start(tmp_path, version, *before)
        assert child.communicate(timeout=120)[0] == "" and child.returncode == 0
    assert place.stat().st_ino == made


BINARY = """
import os, sys
from pathlib import Path
from b2tools import sites
from b2tools.installing import binaries
from b2tools.places.installations import Means
print(binaries.install(sites.at(Path(sys.argv[1])), "externals", "v01-00-00", Means(Path(sys.argv[2]), dict(os.environ))).name)
"""


def test_a_signed_archive_is_installed_in_1970(area, tmp_path):  # noqa: F811
    command = [require("faketime"), "-f", "@1970-01-01 00:00:10", sys.executable, "-c", BINARY, area.top, tmp_path / "cache"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(TOP)}, capture_output=True, text=True)
    assert done.stdout == "v01-00-00\n", done.stderr
    assert receipts.verify(area.site().externals / "v01-00-00") == []


def test_several_platforms_and_versions_stand_side_by_side(tmp_path):
    make_manifests(tmp_path, "v01-00-00", "v02-00-00")
    top = tmp_path / "site"
    top.mkdir()
    (top / "site.toml").write_text('format = 1\n[git]\nserver = "ssh://x"\n')
    for tag in ("el-9", "ubuntu-2404", platforms.here()):
        site = sites.find({"VO_BELLE2_SW_DIR": str(top), "BELLE2_PLATFORM": tag}, None)
        for version in ("v01-00-00", "v02-00-00"):
            externals.install(site.home, manifests.find(tmp_path / "manifests", version), small.means(tmp_path))
    found = sorted(path.parent.relative_to(top).as_posix() for path in top.glob("platforms/*/externals/*/receipt.json"))
    assert found == [f"platforms/{tag}/externals/{version}" for tag in sorted(["el-9", "ubuntu-2404", platforms.here()])
                     for version in ("v01-00-00", "v02-00-00")]
    assert sites.at(top).externals == top / "platforms" / platforms.here() / "externals"
    Installation(site.externals, "v01-00-00").remove()
    assert len(installations.installed(sites.at(top).for_platform("el-9").externals)) == 2


def test_an_archive_of_another_platform_is_not_mixed_with_the_own_ones(area):  # noqa: F811
    site = area.site()
    assert binaries.install(site, "externals", "v01-00-00", area.means()) is not None
    assert binaries.install(site.for_platform("el-9"), "externals", "v01-00-00", area.means()) is None
    assert not (area.top / "platforms").exists()
