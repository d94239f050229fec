# SPDX-License-Identifier: LGPL-3.0-or-later
"""b2setup in shells that are not as expected: read-only and hidden variables, options, shadowed builtins, a poor environment."""
import os
import re
from pathlib import Path

import pytest

from tests.shells import tree
from tests.shells.tree import Shell

BOURNE = ("bash", "zsh", "ksh", "dash")
RELEASE = "release-01-00-00"
bourne = pytest.mark.parametrize("shell", [Shell(name) for name in BOURNE], ids=lambda shell: shell.name)
everywhere = pytest.mark.parametrize("shell", [Shell(name) for name in tree.SHELLS], ids=lambda shell: shell.name)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return tree.make(tmp_path_factory.mktemp("odd") / "a site", (RELEASE, "release-01-01-00"))


def run(shell: Shell, folder: Path, lines: str, environ: dict | None = None, said: str = "") -> dict[str, dict[str, str]]:
    """Run lines that dump into files; returns the dumps. Only what is expected may be said."""
    done = shell.run(lines, folder, environ)
    assert (done.stdout.decode(), done.stderr.decode()) == ("", said)
    return {file.name: tree.read(file) for file in folder.glob("dump*")}


@bourne
@pytest.mark.parametrize("name", ["ROOTSYS", "PATH", "BELLE2_RELEASE", "B2SETS", "BELLE2_USER"])
def test_read_only_variable_is_named_and_nothing_changes(shell, name, site, tmp_path):
    lines = f"export {name}=mine:/usr/bin:/bin\nreadonly {name}\n" if name != "ROOTSYS" else ""
    lines += shell.source(site / "tools") + "echo code $?\n"
    lines += ("export ROOTSYS=mine\nreadonly ROOTSYS\n" if name == "ROOTSYS" else "") + shell.dump("dump0")
    lines += f"b2setup {RELEASE}\necho code $?\n" + shell.dump("dump1")
    done = shell.run(lines, tmp_path)
    sentence = f"b2setup: The variable {name} is read-only in this shell, so that it cannot be changed. Nothing was changed. " \
               "Start a new shell to set up."
    at_once = name not in ("ROOTSYS", "BELLE2_RELEASE")
    assert set(done.stderr.decode().splitlines()) == {sentence}
    assert done.stdout == b"code %d\ncode 1\n" % at_once
    assert ("BELLE2_TOOLS" in tree.read(tmp_path / "dump0")) is not at_once
    assert tree.read(tmp_path / "dump1") == tree.read(tmp_path / "dump0")


@bourne
def test_variable_made_read_only_later_stops_undo_and_switch_before_they_begin(shell, site, tmp_path):
    lines = shell.setup(site, RELEASE) + "readonly ROOTSYS\n" + shell.dump("dump0") + \
        "b2setup --undo\necho $?\n" + shell.dump("dump1")
    lines += "b2setup release-01-01-00\necho $?\n" + shell.dump("dump2")
    done = shell.run(lines, tmp_path)
    assert done.stdout == b"1\n1\n" and done.stderr.count(b"The variable ROOTSYS is read-only") == 2
    assert tree.read(tmp_path / "dump0") == tree.read(tmp_path / "dump1") == tree.read(tmp_path / "dump2")


@pytest.mark.parametrize("before", ["", "\nset path = ( $path:q )"])
def test_read_only_path_of_tcsh_is_told_and_nothing_changes(before, site, tmp_path):
    shell = Shell("tcsh")
    source = shell.source(site / "tools").rstrip("\n")
    lines = f"{before}\nset -r path = ( $path:q )\n" + shell.dump("dump0") + f"{source} {RELEASE}\n" + shell.dump("dump1")
    lines += f"b2setup {RELEASE}\n" + shell.dump("dump2")
    done = shell.run(lines, tmp_path)
    assert done.stderr.decode().splitlines() == 2 * [
        "b2setup: The variable path is read-only in this shell, so that PATH cannot be changed. Nothing was changed. "
        "Start a new shell to set up."]
    assert tree.read(tmp_path / "dump0") == tree.read(tmp_path / "dump1") == tree.read(tmp_path / "dump2")


def test_another_read_only_variable_of_tcsh_does_not_matter(site, tmp_path):
    shell = Shell("tcsh")
    lines = "set -r pathology = ( a 'b c' )\nset -r other = 1\n" + shell.setup(site, RELEASE) + shell.dump("dump1")
    lines += "b2setup release-01-01-00\n" + shell.dump("dump2") + "b2setup --undo\n" + shell.dump("dump3")
    got = run(shell, tmp_path, lines)
    assert [got[name].get("BELLE2_RELEASE") for name in ("dump1", "dump2", "dump3")] == [RELEASE, "release-01-01-00", None]


