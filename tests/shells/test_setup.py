# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2setup in every real shell: what it sets, exact undo, switching, finding itself, odd folders and odd shell options."""
import os
import subprocess
from pathlib import Path

import pexpect
import pytest

from b2tools.environments.environment import arch
from tests.programs import require
from tests.shells import tree
from tests.shells.tree import Shell

NEWER = tree.FRAMEWORK + '[environment.set]\nONLY_NEWER = "yes"\n'
everywhere = pytest.mark.parametrize("shell", [Shell(name) for name in tree.SHELLS], ids=lambda shell: shell.name)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    top = tree.make(tmp_path_factory.mktemp("sites") / "größe 1\" it's a site", ("release-01-00-00", "release-01-01-00"))
    tree.add_release(top, "release-02-00-00", NEWER)
    return top


def run(shell: Shell, folder: Path, lines: str, environ: dict | None = None) -> dict[str, dict[str, str]]:
    """Run lines that dump into files; returns the dumps. Nothing may be said on either output."""
    done = shell.run(lines, folder, environ)
    assert (done.stderr.decode(), done.stdout.decode()) == ("", "")
    return {file.name: tree.read(file) for file in folder.glob("dump*")}


@everywhere
def test_release_sets_variables_and_lists(shell, site, tmp_path):
    got = run(shell, tmp_path, shell.setup(site, "release-01-00-00") + shell.dump("dump"))["dump"]
    release, externals = site / "releases/release-01-00-00", site / "externals/v01-00-00" / arch()
    assert got["BELLE2_RELEASE_DIR"] == str(release)
    assert got["VO_BELLE2_SW_DIR"] == str(site)
    assert got["BELLE2_GIT_SERVER"] == f"ssh://{got['BELLE2_USER']}@localhost"
    assert got["ROOTSYS"] == f"{externals / 'common'}/root"
    assert got["PATH"] == f"{release}/bin/{arch()}/opt:{externals}/common/bin:{site}/tools/bin:/usr/bin:/bin"
    assert got["PYTHONPATH"] == f"{release}/lib/{arch()}/opt:{externals}/common/lib/python"
    assert got["MANPATH"] == f"{externals}/common/share/man:"
    assert "LD_LIBRARY_PATH" not in got


@everywhere
def test_undo_restores_set_unset_and_empty(shell, site, tmp_path):
    before = {"ROOTSYS": "/mine", "PYTHONPATH": "", "BELLE2_RELEASE": "", "ROOT_INCLUDE_PATH": "/a b:/c\"d", "OTHER": "o"}
    environ = tree.base(tmp_path) | before
    lines = shell.dump("dump0") + shell.setup(site, "release-01-00-00") + shell.dump("dump1")
    lines += "b2setup --undo\n" + shell.dump("dump2")
    got = run(shell, tmp_path, lines, environ)
    assert got["dump1"]["ROOTSYS"] != "/mine"
    assert got["dump1"]["ROOT_INCLUDE_PATH"].endswith("/include:/a b:/c\"d")
    assert not got["dump1"]["PYTHONPATH"].endswith(":")
    assert got["dump2"] == got["dump0"]


@everywhere
def test_second_time_changes_nothing(shell, site, tmp_path):
    lines = shell.setup(site, "release-01-00-00") + shell.dump("dump1") + "b2setup release-01-00-00\n" + shell.dump("dump2")
    got = run(shell, tmp_path, lines)
    assert got["dump1"] == got["dump2"]


@everywhere
def test_switching_leaves_nothing_of_the_old_release(shell, site, tmp_path):
    one = run(shell, tmp_path, shell.setup(site, "release-01-00-00") + shell.dump("dump"))["dump"]
    switch = shell.setup(site, "release-02-00-00") + shell.dump("dump1") + "b2setup release-01-00-00\n" + shell.dump("dump")
    got = run(shell, tmp_path, switch)
    assert got["dump1"]["ONLY_NEWER"] == "yes"
    assert got["dump"] == one


@everywhere
def test_state_is_inherited_by_another_shell(shell, site, tmp_path):
    first = run(Shell("bash"), tmp_path, Shell("bash").setup(site, "release-01-00-00") + shell.dump("dump"))["dump"]
    inside = run(shell, tmp_path, shell.setup(site, "release-01-00-00") + shell.dump("dump1") + "b2unsetup\n" + shell.dump("dump2"),
                 first | {"USER": "anna"})
    assert inside["dump1"] == first
    assert inside["dump2"]["PATH"] == "/usr/bin:/bin"


