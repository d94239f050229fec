# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installs and removals killed at many points: nothing half done is ever visible, and the next run ends whole."""
import collections
import os
import time
from pathlib import Path

import pytest
from b2tools.places import installations, receipts
from b2tools.places.installations import Installation
from b2tools.thirdparty import externals
from b2tools.upkeep import collection

from tests import small_externals as small
from tests.kill_points import Program, renames, spread
from tests.installing.test_binaries import area  # noqa: F401

NAME = "v01-00-00"
INSTALL = """
from b2tools.thirdparty import externals, manifests
from b2tools.places.installations import Means
top, folder, cache = map(Path, sys.argv[2:])
externals.install(top, manifests.find(folder, "v01-00-00"), Means(cache, dict(os.environ), progress=stage))
stage("installed")
"""
REMOVE = """
from b2tools.places.installations import Installation
place = Installation(Path(sys.argv[2]) / "externals", "v01-00-00")
with place.locked(stage):
    stage("removing")
    place.remove()
stage("removed")
"""
COLLECT = """
from b2tools.upkeep import collection
stage("collecting")
for item, why in collection.collect(Path(sys.argv[2]), collection.Policy(days=0)):
    stage("collected " + item.path.name)
"""
# each build writes its last file after a while, so that a program which outlives its install would be seen
BUILD = ["mkdir -p {prefix}/lib {prefix}/include", "for i in 1 2 3; do echo $i > {prefix}/lib/$NAME.$i; sleep 0.05; done",
         "cp src/x.h {prefix}/include/$NAME.h"]


def manifest(folder, generation, names):
    """Packages from sources, the third one on top of the others, and a wheel; another generation has other files."""
    archive = small.tar(folder / f"source-{generation}.tar.xz", {"src/x.h": f"int {generation};"})
    packages = []
    for name in names:
        build = [command.replace("$NAME", f"{name}-{generation}") for command in BUILD]
        requires = ["first", "second"] if name == "third" else []
        packages.append(small.package(name, archive, "source", build=build, requires=requires))
    wheel = small.wheel(folder / generation, "tiny", {"data.txt": generation * 1000})
    packages.append(small.package("tiny", wheel, check="say-tiny x"))
    return small.write_manifest(folder / "manifests", *packages)


class Scene:
    """A site in a folder with blank and umlaut, and the next install, which runs in the test itself."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder = folder
        self.names = names
        self.top = folder / "größe x"
        self.top.mkdir()
        self.choose("one")
        self.hit: collections.Counter[str] = collections.Counter()

    def choose(self, generation: str) -> None:
        """What the next install is to install."""
        self.manifest = manifest(self.folder, generation, self.names)

    @property
    def place(self) -> Installation:
        return Installation(self.top / "externals", NAME)

    def program(self, code: str) -> Program:
        return Program(code, self.folder, [self.top, self.folder / "manifests", self.folder / "cache"])

    def whole(self) -> bool:
        """Whether it is installed; a folder in its place is whole, or there is none."""
        if not os.path.lexists(self.place.final):
            return False
        assert receipts.verify(self.place.final) == []
        return True

    def goes_on(self) -> None:
        """The next install ends whole; what it leaves, as it does nothing where all is there already, the next collection takes."""
        externals.install(self.top, self.manifest, small.means(self.folder))
        assert self.whole() and self.place.receipt().inputs["manifest"] == self.manifest.digest
        assert list(self.place.top.glob("[!.]*")) == [self.place.final]
        assert not [why for _, why in collection.collect(self.top, collection.Policy({NAME: "the test"})) if why]
        assert {path.name for path in self.place.top.iterdir()} <= {NAME, f".{NAME}.lock"}

    def note(self, program: Program, killed: bool) -> None:
        """Count the stage that a kill has hit."""
        self.hit[f"{program.stage}{'' if killed else ' (ended before)'}"] += 1

    def tell(self, capsys) -> None:
        """Log how often which stage was hit."""
        with capsys.disabled():
            print("\nkilled in stage:", *(f"\n  {count:3} x {stage}" for stage, count in sorted(self.hit.items())))


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path, "first", "second", "third")


@pytest.fixture
def small_scene(tmp_path):
    """A scene where only one package is built, for the tests that run each time."""
    return Scene(tmp_path, "first")


def kill_installs(scene: Scene, by_calls: int, by_time: int) -> None:
    program = scene.program(INSTALL)
    calls = program.calls()
    scene.place.remove()
    marks = [f".{NAME}.staging", NAME]
    points = spread(calls, f".{NAME}.lock", by_calls - 3) + renames(calls, marks)[-3:]
    for number in points:
        hit = program.kill_at(calls, number)
        scene.note(program, hit)
        scene.whole()
        scene.goes_on()
        scene.place.remove()
    seconds = program.run()
    for index in range(by_time):
        scene.place.remove()
        hit = program.kill_after(seconds * (0.3 + 0.7 * index / by_time))
        scene.note(program, hit)
        scene.whole()
        scene.goes_on()


def killed(scene: Scene) -> int:
    return sum(count for stage, count in scene.hit.items() if "ended before" not in stage)


def test_an_install_killed_at_a_few_points_is_never_half_visible_and_goes_on(small_scene):
    kill_installs(small_scene, 4, 1)
    assert killed(small_scene) >= 4 and len(small_scene.hit) >= 2


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_an_install_killed_at_fifty_points_is_never_half_visible_and_goes_on(scene, capsys):
    kill_installs(scene, 40, 16)
    scene.tell(capsys)
    assert killed(scene) >= 50 and len(scene.hit) >= 4


def kill_replacements(scene: Scene, count: int) -> None:
    """Another manifest of the same version replaces what is installed: at every moment one of them is there and whole."""
    scene.goes_on()
    old = scene.manifest
    scene.choose("two")
    new = scene.manifest
    program = scene.program(INSTALL)
    calls = program.calls()
    for number in spread(calls, f".{NAME}.lock", count - 3) + renames(calls, [f".{NAME}.staging"])[-3:]:
        scene.choose("one")
        scene.goes_on()
        scene.choose("two")
        hit = program.kill_at(calls, number)
        scene.note(program, hit)
        assert scene.whole() and scene.place.receipt().inputs["manifest"] in (old.digest, new.digest)
        scene.goes_on()


def test_a_killed_replacement_leaves_the_old_or_the_new_one(small_scene):
    kill_replacements(small_scene, 4)
    # the number of some calls depends on what runs at the same time, so that the last points may not be reached
    assert killed(small_scene) >= 3


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_replacement_killed_at_twenty_points_leaves_the_old_or_the_new_one(scene, capsys):
    kill_replacements(scene, 20)
    scene.tell(capsys)
    assert killed(scene) >= 19


def kill_removals(scene: Scene, code: str, count: int) -> None:
    scene.goes_on()
    saved = scene.folder / "saved"
    os.system(f"cp -a '{scene.place.final}' '{saved}'")
    program = scene.program(code)
    calls = program.calls()
    points = spread(calls, f".{NAME}.lock", count - 2) + renames(calls, [f".{NAME}.gone"])[-2:]
    for number in points:
        if not scene.whole():
            os.system(f"cp -a '{saved}' '{scene.place.final}'")
        hit = program.kill_at(calls, number)
        scene.note(program, hit)
        there = scene.whole()
        assert [one.name for one in installations.installed(scene.place.top)] == ([NAME] if there else [])
        program.run()
        assert not scene.place.final.exists() and [path.name for path in scene.place.top.iterdir()] == [f".{NAME}.lock"]


@pytest.mark.parametrize("code", [REMOVE, COLLECT], ids=["remove", "gc"])
def test_a_killed_removal_leaves_all_or_nothing_and_the_next_one_ends_it(small_scene, code):
    kill_removals(small_scene, code, 4)
    assert killed(small_scene) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("code", [REMOVE, COLLECT], ids=["remove", "gc"])
def test_a_removal_killed_at_thirty_points_leaves_all_or_nothing(scene, code, capsys):
    kill_removals(scene, code, 30)
    scene.tell(capsys)
    assert killed(scene) >= 28


def alive(text: str) -> bool:
    """Whether a process with that text in its command runs."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if text.encode() in place.read_bytes():
                return True
        except OSError:
            continue
    return False


