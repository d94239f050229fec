# SPDX-License-Identifier: LGPL-3.0-or-later
"""A release is the same bytes in whatever folder, at whatever time, by whomever it is built; its debug files fit."""
import dataclasses
import hashlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from tests import small_products as small
from tests.framework.trees import CENTRAL, EVERY_FOLDER, FRAMEWORK, SUBDIR

from b2tools import process, signing, sites
from b2tools.git import Git
from b2tools.installing import releases
from b2tools.places import installations
from b2tools.relocating import relocation

NAME = "release-01-00-00"


def own_build() -> dict[str, bytes]:
    """The build system of the framework, as it is in the checkout."""
    tracked = process.run(["git", "ls-files", "-z", "--", "site_scons"], cwd=FRAMEWORK).text.split("\0")
    return {name: (FRAMEWORK / name).read_bytes() for name in tracked if name}


def small_release() -> dict[str, bytes]:
    """Two packages with a dictionary, libraries, a module, scripts, data."""
    names = ("SConscript", "modules/special/Special.cc", "tools/toy-hello", "scripts/toy/__init__.py", "data/tables/one table.txt",
             "include/Adder.h")
    kept = {name: EVERY_FOLDER[name] for name in names}
    kept["src/Adder.cc"] = "#include <toy/Adder.h>\nint Belle2::add(int a, int b)\n{\n  return a + b;\n}\n"
    data = {name: text for name, text in CENTRAL.items() if name.startswith("base/")}
    return {name: text.encode() for name, text in (data | {f"toy/{name}": text for name, text in kept.items()}).items()}


def whole_release() -> dict[str, bytes]:
    """Every file of the framework."""
    tracked = process.run(["git", "ls-files", "-z"], cwd=FRAMEWORK).text.split("\0")
    return {name: (FRAMEWORK / name).read_bytes() for name in tracked if name and not (FRAMEWORK / name).is_symlink()}


@dataclasses.dataclass
class Server:
    """A git server with one signed release, and sites in folders of their own that install it."""

    folder: Path
    externals: Path

    def publish(self, files: dict[str, bytes], executable: set[str]) -> None:
        """Sign a tag for these files."""
        git = Git(self.folder / "software.git", dict(os.environ))
        for name, content in files.items():
            path = git.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o755 if name in executable else 0o644)
        git.run("init", "-q", "-b", "main")
        git.run("add", "-A", "-f")
        git.run("commit", "-q", "-m", "Release")
        signing.make_key(self.folder / "key", "manager")
        git.run(*signing.signing_options(self.folder / "key"), "tag", "-s", "-m", NAME, NAME)
        line = signing.allowed_line("manager", signing.public_key(self.folder / "key"))
        (self.folder / "allowed_signers").write_text(line + "\n")

    def install(self, name: str, **environ: str) -> Path:
        """Install the release with debug files at a site of its own; returns its folder. ccache is empty, as HOME is."""
        top = self.folder / name
        place = top / "externals" / self.externals.name
        place.parent.mkdir(parents=True)
        subprocess.run(["cp", "-al", self.externals, place], check=True)
        (top / "site.toml").write_text(f'format = 1\n[git]\nserver = "file://{self.folder}"\nsoftware = "software.git"\n'
                                       f'[signing]\nallowed_signers = "{self.folder}/allowed_signers"\n')
        means = installations.Means(self.folder / "cache", {**os.environ, **environ}, 2)
        releases.install(releases.Order(sites.at(top), NAME, "member", debug=True), means)
        return top / "releases" / NAME


def contents(release: Path) -> dict[str, str]:
    """For each file its digest and whether it can be executed, for each link its target; the receipt only by its list."""
    found = {}
    for path in sorted(release.rglob("*")):
        name = str(path.relative_to(release))
        if path.is_symlink():
            found[name] = f"-> {os.readlink(path)}"
        elif path.is_file() and name not in ("receipt.json", "receipt.sha256"):
            found[name] = f"{hashlib.sha256(path.read_bytes()).hexdigest()} {os.access(path, os.X_OK)}"
    return found


def differences(first: Path, second: Path) -> list[str]:
    """What differs between two releases."""
    one, two = contents(first), contents(second)
    return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


def build_twice(folder: Path, externals: Path, files: dict[str, bytes], executable: set[str]) -> tuple[Path, Path]:
    """Two builds: other folder (longer, with umlauts), other time and zone, other HOME and so nothing cached, umask, locale."""
    server = Server(folder, externals)
    server.publish({".externals": f"{externals.name}\n".encode()} | own_build() | files, executable)
    first = server.install("first", HOME=str(folder / "one"), TZ="UTC")
    time.sleep(1.1)
    old = os.umask(0o077)
    try:
        second = server.install('zweiter größerer Ort', HOME=str(folder / "another home"), TZ="Asia/Tokyo", LANG="de_DE")
    finally:
        os.umask(old)
    return first, second


@pytest.fixture(scope="module")
def twice(tmp_path_factory, externals):
    """One small release installed twice."""
    folder = tmp_path_factory.mktemp("twice")
    yield build_twice(folder, externals, small_release(), {"toy/tools/toy-hello"})
    shutil.rmtree(folder)


def test_two_installs_give_the_same_bytes(twice):
    first, second = twice
    assert {f"lib/{SUBDIR}/libbase_dataobjects_rdict.pcm", f"lib/{SUBDIR}/.debug/libtoy.so.debug"} <= contents(first).keys()
    assert any(name.startswith(".objects/") for name in contents(first)) and any(name.endswith(".pyc") for name in contents(first))
    assert differences(first, second) == []


def test_nothing_installed_names_the_place_of_the_build(twice):
    for release in twice:
        top = release.parent.parent
        assert relocation.leftovers(release, [release, release.parent / f".{NAME}.staging", top / "externals"]) == []


def test_an_installed_tree_has_no_hard_links_and_only_relative_links_inside(twice):
    for release in twice:
        for path in release.rglob("*"):
            if path.is_symlink():
                target = os.readlink(path)
                assert not target.startswith(str(release.parent.parent)), path
            elif path.is_file():
                assert path.stat().st_nlink == 1, path


def test_lines_of_the_source_are_found_through_the_debug_files(twice):
    release = twice[1]
    library = release / "lib" / SUBDIR / "libtoy.so"
    symbol = next(line for line in small.output("nm", "-C", library).splitlines() if line.endswith("Belle2::add(int, int)"))
    assert re.search(r"toy/src/Adder\.cc:4$", small.output("addr2line", "-e", library, symbol.split()[0]).strip())
    assert ".debug_info" not in small.output("readelf", "-SW", library)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_two_installs_of_the_whole_framework_give_the_same_bytes(tmp_path, externals):
    files = whole_release()
    executable = {name for name in files if os.access(FRAMEWORK / name, os.X_OK)}
    first, second = build_twice(tmp_path, externals, files, executable)
    assert len(contents(first)) > 400 and any(name.endswith(".b2modmap") for name in contents(first))
    assert differences(first, second) == []