@everywhere
def test_list_changed_by_the_user_loses_our_entries_only(shell, site, tmp_path):
    change = {"fish": 'set -gx PATH /venv/bin $PATH /last\n', "tcsh": 'setenv PATH "/venv/bin:${PATH}:/last"\n'}
    change["csh"] = change["tcsh"]
    lines = (shell.setup(site, "release-01-00-00") + change.get(shell.name, 'export PATH="/venv/bin:$PATH:/last"\n')
             + "b2setup --undo\n" + shell.dump("dump"))
    assert run(shell, tmp_path, lines)["dump"]["PATH"] == "/venv/bin:/usr/bin:/bin:/last"


@everywhere
def test_scalar_changed_by_the_user_stays_with_a_note(shell, site, tmp_path):
    change = {"fish": "set -gx ROOTSYS mine\n", "tcsh": "setenv ROOTSYS mine\n", "csh": "setenv ROOTSYS mine\n"}
    lines = shell.setup(site, "release-01-00-00") + change.get(shell.name, "export ROOTSYS=mine\n")
    lines += "b2setup --undo\n" + shell.dump("dump")
    done = shell.run(lines, tmp_path)
    assert done.stderr == b"b2setup: ROOTSYS was changed since the set-up and stays as it is.\n"
    assert tree.read(tmp_path / "dump")["ROOTSYS"] == "mine"


@everywhere
def test_wrong_release_lists_near_and_available_ones_and_changes_nothing(shell, site, tmp_path):
    done = shell.run(shell.setup(site, "release-01-00-00") + "b2setup release-01-00-01\n" + shell.dump("dump"), tmp_path)
    assert done.stderr.decode() == ("b2setup: There is no release release-01-00-01. Did you mean release-01-00-00? "
                                    "Available are: release-01-00-00, release-01-01-00, release-02-00-00.\n")
    assert tree.read(tmp_path / "dump")["BELLE2_RELEASE"] == "release-01-00-00"


@everywhere
def test_moved_site_works_at_its_new_place(shell, tmp_path):
    top = tree.make(tmp_path / "old")
    top.rename(tmp_path / "new $place!")
    got = run(shell, tmp_path, shell.setup(tmp_path / "new $place!", "release-01-00-00") + shell.dump("dump"))["dump"]
    assert got["BELLE2_RELEASE_DIR"] == f"{tmp_path}/new $place!/releases/release-01-00-00"
    assert f"{tmp_path}/old" not in "".join(got.values())


@everywhere
def test_relative_name_finds_the_tools(shell, site, tmp_path):
    lines = shell.source(Path("tools")) + "b2setup release-01-00-00\n" + shell.dump(str(tmp_path / "dump").replace(" ", "\\ "))
    done = shell.run(lines, site, tree.base(tmp_path))
    assert done.stderr == b""
    assert tree.read(tmp_path / "dump")["VO_BELLE2_SW_DIR"] == str(site)


@everywhere
def test_folder_with_a_colon_is_refused(shell, site, tmp_path):
    odd = tmp_path / "a:b"
    odd.mkdir()
    (odd / "site").symlink_to(site)
    done = shell.run(shell.source(odd / "site" / "tools"), tmp_path)
    assert b"" == done.stderr
    top = tree.make(tmp_path / "site")
    top.rename(tmp_path / "si:te")
    done = shell.run(shell.source(tmp_path / "si:te" / "tools"), tmp_path)
    assert b"holds a colon, which separates the folders of PATH" in done.stderr


@everywhere
def test_working_copy_comes_before_its_central_release(shell, site, tmp_path):
    copy = tree.working_copy(tmp_path / "my \"code\" 'ü", "release-01-00-00")
    (copy / "deep").mkdir()
    (copy / "deep" / "er").mkdir()
    got = run(shell, copy / "deep" / "er", shell.setup(site) + shell.dump("dump"), tree.base(tmp_path))["dump"]
    release = site / "releases/release-01-00-00"
    assert (got["BELLE2_LOCAL_DIR"], got["BELLE2_RELEASE_DIR"]) == (str(copy), str(release))
    assert got["PATH"].split(":")[:2] == [f"{copy}/bin/{arch()}/opt", f"{release}/bin/{arch()}/opt"]
    assert got["ROOT_INCLUDE_PATH"] == f"{copy}/include:{release}/include"


@everywhere
def test_compiled_working_copy_starts_no_interpreter_until_a_file_changes(shell, site, tmp_path):
    copy = tree.working_copy(tmp_path / "code")
    run(shell, copy, shell.setup(site) + shell.dump("dump"), tree.base(tmp_path))
    compiled = next((tmp_path / ".cache").rglob("@setup*.sh"))
    before = compiled.stat().st_mtime_ns
    assert run(shell, copy, shell.setup(site) + shell.dump("dump"), tree.base(tmp_path))["dump"]["BELLE2_RELEASE"] == "head"
    assert compiled.stat().st_mtime_ns == before
    (copy / ".release").write_text("release-02-00-00\n")
    got = run(shell, copy, shell.setup(site) + shell.dump("dump"), tree.base(tmp_path))["dump"]
    assert got["ONLY_NEWER"] == "yes"


