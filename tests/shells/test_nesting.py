# SPDX-License-Identifier: LGPL-3.0-or-later
"""Set-ups on top of each other and their undo: release, local, analysis; files of the site; virtual environments."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

from b2tools.environments.environment import arch
from tests.shells import tree
from tests.shells.tree import Shell

RELEASE = "release-01-00-00"
everywhere = pytest.mark.parametrize("shell", [Shell(name) for name in tree.SHELLS], ids=lambda shell: shell.name)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return tree.make(tmp_path_factory.mktemp("nest") / "it's a site", (RELEASE, "release-01-01-00"))


@pytest.fixture(scope="module")
def venv(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("venvs") / "mine"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder


def run(shell: Shell, folder: Path, lines: str, environ: dict | None = None) -> dict[str, dict[str, str]]:
    done = shell.run(lines, folder, environ)
    assert (done.stdout.decode(), done.stderr.decode()) == ("", "")
    return {file.name: tree.read(file) for file in folder.glob("dump*")}


def analysis(folder: Path, release: str = RELEASE) -> Path:
    folder.mkdir()
    (folder / ".analysis").write_text(f"{release}\n")
    return folder


def put(shell: Shell, name: str, value: str) -> str:
    return f"setenv {name} {value}\n" if shell.name in (
        "csh", "tcsh") else f"set -gx {name} {value}\n" if shell.name == "fish" else f"export {name}={value}\n"


@everywhere
def test_release_then_local_then_analysis_come_before_each_other_and_undo_at_once(shell, site, tmp_path):
    local, own = tree.working_copy(tmp_path / "local", RELEASE), analysis(tmp_path / "ana")
    lines = shell.source(site / "tools") + "b2setup --undo\n" + shell.dump("dump0") + f"b2setup {RELEASE}\n" + "cd local\nb2setup\n"
    lines += "cd ../ana\nb2setup\n" + shell.dump("../dump1") + "b2setup\n" + \
        shell.dump("../dump2") + "cd ..\nb2unsetup\n" + shell.dump("dump3")
    got = run(shell, tmp_path, lines)
    folders = [f"{place}/bin/{arch()}/opt" for place in (own, local, site / "releases" / RELEASE)]
    assert got["dump1"]["PATH"].split(":")[:3] == folders
    assert [got["dump1"][f"BELLE2_{name}_DIR"] for name in ("ANALYSIS", "LOCAL", "RELEASE")] == [
        str(own), str(local), str(site / "releases" / RELEASE)]
    assert got["dump2"] == got["dump1"] and got["dump3"] == got["dump0"]


@everywhere
def test_analysis_on_another_release_leaves_the_local_one(shell, site, tmp_path):
    tree.working_copy(tmp_path / "local", RELEASE)
    analysis(tmp_path / "ana", "release-01-01-00")
    lines = shell.source(site / "tools") + "cd local\nb2setup\ncd ../ana\nb2setup\n" + shell.dump("../dump")
    got = run(shell, tmp_path, lines)["dump"]
    assert got["BELLE2_RELEASE"] == "release-01-01-00" and "BELLE2_LOCAL_DIR" not in got
    assert str(tmp_path / "local") not in got["PATH"]


@everywhere
def test_saved_options_of_release_and_externals_come_back(shell, site, tmp_path):
    copy = tree.working_copy(tmp_path / "code", RELEASE)
    one = "b2code_option" if shell.name in ("dash", "ksh") else "b2code-option"
    both = f"{one}_externals" if "_" in one else f"{one}-externals"
    lines = shell.setup(site) + f"{one} debug --save\n{both} debug --save\n" + "b2setup --undo\nb2setup\n" + shell.dump("dump")
    got = run(shell, copy, lines, tree.base(tmp_path))["dump"]
    assert (got["BELLE2_OPTION"], got["BELLE2_EXTERNALS_OPTION"]) == ("debug", "debug")
    assert (copy / ".option").read_text() == "debug debug\n"


@everywhere
def test_intel_without_its_compiler_is_told_and_changes_nothing(shell, site, tmp_path):
    for command in ("b2code-option", "b2code-option-externals"):
        word = command.replace("-", "_") if shell.name in ("dash", "ksh") else command
        lines = shell.setup(site, RELEASE) + shell.dump("dump0") + f"{word} intel\n" + shell.dump("dump1")
        done = shell.run(lines, tmp_path)
        assert done.stderr.decode() == (f"{command}: The option intel needs the compiler icpx, which is not on PATH. "
                                        "Install it or choose another option.\n")
        assert tree.read(tmp_path / "dump0") == tree.read(tmp_path / "dump1")


@everywhere
def test_what_the_sites_own_files_change_is_undone(shell, tmp_path):
    words = {"csh": "setenv {} {}\n", "fish": "set -gx {} {}\n", "sh": "export {}={}\n"}
    value = {"csh": "/hooked/{}:$PATH:q", "fish": "/hooked/{}:\"$PATH\"", "sh": '"/hooked/{}:$PATH"'}
    for name in ("before", "after"):
        for form, word in words.items():
            (tmp_path / f"{name}.{form}").write_text(word.format("BELLE2_DOWNLOAD", f"/{name}") +
                                                     word.format("PATH", value[form].format(name)) + word.format("UNKNOWN", name))
    files = {name: [f"{tmp_path}/{name}.{form}" for form in words] for name in ("before", "after")}
    top = tree.make(tmp_path / "site", extra=f"[environment]\nsource_before = {files['before']}\nsource_after = {files['after']}\n")
    environ = tree.base(tmp_path) | {"BELLE2_DOWNLOAD": "/mine"}
    lines = shell.dump("dump0") + shell.setup(top, RELEASE) + shell.dump("dump1") + f"b2setup {RELEASE}\n" + shell.dump("dump2")
    got = run(shell, tmp_path, lines + "b2setup --undo\n" + shell.dump("dump3"), environ)
    assert got["dump1"]["BELLE2_DOWNLOAD"] == "/after" and got["dump1"]["UNKNOWN"] == "after"
    path = got["dump1"]["PATH"].split(":")
    assert path[0] == "/hooked/after" and path[-3:] == ["/hooked/before", "/usr/bin", "/bin"]
    assert got["dump2"] == got["dump1"]
    assert got["dump3"] == got["dump0"] | {"UNKNOWN": "after"}


def activate(shell: Shell, venv: Path) -> str:
    ending = {"fish": ".fish", "csh": ".csh", "tcsh": ".csh"}.get(shell.name, "")
    line = f"{'.' if shell.name == 'dash' else 'source'} {venv}/bin/activate{ending}\n"
    # Its file for csh needs a prompt, which scripts have not.
    return f"set prompt = x\n{line}unset prompt\n" if ending == ".csh" else line


@everywhere
def test_virtual_environment_made_in_between_survives_and_deactivates(shell, site, venv, tmp_path):
    start = put(shell, "VIRTUAL_ENV_DISABLE_PROMPT", "1")
    lines = start + shell.source(site / "tools") + "b2setup --undo\n" + shell.dump("dump0") + \
        f"b2setup {RELEASE}\n" + activate(shell, venv)
    lines += shell.dump("dump1") + f"b2setup {RELEASE}\n" + shell.dump("dump2") + "b2setup release-01-01-00\n" + shell.dump("dump3")
    lines += "b2setup --undo\n" + shell.dump("dump4") + "deactivate\n" + shell.dump("dump5")
    got = run(shell, tmp_path, lines)
    assert got["dump1"]["PATH"].startswith(f"{venv}/bin:{site}/releases/{RELEASE}/")
    assert got["dump2"]["PATH"] == got["dump1"]["PATH"]
    assert got["dump3"]["PATH"] == got["dump1"]["PATH"].replace(RELEASE, "release-01-01-00")
    assert got["dump4"]["PATH"] == f"{venv}/bin:/usr/bin:/bin"
    assert got["dump4"]["VIRTUAL_ENV"] == str(venv)
    assert got["dump5"]["PATH"] == got["dump0"]["PATH"] == "/usr/bin:/bin"


@everywhere
def test_deactivating_first_and_undoing_then_leaves_nothing(shell, site, venv, tmp_path):
    start = put(shell, "VIRTUAL_ENV_DISABLE_PROMPT", "1")
    lines = start + activate(shell, venv) + shell.setup(site, RELEASE) + shell.dump("dump1") + "deactivate\n" + shell.dump("dump2")
    got = run(shell, tmp_path, lines + "b2setup --undo\n" + shell.dump("dump3"))
    assert got["dump2"]["PATH"].startswith(f"{site}/releases/{RELEASE}/") and str(venv) not in got["dump2"]["PATH"]
    assert got["dump3"]["PATH"] == "/usr/bin:/bin"


@everywhere
def test_user_entry_behind_ours_and_a_new_one_in_front_stay(shell, site, tmp_path):
    lines = shell.setup(site, RELEASE) + put(shell, "PYTHONPATH", '/front:"$PYTHONPATH":/back' if shell.name ==
                                             "fish" else '"/front:${PYTHONPATH}:/back"') + "b2setup release-01-01-00\n" \
        + shell.dump("dump1")
    got = run(shell, tmp_path, lines + "b2setup --undo\n" + shell.dump("dump2"))
    assert got["dump1"]["PYTHONPATH"].startswith(
        f"/front:{site}/releases/release-01-01-00/") and got["dump1"]["PYTHONPATH"].endswith(":/back")
    assert got["dump2"]["PYTHONPATH"] == "/front:/back"


@everywhere
@pytest.mark.parametrize("wrong,near",
                         [("relase-01-00-00",
                           RELEASE),
                          ("release-01-0-00",
                           f"{RELEASE} or release-01-01-00"),
                             ("release-10-00-00",
                              RELEASE),
                             ("Release_01_01_00",
                              "release-01-01-00")])
def test_wrong_name_lists_what_is_near_by_letters(shell, wrong, near, site, tmp_path):
    done = shell.run(shell.setup(site, wrong), tmp_path)
    assert f"There is no release {wrong}. Did you mean {near}? Available are: {RELEASE}, release-01-01-00." in done.stderr.decode()
    done = shell.run(shell.setup(site, "something-else-altogether"), tmp_path)
    assert "Did you mean" not in done.stderr.decode()


@pytest.mark.parametrize("name", ["bash", "zsh", "ksh", "tcsh", "fish"])
def test_two_hyphens_take_nothing_from_the_surrounding_script(name, site, tmp_path):
    shell = Shell(name)
    script = tmp_path / "script"
    script.write_bytes(os.fsencode(shell.source(site / "tools").rstrip("\n") + " --\n" + shell.dump("dump")))
    run(shell, tmp_path, f"{name} {script} release-01-01-00\n")
    assert "BELLE2_RELEASE" not in tree.read(tmp_path / "dump")


@everywhere
def test_damaged_set_up_file_changes_nothing(shell, tmp_path):
    top = tree.make(tmp_path / "site", (RELEASE, "release-01-01-00"))
    for form in ("sh", "csh", "fish"):
        (top / "releases/release-01-01-00/setup" / form).write_text("# release\n")
    lines = shell.setup(top, RELEASE) + shell.dump("dump0") + "b2setup release-01-01-00\n" + shell.dump("dump1")
    done = shell.run(lines, tmp_path)
    assert b"is no whole set-up file. Nothing was changed." in done.stderr
    assert tree.read(tmp_path / "dump0") == tree.read(tmp_path / "dump1")