@bourne
def test_variable_that_was_not_exported_comes_back_not_exported(shell, site, tmp_path):
    environ = {name: value for name, value in tree.base(tmp_path).items() if name != "MANPATH"}
    lines = "unset ROOTSYS PYTHONPATH; ROOTSYS='mi ne\n'; PYTHONPATH=; ROOT_INCLUDE_PATH=/a:/b\n" + shell.dump("dump0")
    lines += shell.setup(site, RELEASE) + shell.dump("dump1") + "b2setup release-01-01-00\nb2setup --undo\n" + shell.dump("dump2")
    lines += 'export X="$ROOTSYS|${PYTHONPATH-unset}|$ROOT_INCLUDE_PATH"\n' + shell.dump("dump3")
    got = run(shell, tmp_path, lines, environ)
    assert got["dump1"]["ROOT_INCLUDE_PATH"].endswith("/include:/a:/b")
    assert got["dump2"] == got["dump0"]
    assert got["dump3"]["X"] == "mi ne\n||/a:/b"


def test_variable_of_fish_that_was_not_exported_comes_back_not_exported(site, tmp_path):
    shell = Shell("fish")
    lines = "set -g ROOTSYS 'mi ne'\nset -g --path ROOT_INCLUDE_PATH /a /b\n" + shell.dump("dump0") + shell.setup(site, RELEASE)
    lines += shell.dump("dump1") + "b2setup --undo\n" + shell.dump("dump2") + 'set -gx X "$ROOTSYS|$ROOT_INCLUDE_PATH"\n'
    got = run(shell, tmp_path, lines + shell.dump("dump3"))
    assert got["dump1"]["ROOT_INCLUDE_PATH"].endswith("/include:/a:/b")
    assert got["dump2"] == got["dump0"] and got["dump3"]["X"] == "mi ne|/a:/b"


ODD = [("bash", "set -eu -o noglob"), ("bash", "set -a"), ("bash", "IFS=_/:"), ("bash", "unset IFS"), ("bash", "set -o posix"),
       ("bash", "shopt -s nullglob failglob nocasematch extglob"),
       ("bash", "set -C; set -o pipefail; shopt -s inherit_errexit; set -e"),
       ("dash", "set -aeuf; IFS=ab"), ("ksh", "set -aeuf; IFS=_/:"), ("ksh", "set -o noclobber -o globstar"),
       ("zsh", "setopt sh_word_split ksh_arrays no_unset err_exit no_glob nomatch"), ("zsh", "setopt all_export null_glob"),
       ("zsh", "setopt ksh_glob glob_subst rc_quotes err_return no_function_argzero posix_builtins; IFS=_/:"),
       ("zsh", "setopt csh_nullcmd csh_junkie_quotes ignore_braces no_short_loops posix_identifiers"), ("zsh", "emulate ksh"),
       ("tcsh", "set noglob; set nonomatch; set noclobber; set backslash_quote"), ("tcsh", "set noclobber; set echo_style=both"),
       ("csh", "set noglob; set nonomatch; set noclobber"), ("fish", "set -gx IFS")]


@pytest.mark.parametrize("name,options", ODD)
def test_options_of_the_shell_neither_matter_nor_change(name, options, site, tmp_path):
    shell = Shell(name)
    show = {"bash": "{ set +o; shopt; echo \"${IFS-unset}\"; }", "zsh": "set +o", "dash": "{ set +o; echo \"$IFS\"; }",
            "ksh": "{ set +o; echo \"$IFS\"; }", "tcsh": "set | grep -c '^no'", "csh": "set | grep -c '^no'", "fish": "true"}[name]
    plain = run(shell, tmp_path, shell.setup(site, RELEASE) + shell.dump("dump"))["dump"]
    lines = f"{options}\n{show} > {tmp_path}/one\n" + shell.setup(site,
                                                                  RELEASE) + shell.dump("dump1") + "b2setup release-01-01-00\n"
    lines += "b2setup --undo\n" + f"{show} > {tmp_path}/two\n" + shell.dump("dump2")
    got = run(shell, tmp_path, lines)
    ours = {key: value for key, value in got["dump1"].items() if key not in ("IFS", "fish_trace")}
    assert ours == plain
    assert {key for key in got["dump2"] if key.startswith(("B2", "BELLE2", "_b2"))} == set()
    assert (tmp_path / "one").read_text() == (tmp_path / "two").read_text()