@everywhere
def test_removed_table_counts_as_a_change(shell, site, tmp_path):
    copy = tree.working_copy(tmp_path / "code")
    (copy / ".environment.toml").write_text('[environment.set]\nMINE = "yes"\n')
    assert run(shell, copy, shell.setup(site) + shell.dump("dump"), tree.base(tmp_path))["dump"]["MINE"] == "yes"
    (copy / ".environment.toml").unlink()
    assert "MINE" not in run(shell, copy, shell.setup(site) + shell.dump("dump"), tree.base(tmp_path))["dump"]


@everywhere
def test_two_sites_do_not_share_what_is_compiled(shell, site, tmp_path):
    other = tree.make(tmp_path / "other", ("release-01-00-00",), "[environment]\nld_library_path = true\n")
    copy = tree.working_copy(other / "work" / "code")
    first = run(shell, copy, shell.setup(other) + shell.dump("dump"), tree.base(tmp_path))["dump"]
    second = run(shell, copy, shell.setup(site) + shell.dump("dump"), tree.base(tmp_path))["dump"]
    assert first["BELLE2_LOCAL_DIR"] == second["BELLE2_LOCAL_DIR"] == str(copy)
    assert "LD_LIBRARY_PATH" in first and "LD_LIBRARY_PATH" not in second


@everywhere
def test_planted_working_copy_does_nothing(shell, site, tmp_path):
    copy = tree.working_copy(tmp_path / "code")
    if os.getuid() == 0:
        os.chown(copy / ".release", 1, 1)
        os.chown(copy / ".externals", 1, 1)
    else:
        pytest.skip("only the superuser can give files away")
    done = shell.run(shell.setup(site) + shell.dump("dump"), copy, tree.base(tmp_path))
    assert b"is left out because it belongs to somebody else" in done.stderr
    assert "BELLE2_LOCAL_DIR" not in tree.read(copy / "dump")
    (tmp_path / ".config" / "b2tools").mkdir(parents=True)
    (tmp_path / ".config" / "b2tools" / "safe").write_text(f"{copy}\n")
    assert run(shell, copy, shell.setup(site) + shell.dump("dump"), tree.base(tmp_path))["dump"]["BELLE2_LOCAL_DIR"] == str(copy)


@everywhere
def test_preferred_release_counts_without_working_copy(shell, site, tmp_path):
    copy = tree.working_copy(tmp_path / "code")
    environ = tree.base(tmp_path) | {"MY_BELLE2_RELEASE": "release-02-00-00"}
    assert run(shell, tmp_path, shell.setup(site) + shell.dump("dump"), environ)["dump"]["BELLE2_RELEASE"] == "release-02-00-00"
    environ |= {"MY_BELLE2_DIR": str(copy)}
    assert run(shell, tmp_path, shell.setup(site) + shell.dump("dump"), environ)["dump"]["BELLE2_LOCAL_DIR"] == str(copy)


@everywhere
def test_externals_without_release(shell, site, tmp_path):
    command = "b2setup_externals" if shell.name in ("dash", "ksh") else "b2setup-externals"
    got = run(shell, tmp_path, shell.source(site / "tools") + command + " v01-00-00\n" + shell.dump("dump"))["dump"]
    assert got["BELLE2_EXTERNALS_VERSION"] == "v01-00-00"
    assert "BELLE2_RELEASE" not in got
    done = shell.run(shell.source(site / "tools") + command + " v01-00-01\n", tmp_path)
    assert b"There is no externals v01-00-01. Did you mean v01-00-00?" in done.stderr


@everywhere
def test_option_changes_the_folders_and_is_saved(shell, site, tmp_path):
    copy = tree.working_copy(tmp_path / "code")
    command = "b2code_option" if shell.name in ("dash", "ksh") else "b2code-option"
    lines = shell.setup(site) + f"{command} debug --save\n" + shell.dump("dump1") + "b2setup\n" + shell.dump("dump2")
    got = run(shell, copy, lines, tree.base(tmp_path))
    assert got["dump1"]["BELLE2_SUBDIR"] == f"{arch()}/debug"
    assert got["dump1"]["PATH"].split(":")[0] == f"{copy}/bin/{arch()}/debug"
    assert got["dump2"] == got["dump1"]
    done = shell.run(shell.setup(site) + f"{command} intel\n", copy, tree.base(tmp_path))
    assert b"needs the compiler icpx, which is not on PATH" in done.stderr