def test_nothing_of_a_killed_install_outlives_it_and_writes_into_the_next_one(scene):
    nap = f"61.{os.getpid()}"
    archive = small.tar(scene.folder / "slow.tar.xz", {"src/x.h": "int x;"})
    build = [f"mkdir {{prefix}}/lib; [ -e '{scene.folder}/second' ] || "
             f"(sleep {nap} & sleep {nap}; echo late > {{prefix}}/lib/late)", "cp src/x.h {prefix}/lib"]
    scene.manifest = small.write_manifest(scene.folder / "manifests", small.package("slow", archive, "source", build=build))
    program = scene.program(INSTALL)
    child = program.start()
    deadline = time.monotonic() + 60
    while not alive(f"sleep\0{nap}"):
        assert child.poll() is None and time.monotonic() < deadline, program.output
        time.sleep(0.05)
    child.kill()
    child.wait()
    (scene.folder / "second").touch()
    started = time.monotonic()
    scene.goes_on()
    assert time.monotonic() - started < 50 and not alive(f"sleep\0{nap}")
    assert not list(scene.place.final.rglob("late"))


BINARY = """
from b2tools import sites
from b2tools.installing import binaries
from b2tools.places.installations import Means
top, cache = map(Path, sys.argv[2:])
binaries.install(sites.at(top), "externals", "v01-00-00", Means(cache, dict(os.environ), progress=stage))
stage("installed")
"""


def kill_archives(made, folder, count):
    place = Installation(made.site().externals, NAME)
    program = Program(BINARY, folder, [made.top, made.top / "cache"])
    # the first run keeps the index, so that only the second is like the later ones
    program.run()
    place.remove()
    calls = program.calls()
    place.remove()
    hit = 0
    for number in spread(calls, f".{NAME}.lock", count - 3) + renames(calls, [f".{NAME}.staging"])[-3:]:
        hit += program.kill_at(calls, number)
        assert not os.path.lexists(place.final) or receipts.verify(place.final) == []
        program.run()
        assert receipts.verify(place.final) == []
        assert {path.name for path in place.top.iterdir()} <= {NAME, f".{NAME}.lock"}
        place.remove()
    return hit


def test_an_install_of_an_archive_killed_at_a_few_points_goes_on(area, tmp_path):  # noqa: F811
    assert kill_archives(area, tmp_path, 5) >= 4


@pytest.mark.slow
def test_an_install_of_an_archive_killed_at_fifty_points_goes_on(area, tmp_path):  # noqa: F811
    assert kill_archives(area, tmp_path, 52) >= 50