SHADOWS = ("cd", "echo", "pwd", "unset", "export", "eval", "read", "printf", "command", "shift", "typeset", "return", "test")


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_functions_of_the_user_in_the_place_of_builtins_do_not_matter_and_stay(name, site, tmp_path):
    shell = Shell(name)
    functions = "".join(f"function {one} {{ builtin printf '%s\\n' shadow >> {tmp_path}/called; }}\n" for one in SHADOWS)
    lines = shell.source(site / "tools") + functions + f"b2setup {RELEASE}\n" + shell.dump("dump1")
    lines += "b2setup --undo\n" + shell.dump("dump2") + f"[ -e {tmp_path}/called ] && builtin echo called\necho\ncd\n"
    done = shell.run(lines, tmp_path)
    assert (done.stdout, done.stderr) == (b"", b"")
    assert tree.read(tmp_path / "dump1")["BELLE2_RELEASE"] == RELEASE
    assert "BELLE2_RELEASE" not in tree.read(tmp_path / "dump2")
    assert (tmp_path / "called").read_text() == "shadow\nshadow\n"


@pytest.mark.parametrize("name", BOURNE)
def test_aliases_of_the_user_do_not_matter(name, site, tmp_path):
    shell = Shell(name)
    aliases = "".join(f"alias {one}='false; touch {tmp_path}/called;'\n" for one in ("cd",
                      "pwd", "echo", "unset", "printf", "read", "local", "typeset"))
    if name in ("bash", "zsh"):
        aliases += "".join(f"alias -- '{one}'='false; touch {tmp_path}/called;'\n" for one in ("return", "command", "set"))
    first = "shopt -s expand_aliases\n" if name == "bash" else ""
    lines = f"{first}{aliases}" + shell.source(site / "tools") + f"b2setup {RELEASE}\n" + shell.dump("dump")
    assert run(shell, tmp_path, lines)["dump"]["BELLE2_RELEASE"] == RELEASE
    assert not (tmp_path / "called").exists()


@everywhere
@pytest.mark.parametrize("path", ["", None, "/usr/bin:/bin:/my folder:/it's \"odd\"!:"], ids=["empty", "unset", "odd"])
def test_any_path_is_set_up_and_restored(shell, path, site, tmp_path):
    environ = {"HOME": str(tmp_path), "USER": "anna", "LC_ALL": "C.UTF-8"} | ({} if path is None else {"PATH": path})
    lines = shell.dump("dump0") + shell.setup(site, RELEASE) + shell.dump("dump1") + "b2setup --undo\n" + shell.dump("dump2")
    got = run(shell, tmp_path, lines, environ)
    assert got["dump1"]["PATH"].startswith(f"{site}/releases/{RELEASE}/bin/")
    if shell.name == "dash" and path is None:
        # dash never takes back that PATH is exported, and has a PATH of its own without one in the environment.
        assert not got["dump2"].pop("PATH").startswith(str(site))
    assert got["dump2"] == got["dump0"]


@everywhere
def test_without_home_and_names_of_the_user_a_working_copy_is_set_up(shell, site, tmp_path):
    copy = tree.working_copy(tmp_path / "my code", RELEASE)
    got = run(shell, copy, shell.setup(site) + shell.dump("dump"), {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)})["dump"]
    assert got["BELLE2_LOCAL_DIR"] == str(copy) and got["BELLE2_USER"]


@bourne
def test_no_variable_of_ours_but_the_place_of_the_tools_stays_behind(shell, site, tmp_path):
    show = {"bash": "compgen -v", "zsh": "typeset +", "ksh": "set", "dash": "set"}[shell.name]
    shell.run(f"{show} > one\n" + shell.setup(site, RELEASE) + f"b2setup --undo\n{show} > two\n", tmp_path)
    names = [{found[1] for found in re.finditer(r"(?m)^(?:[a-z0-9 ]* )?([A-Za-z_]\w*)(?:=|$)",
                                                (tmp_path / file).read_text())} for file in ("one", "two")]
    assert {name for name in names[1] - names[0] if "_b2_" not in name} <= {"BASH_REMATCH", "PIPESTATUS", "_", "OLDPWD"}


def test_somebody_elses_cache_is_not_used(site, tmp_path):
    if os.getuid() != 0:
        pytest.skip("only the superuser can give files away")
    (tmp_path / "b2tools-anna").mkdir()
    os.chown(tmp_path / "b2tools-anna", 1, 1)
    copy = tree.working_copy(tmp_path / "code")
    done = Shell("bash").run(Shell("bash").setup(site), copy, {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "LOGNAME": "anna"})
    assert b"belongs to somebody else" in done.stderr