ODD_OPTIONS = [("bash", "set -eu -o noglob"), ("bash", "IFS=_/:"), ("bash", "set -o posix"),
               ("bash", "CDPATH=/usr; cd() { echo; }"), ("zsh", "setopt ksh_arrays sh_word_split no_unset err_exit no_glob"),
               ("zsh", "setopt rc_quotes glob_subst; IFS=_/:"), ("zsh", "emulate sh"), ("ksh", "set -eu -o noglob; IFS=_/:"),
               ("dash", "set -euf; IFS=_/:"), ("tcsh", "set noglob; set backslash_quote")]


@pytest.mark.parametrize("name,options", ODD_OPTIONS)
def test_unusual_shell_options_survive(name, options, site, tmp_path):
    shell = Shell(name)
    plain = run(shell, tmp_path, shell.setup(site, "release-01-00-00") + shell.dump("dump"))["dump"]
    lines = f"{options}\n{shell.setup(site, 'release-01-00-00')}" + shell.dump("dump1") + "b2setup --undo\n" + shell.dump("dump2")
    got = run(shell, tmp_path, lines)
    assert {key: value for key, value in got["dump1"].items() if key != "CDPATH"} == plain
    assert got["dump2"]["PATH"] == "/usr/bin:/bin"


@pytest.mark.parametrize("name", ["bash", "zsh", "ksh", "tcsh", "fish"])
def test_argument_of_source_counts(name, site, tmp_path):
    shell = Shell(name)
    line = shell.source(site / "tools").rstrip("\n")
    assert run(shell, tmp_path, f"{line} release-01-01-00\n" + shell.dump("dump"))["dump"]["BELLE2_RELEASE"] == "release-01-01-00"


@everywhere
def test_argument_of_the_surrounding_script_does_not_count(shell, site, tmp_path):
    script = tmp_path / "script"
    script.write_bytes(os.fsencode(shell.source(site / "tools") + shell.dump("dump")))
    run(shell, tmp_path, f"{shell.name} {script} 'a;touch x' '`touch y`'\n")
    assert "BELLE2_RELEASE" not in tree.read(tmp_path / "dump")
    assert not (tmp_path / "x").exists() and not (tmp_path / "y").exists()


def test_a_misspelt_release_in_a_script_is_told(site, tmp_path):
    script = tmp_path / "script"
    script.write_text(Shell("bash").source(site / "tools").rstrip("\n") + " relase-01-00-00\n")
    done = subprocess.run(["bash", str(script)], capture_output=True, text=True)
    assert done.returncode == 1 and "There is no release relase-01-00-00. Did you mean release-01-00-00?" in done.stderr


def test_missing_home_does_not_matter(site, tmp_path):
    environ = {"PATH": "/usr/bin:/bin"}
    shell = Shell("bash")
    got = run(shell, tmp_path, shell.setup(site, "release-01-00-00") + shell.dump("dump"), environ)["dump"]
    assert got["BELLE2_USER"]


def test_files_of_the_site_are_sourced_around_the_set_up(tmp_path):
    for name in ("before", "after"):
        (tmp_path / f"{name}.sh").write_text(f'export SEEN_{name.upper()}="${{BELLE2_RELEASE-none}}"\n')
    extra = f'[environment]\nsource_before = ["{tmp_path}/before.sh"]\nsource_after = ["{tmp_path}/after.sh"]\n'
    top = tree.make(tmp_path / "site", extra=extra)
    got = run(Shell("bash"), tmp_path, Shell("bash").setup(top, "release-01-00-00") + "/usr/bin/env -0 > dump\n")["dump"]
    assert (got["SEEN_BEFORE"], got["SEEN_AFTER"]) == ("none", "release-01-00-00")


@pytest.mark.parametrize("name", ["bash", "zsh", "ksh"])
def test_interactive_shell_tells_what_is_set_up(name, site, tmp_path):
    no_start_up = {"bash": "--norc", "zsh": "-f", "ksh": "-E"}[name]
    line = Shell(name).source(site / "tools").rstrip("\n") + " release-01-01-00"
    done = subprocess.run([require(name), no_start_up, "-i", "-c", line], capture_output=True, text=True, env=tree.base(tmp_path))
    assert done.stdout == "Belle II software: release-01-01-00\n"


@pytest.mark.parametrize("name", ["tcsh", "csh"])
def test_interactive_c_shell_takes_any_argument_of_its_aliases(name, site, tmp_path):
    lines = "b2setup relase-01-01-00\nb2setup release-01-01-00\nprintenv BELLE2_RELEASE\nexit\n"
    child = pexpect.spawn(require(name), ["-f"], env=tree.base(tmp_path) | {"TERM": "dumb"}, encoding="utf-8", timeout=60)
    child.send(Shell(name).source(site / "tools") + lines)
    said = child.read()
    assert "There is no release relase-01-01-00. Did you mean release-01-01-00?" in said
    assert any(line.endswith(" release-01-01-00") and "b2setup" not in line for line in said.splitlines())
