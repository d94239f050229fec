# SPDX-License-Identifier: LGPL-3.0-or-later
"""Externals: installed whole or not at all, continued after any interruption, refused with a sentence."""
import os
import signal
import subprocess
import sys
import time

import pytest

from b2tools import errors, process
from b2tools.places import receipts
from b2tools.places.installations import arch
from b2tools.thirdparty import externals
from tests import small_externals as small

BUILD = ["mkdir -p {prefix}/lib {prefix}/include", "cp src/x.h {prefix}/include/x.h", "echo built >> {prefix}/lib/x.a"]


@pytest.fixture
def top(tmp_path):
    """A folder with blank, umlaut and double quote."""
    place = tmp_path / 'größe 1" x'
    place.mkdir()
    return place


def source(tmp_path, **more):
    archive = small.tar(tmp_path / "library-1.tar.xz", {"src/x.h": "int x;"})
    return small.package("library", archive, "source", **{"build": BUILD} | more)


def wheel(tmp_path, name="tiny", **more):
    return small.package(name, small.wheel(tmp_path, name), **more)


def install(top, tmp_path, *packages, **more):
    manifest = small.write_manifest(tmp_path / "manifests", *packages, **more)
    return externals.install(top, manifest, small.means(tmp_path))


def prefix(top):
    return top / "externals" / "v01-00-00" / arch() / "common"


def remains(top):
    """What a failed or interrupted install left, but for its hidden files."""
    return sorted(path.name for path in (top / "externals").glob("[!.]*"))


def test_wheels_and_sources_become_one_prefix(top, tmp_path):
    check = 'say-tiny x | grep -q "tiny x" && test -f "$SMALL/include/x.h" && test "$SMALL" = "$PREFIX"'
    receipt = install(top, tmp_path, source(tmp_path), wheel(tmp_path, check=check, requires=["library"]))
    assert sorted(os.listdir(prefix(top))) == ["bin", "include", "lib", "share"]
    assert sorted(os.listdir(prefix(top) / "bin")) == ["python", "python3", "python3.11", "say-tiny"]
    assert (prefix(top) / "lib" / "x.a").read_text() == "built\n"
    assert list((prefix(top) / "lib/python3.11/site-packages/__pycache__").glob("tiny*.pyc"))
    assert receipt.kind == "externals" and receipts.verify(top / "externals" / "v01-00-00") == []
    assert sorted(os.listdir(top / "externals" / "v01-00-00" / arch())) == ["common", "debug", "opt"]


def test_the_interpreter_is_the_base_of_the_running_one(top, tmp_path):
    install(top, tmp_path, wheel(tmp_path))
    assert (prefix(top) / "bin" / "python3").resolve() == type(top)(sys._base_executable).resolve()


def test_a_second_install_does_nothing(top, tmp_path):
    manifest = small.write_manifest(tmp_path / "manifests", wheel(tmp_path))
    first = externals.install(top, manifest, small.means(tmp_path))
    before = (top / "externals" / "v01-00-00").stat().st_ino
    assert externals.install(top, manifest, small.means(tmp_path)) == first
    assert (top / "externals" / "v01-00-00").stat().st_ino == before


def test_a_changed_manifest_replaces_what_is_installed(top, tmp_path):
    install(top, tmp_path, wheel(tmp_path))
    install(top, tmp_path, wheel(tmp_path, "other"))
    assert (prefix(top) / "bin" / "say-other").exists() and not (prefix(top) / "bin" / "say-tiny").exists()


def test_a_failing_build_shows_its_end_and_the_log_and_installs_nothing(top, tmp_path):
    with pytest.raises(errors.BuildFailed) as caught:
        install(top, tmp_path, source(tmp_path, build=["echo about to fail", "echo no such thing: {prefix}; exit 3"]))
    said = str(caught.value)
    assert "Building library failed" in said and "exit code 3" in said and "no such thing" in said and remains(top) == []
    assert "about to fail" in caught.value.facts["log"].read_text()


def test_a_finished_package_is_not_made_again_after_a_failure(top, tmp_path):
    counted = source(tmp_path, build=BUILD)
    with pytest.raises(errors.CheckFailed, match="tiny was installed but does not work: exit 5 ended with exit code 5"):
        install(top, tmp_path, counted, wheel(tmp_path, check="exit 5"))
    assert remains(top) == []
    first, = top.glob("externals/.v01-00-00.staging/.products/library-*/lib/x.a")
    first = first.stat()
    install(top, tmp_path, counted, wheel(tmp_path, check="true"))
    assert (prefix(top) / "lib" / "x.a").stat().st_ino == first.st_ino


def test_a_wrong_hash_installs_nothing(top, tmp_path):
    package = wheel(tmp_path)
    package["files"][0]["sha256"] = "0" * 64
    with pytest.raises(errors.WrongHash):
        install(top, tmp_path, package)
    assert remains(top) == []


def test_another_python_is_refused_before_anything_is_done(top, tmp_path):
    with pytest.raises(errors.WrongPython, match="need Python 3.99, but .* is Python 3"):
        install(top, tmp_path, wheel(tmp_path), python="3.99")
    assert os.listdir(top) == []


