# SPDX-License-Identifier: LGPL-3.0-or-later
"""Virtual environments on a release: its packages win, activation and its end in every real shell, odd folders, interruptions."""
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from b2tools import errors, sites
from b2tools.environments import virtualenvs
from tests.shells import tree
from tests.shells.tree import Shell

RELEASE = "release-01-00-00"
ODD = "my größe 1\" it's $HOME env"
everywhere = pytest.mark.parametrize("shell", [Shell(name) for name in tree.SHELLS], ids=lambda shell: shell.name)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> tuple[Path, Path]:
    """A site whose externals have a package `shadowed`, and an environment with another version of it, installed by its own pip."""
    folder = tmp_path_factory.mktemp("venvs")
    top = tree.make(folder / "a site", (RELEASE, "release-02-00-00"))
    common = top / "externals/v01-00-00" / tree.setups.environment.arch() / "common/lib/python"
    common.mkdir(parents=True)
    (common / "shadowed.py").write_text("version = 'externals'\n")
    (common / "only_external.py").write_text("version = 'externals'\n")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    place = virtualenvs.create(sites.at(top), RELEASE, folder / ODD, environ | {"PYTHONPATH": "/nowhere"}, "anna")
    wheel = folder / "shadowed-2.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("shadowed.py", "version = 'environment'\n")
        archive.writestr("shadowed-2.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: shadowed\nVersion: 2.0\n")
        archive.writestr("shadowed-2.0.dist-info/WHEEL",
                         "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("shadowed-2.0.dist-info/RECORD", "shadowed.py,,\nshadowed-2.0.dist-info/METADATA,,\n"
                         "shadowed-2.0.dist-info/WHEEL,,\nshadowed-2.0.dist-info/RECORD,,\n")
    source = tree.Shell("bash").source(top / "tools").rstrip()
    lines = f'{source} {RELEASE}; . "$1/bin/activate"; pip install -q --no-index "$2"\n'
    done = subprocess.run(["bash", "-c", lines, "bash", place, wheel], capture_output=True, text=True,
                          env=tree.base(folder) | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    assert done.returncode == 0, done.stderr
    return top, place


def activate(shell: Shell, place: Path) -> str:
    """The line that activates an environment."""
    suffix = {"csh": ".csh", "tcsh": ".csh", "fish": ".fish"}.get(shell.name, "")
    quoted = virtualenvs.shells.family(shell.name).quote(f"{place}/bin/activate{suffix}")
    return f"{'.' if shell.name == 'dash' else 'source'} {quoted}\n"


SHOW = "python3 -c 'import sys, shadowed, only_external; print(shadowed.version, only_external.version)'\n"


def run(shell: Shell, folder: Path, lines: str, environ: dict | None = None) -> tuple[dict[str, dict[str, str]], str]:
    done = shell.run(lines, folder, environ)
    assert done.stderr.decode() == ""
    return {file.name: tree.read(file) for file in folder.glob("dump*")}, done.stdout.decode()


@everywhere
def test_activation_sets_up_the_release_and_the_environment_wins(shell, world, tmp_path):
    top, place = world
    got, said = run(shell, tmp_path, activate(shell, place) + SHOW + shell.dump("dump"))
    assert said == "environment externals\n"
    assert (got["dump"]["BELLE2_RELEASE"], got["dump"]["VIRTUAL_ENV"]) == (RELEASE, str(place))
    assert got["dump"]["PATH"].startswith(f"{place}/bin:{top}/releases/{RELEASE}/bin/")


@everywhere
def test_deactivate_restores_everything_as_it_was(shell, world, tmp_path):
    _, place = world
    lines = shell.dump("dump0") + activate(shell, place) + "deactivate\n" + shell.dump("dump1")
    got, _ = run(shell, tmp_path, lines, tree.base(tmp_path) | {"PYTHONPATH": "/mine"})
    assert got["dump1"] == got["dump0"]


@everywhere
def test_a_release_that_was_set_up_before_stays_set_up(shell, world, tmp_path):
    top, place = world
    lines = shell.setup(top, RELEASE) + shell.dump("dump0") + activate(shell, place) + "deactivate\n" + shell.dump("dump1")
    got, _ = run(shell, tmp_path, lines)
    assert got["dump1"] == got["dump0"] and got["dump1"]["BELLE2_RELEASE"] == RELEASE


@everywhere
def test_it_survives_the_undo_of_the_set_up(shell, world, tmp_path):
    top, place = world
    lines = shell.setup(top, RELEASE) + activate(shell, place) + "b2setup --undo\n" + shell.dump("dump1")
    lines += "deactivate\n" + shell.dump("dump2")
    got, _ = run(shell, tmp_path, lines)
    assert (got["dump1"]["VIRTUAL_ENV"], got["dump1"]["PATH"]) == (str(place), f"{place}/bin:/usr/bin:/bin")
    assert got["dump2"]["PATH"] == "/usr/bin:/bin" and "VIRTUAL_ENV" not in got["dump2"]


@everywhere
def test_activating_twice_is_the_same_as_once(shell, world, tmp_path):
    _, place = world
    got, _ = run(shell, tmp_path, activate(shell, place) + shell.dump("dump1") + activate(shell, place) + shell.dump("dump2"))
    assert got["dump1"]["PATH"] == got["dump2"]["PATH"]


@everywhere
def test_on_top_of_another_release_it_is_refused_and_changes_nothing(shell, world, tmp_path):
    top, place = world
    lines = shell.setup(top, "release-02-00-00") + shell.dump("dump0") + activate(shell, place) + shell.dump("dump1")
    done = shell.run(lines, tmp_path)
    assert f"stands on {RELEASE}, but release-02-00-00 is set up. Say b2setup {RELEASE} first." in done.stderr.decode()
    before, after = tree.read(tmp_path / "dump0"), tree.read(tmp_path / "dump1")
    # ksh itself adds this one at some time
    after.pop("_AST_FEATURES", None)
    assert before == after


def test_its_python_prefers_its_packages_without_activation_too(world, tmp_path):
    top, place = world
    environ = tree.base(tmp_path) | {"PYTHONPATH": str(next((top / "externals").rglob("lib/python")))}
    words = [place / "bin/python", "-c", "import shadowed, only_external, sys; print(shadowed.version, sys.prefix)"]
    assert subprocess.run(words, env=environ, capture_output=True, text=True, check=True).stdout == f"environment {place}\n"
    assert subprocess.run([*words[:1], "-I", *words[1:]], env=environ, capture_output=True, text=True).returncode == 1


def test_what_is_there_is_not_touched(world, tmp_path):
    top, place = world
    with pytest.raises(errors.BadVenv, match=f"an environment on {RELEASE} is there already. Name another one with -n"):
        virtualenvs.create(sites.at(top), RELEASE, place, os.environ, "anna")
    (tmp_path / "mine").write_text("x")
    with pytest.raises(errors.BadVenv, match="something is there already"):
        virtualenvs.create(sites.at(top), RELEASE, tmp_path, os.environ, "anna")
    with pytest.raises(errors.BadVenv, match="holds a colon"):
        virtualenvs.create(sites.at(top), RELEASE, tmp_path / "a:b", os.environ, "anna")
    with pytest.raises(errors.NotInstalled):
        virtualenvs.create(sites.at(top), "release-03-00-00", tmp_path / "new", os.environ, "anna")
    assert (tmp_path / "mine").read_text() == "x" and not (tmp_path / "new").exists()


def test_an_unfinished_one_is_made_anew(world, tmp_path):
    place = tmp_path / "env"
    (place / "lib").mkdir(parents=True)
    (place / virtualenvs.UNFINISHED).write_text("")
    (place / "lib" / "half").write_text("")
    virtualenvs.create(sites.at(world[0]), RELEASE, place, os.environ, "anna")
    assert virtualenvs.release_of(place) == RELEASE and not (place / "lib" / "half").exists()