def test_a_missing_compiler_is_named_before_anything_is_done(top, tmp_path):
    with pytest.raises(errors.ProgramMissing, match="no-such-compiler is not installed .* building library 1.0 is not possible"):
        install(top, tmp_path, source(tmp_path, programs=["no-such-compiler"]))
    assert os.listdir(top) == []


def test_too_little_space_is_seen_before_anything_is_done(top, tmp_path):
    with pytest.raises(errors.TooLittleSpace, match="installing externals v01-00-00 needs 1000.0 GB|needs 100000.0 GB"):
        install(top, tmp_path, wheel(tmp_path), size=10**14)
    assert remains(top) == []


def test_a_disk_that_fills_up_leaves_nothing(small_disk, tmp_path):
    with pytest.raises(errors.DiskFull, match="No space is left"):
        install(small_disk, tmp_path, small.package("big", small.wheel(tmp_path, "big", {"big.dat": b"0" * 3_000_000})))
    assert remains(small_disk) == [] and not (small_disk / "externals" / ".v01-00-00.staging").exists()


def test_two_packages_with_the_same_file_are_named(top, tmp_path):
    first, second = (small.package(name, small.wheel(tmp_path, name, {"same.py": f"# {name}"})) for name in ("one", "two"))
    with pytest.raises(errors.Clash, match="one and two both bring .*same.py"):
        install(top, tmp_path, first, second)
    assert remains(top) == []


def test_an_optional_package_comes_only_on_request(top, tmp_path):
    install(top, tmp_path, wheel(tmp_path), wheel(tmp_path, "extra", optional=True))
    assert not (prefix(top) / "bin" / "say-extra").exists()


SCRIPT = """
import os, sys
from pathlib import Path
from b2tools.thirdparty import externals, manifests
from b2tools.places.installations import Means
top, folder, cache = map(Path, sys.argv[1:])
externals.install(top, manifests.find(folder, "v01-00-00"), Means(cache, dict(os.environ), progress=print, waiting=print))
"""


def started(top, tmp_path):
    return subprocess.Popen([sys.executable, "-c", SCRIPT, top, tmp_path / "manifests", tmp_path / "cache"], stdout=subprocess.PIPE,
                            text=True, start_new_session=True)


def wait_for(path, text):
    for _ in range(2000):
        if path.exists() and text in path.read_text():
            return
        time.sleep(0.01)
    pytest.fail(f"{path} did not say {text}")


def wait_until_none_runs(command):
    for _ in range(500):
        if f"{command}\n" not in process.run(["ps", "-eo", "args"]).text:
            return
        time.sleep(0.01)
    pytest.fail(f"{command} still runs")


def test_a_killed_install_is_not_used_and_the_next_one_goes_on(top, tmp_path):
    go = tmp_path / "go"
    first = source(tmp_path, build=BUILD)
    slow = small.package("slow", tmp_path / "library-1.tar.xz", "source", requires=["library"],
                         build=[f"[ -e '{go}' ] || {{{{ echo sleeping; exec sleep 63; }}}}", "mkdir {prefix}/share"])
    small.write_manifest(tmp_path / "manifests", first, slow)
    child = started(top, tmp_path)
    products = top / "externals" / ".v01-00-00.staging" / ".products"
    wait_for(products / "slow.log", "sleeping\n")
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    assert remains(top) == []
    made, = products.glob("library-*/lib/x.a")
    made = made.stat()
    go.touch()
    install(top, tmp_path, first, slow)
    assert (prefix(top) / "lib" / "x.a").stat().st_ino == made.st_ino
    assert receipts.verify(top / "externals" / "v01-00-00") == []
    wait_until_none_runs("sleep 63")


def test_two_installs_at_once_wait_for_each_other(top, tmp_path):
    small.write_manifest(tmp_path / "manifests", source(tmp_path, build=[*BUILD, "sleep 1"]))
    both = [started(top, tmp_path), started(top, tmp_path)]
    said = [child.communicate()[0] for child in both]
    assert [child.returncode for child in both] == [0, 0] and "".join(said).count("building library 1.0 0 0") == 1
    assert any(f"process {both[0].pid}" in text or f"process {both[1].pid}" in text for text in said)


CONSISTENT = """
import sys
from importlib.metadata import distributions
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as name
there = {name(one.name): one.version for one in distributions(path=sys.argv[1:])}
needed = [(one.name, Requirement(text)) for one in distributions(path=sys.argv[1:]) for text in one.requires or []]
needed = [(who, what) for who, what in needed if not what.marker or what.marker.evaluate({"extra": ""})]
fits = lambda what: what.specifier.contains(there[name(what.name)], prereleases=True) if name(what.name) in there else False
print([f"{who} needs {what}" for who, what in needed if not fits(what)])
"""


def test_the_real_externals_hold_all_that_their_packages_require(installed_site):
    common = installed_site / "externals" / "v01-00-00" / arch() / "common"
    packages = common / "lib" / "python3.11" / "site-packages"
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(packages)}
    assert process.run([common / "bin" / "python3", "-c", CONSISTENT, packages], env=environment).text == "[]\n"
    assert b"SCons" in process.run([common / "bin" / "scons", "--version"], env={"PATH": "/usr/bin:/bin"}).stdout
