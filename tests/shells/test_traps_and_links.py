# SPDX-License-Identifier: LGPL-3.0-or-later
"""Traps of the user, links to b2setup, platforms, shells set up by older tools or by another family, releases that are gone."""
import os
import subprocess
from pathlib import Path

import pexpect
import pytest

from b2tools import platforms
from b2tools.cli import family_tree
from b2tools.tooling import completions
from tests.programs import require
from tests.shells import tree
from tests.shells.tree import Shell

RELEASE = "release-01-00-00"
everywhere = pytest.mark.parametrize("shell", [Shell(name) for name in tree.SHELLS], ids=lambda shell: shell.name)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return tree.make(tmp_path_factory.mktemp("traps") / "a site", (RELEASE, "release-01-01-00"))


TRAPS = [("bash", "set -eE; trap 'echo ERR' ERR; trap 'echo bye' EXIT; trap 'echo usr' USR1"),
         ("zsh", "setopt err_exit; TRAPZERR() { echo ZERR }; trap 'echo bye' EXIT; trap 'echo usr' USR1"),
         ("zsh", "setopt posix_traps; trap 'echo bye' EXIT; trap 'echo usr' USR1"),
         ("ksh", "set -e; trap 'echo ERR' ERR; trap 'echo bye' EXIT; trap 'echo usr' USR1"),
         ("dash", "set -e; trap 'echo bye' EXIT; trap 'echo usr' USR1")]


@pytest.mark.parametrize("name,traps", TRAPS)
def test_traps_of_the_user_neither_fire_nor_get_lost(name, traps, site, tmp_path):
    shell = Shell(name)
    again = f"{shell.setup(site, RELEASE)}b2setup release-01-01-00\nb2setup --undo\n"
    lines = f"{traps}\n{again}f() {{ {again}}}\nf\necho end\nkill -s USR1 $$\n"
    done = shell.run(lines, tmp_path)
    assert (done.stdout, done.stderr) == (b"end\nusr\nbye\n", b"")


@everywhere
def test_link_to_the_file_itself_is_followed(shell, site, tmp_path):
    end = ".fish" if shell.name == "fish" else ""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / f"b2setup{end}").symlink_to(f"../my link{end}")
    (tmp_path / f"my link{end}").symlink_to(site / f"tools/b2setup{end}")
    done = shell.run(shell.source(Path("deep")) + f"b2setup {RELEASE}\n" + shell.dump("dump"), tmp_path)
    assert done.stderr == b"" and tree.read(tmp_path / "dump")["BELLE2_RELEASE_DIR"] == f"{site}/releases/{RELEASE}"


@everywhere
def test_platform_of_this_machine_or_the_one_asked_for(shell, tmp_path):
    top = tree.make(tmp_path / "site")
    for tag in (platforms.here(), "el-9"):
        (top / "platforms" / tag).mkdir(parents=True)
        tree.add_externals(top, "v01-00-00", tree.EXTERNALS, tag)
        tree.add_release(top, RELEASE, platform=tag)
    lines = shell.setup(top, RELEASE) + shell.dump("dump")
    for tag, environ in ((platforms.here(), {}), ("el-9", {"BELLE2_PLATFORM": "el-9"})):
        done = shell.run(lines, tmp_path, tree.base(tmp_path) | environ)
        got = tree.read(tmp_path / "dump")
        assert done.stderr == b"" and got["BELLE2_EXTERNALS_TOPDIR"] == f"{top}/platforms/{tag}/externals"
        assert got["ROOTSYS"].startswith(f"{top}/platforms/{tag}/externals/")
    done = shell.run(lines, tmp_path, tree.base(tmp_path) | {"BELLE2_PLATFORM": "../x"})
    assert b"BELLE2_PLATFORM cannot be '../x'" in done.stderr


OLDER = f"""# {RELEASE}
# b2tools set-up file, format 1
export B2SETS="${{B2SETS-}} BELLE2_RELEASE BELLE2_RELEASE_DIR" B2LISTS="${{B2LISTS-}} PATH"
case ${{B2NBELLE2_RELEASE+x}}${{BELLE2_RELEASE+y}} in y) export B2OBELLE2_RELEASE="${{BELLE2_RELEASE}}" ;; esac
export B2NBELLE2_RELEASE='{RELEASE}' BELLE2_RELEASE='{RELEASE}'
export B2NBELLE2_RELEASE_DIR="${{_b2_top}}"'/releases/x' BELLE2_RELEASE_DIR="${{_b2_top}}"'/releases/x'
case ${{B2NPATH+x}}${{PATH+y}} in
x*) export B2NPATH="${{_b2_top}}"'/old':"${{B2NPATH}}" ;;
y) export B2OPATH="${{PATH}}" B2NPATH="${{_b2_top}}"'/old' ;;
*) export B2NPATH="${{_b2_top}}"'/old' ;;
esac
export PATH="${{_b2_top}}"'/old'"${{PATH:+:${{PATH}}}}"
"""


@pytest.mark.parametrize("name", ["bash", "zsh", "ksh", "dash"])
def test_static_file_of_format_1_is_read_and_undone(name, tmp_path):
    shell, top = Shell(name), tree.make(tmp_path / "site")
    (top / "releases" / RELEASE / "setup" / "sh").write_text(OLDER)
    lines = shell.source(top / "tools") + "b2setup --undo\n" + shell.dump("dump0") + f"b2setup {RELEASE}\n" + shell.dump("dump1")
    done = shell.run(lines + "b2unsetup\n" + shell.dump("dump2"), tmp_path)
    got = [tree.read(tmp_path / f"dump{number}") for number in range(3)]
    assert done.stderr == b"" and got[1]["PATH"] == f"{top}/old:/usr/bin:/bin"
    assert got[1]["BELLE2_RELEASE_DIR"] == f"{top}/releases/x" and got[2] == got[0]


@everywhere
def test_state_of_older_tools_is_undone(shell, site, tmp_path):
    old = {"B2SETS": " BELLE2_RELEASE ROOTSYS", "B2LISTS": " PATH", "BELLE2_RELEASE": "release-00-01-00", "ROOTSYS": "/gone/root",
           "B2NBELLE2_RELEASE": "release-00-01-00", "B2NROOTSYS": "/gone/root", "B2OROOTSYS": "/mine",
           "B2NPATH": "/gone/a b:/gone/c", "B2OPATH": "/usr/bin:/bin", "PATH": "/gone/a b:/gone/c:/usr/bin:/bin"}
    lines = shell.source(site / "tools") + shell.dump("dump1") + "b2setup --undo\n" + shell.dump("dump2")
    done = shell.run(lines, tmp_path, tree.base(tmp_path) | old)
    got = [tree.read(tmp_path / f"dump{number}") for number in (1, 2)]
    assert done.stderr == b"" and "BELLE2_RELEASE" not in got[0] and got[0]["ROOTSYS"] == "/mine"
    assert got[0]["PATH"] == f"{site}/tools/bin:/usr/bin:/bin" and got[1]["PATH"] == "/usr/bin:/bin"
    assert not [name for name in got[1] if name.startswith("B2")]


@everywhere
@pytest.mark.parametrize("first", ["bash", "tcsh", "fish"])
def test_shell_of_another_family_undoes_exactly(first, shell, site, tmp_path):
    mine = {"ROOTSYS": "/mi ne!\n'x'", "PYTHONPATH": "", "MANPATH": "/man\n:", "BELLE2_RELEASE": "\\"}
    before = tree.base(tmp_path) | mine
    Shell(first).run(Shell(first).setup(site, RELEASE) + Shell(first).dump("dump0"), tmp_path, before)
    inherited = tree.read(tmp_path / "dump0") | {"USER": "anna"}
    assert inherited["BELLE2_RELEASE"] == RELEASE
    done = shell.run(shell.source(site / "tools") + "b2setup --undo\n" + shell.dump("dump1"), tmp_path, inherited)
    got = tree.read(tmp_path / "dump1")
    assert done.stderr == b"" and {name: got.get(name) for name in mine} == mine and got["PATH"] == "/usr/bin:/bin"
    assert not [name for name in got if name.startswith(("B2", "BELLE2_")) and name not in mine]


@everywhere
def test_release_that_is_gone_is_undone_exactly(shell, tmp_path):
    top = tree.make(tmp_path / "site", (RELEASE, "release-01-01-00"))
    lines = shell.dump("dump0") + shell.setup(top, RELEASE) + f"mv '{top}/releases/{RELEASE}' '{tmp_path}/gone'\n"
    done = shell.run(lines + "b2setup --undo\n" + shell.dump("dump1"), tmp_path)
    assert done.stderr == b"" and tree.read(tmp_path / "dump1") == tree.read(tmp_path / "dump0")


@everywhere
def test_huge_environment_is_set_up_and_undone(shell, site, tmp_path):
    # csh itself expands no variable of 40 KB
    count = 200 if shell.name == "csh" else 4000
    environ = tree.base(tmp_path) | {f"HUGE{number}": "x" * 100_000 for number in range(5)}
    environ |= {"PATH": ":".join(["/usr/bin:/bin"] + [f"/folder/{number}" for number in range(count)]),
                "PYTHONPATH": ":".join(f"/p/{number}" for number in range(count))}
    lines = shell.dump("dump0") + shell.setup(site, RELEASE) + shell.dump("dump1") + "b2setup --undo\n" + shell.dump("dump2")
    done = shell.run(lines, tmp_path, environ)
    got = [tree.read(tmp_path / f"dump{number}") for number in range(3)]
    assert done.stderr == b"" and got[1]["PATH"].endswith(environ["PATH"]) and got[2] == got[0]


@everywhere
def test_planted_link_and_folder_of_a_group_do_nothing(shell, site, tmp_path):
    """A mark is a file of the user in a folder of the user: neither a link to a file of his in somebody else's folder counts."""
    if os.getuid() != 0:
        pytest.skip("only the superuser can give files away")
    copy, shared = tree.working_copy(tmp_path / "mine"), tmp_path / "shared"
    shared.mkdir()
    for name in (".release", ".externals"):
        (shared / name).symlink_to(copy / name)
    os.chown(shared, 1, 1)
    done = shell.run(shell.setup(site) + shell.dump("dump"), shared, tree.base(tmp_path))
    assert b"is left out because it belongs to somebody else" in done.stderr
    assert "BELLE2_LOCAL_DIR" not in tree.read(shared / "dump")


HANDS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}


@pytest.mark.parametrize("name", HANDS)
def test_interactive_shell_gets_completions_and_advice_and_stays_usable(name, tmp_path):
    top = tree.make(tmp_path / "site", (RELEASE,))
    for file, text in completions.texts(family_tree()).items():
        (top / "tools" / "setup" / file).write_text(text)
    (tmp_path / ".cache/b2tools/advice" / str(top)[1:]).mkdir(parents=True)
    (tmp_path / ".cache/b2tools/advice" / str(top)[1:] / "@advice").write_text(
        f"b2tools-advice 1 9999999999 9999999999\nrelease {RELEASE} release-09-00-00 too old\n")
    shell, answer = Shell(name), tmp_path / "answer"
    environ = tree.base(tmp_path) | {"TERM": "dumb", "BELLE2_NO_TOOLS_CHECK": "1"}
    child = pexpect.spawn(require(name), HANDS[name], env=environ, encoding="utf-8", timeout=30, cwd=str(tmp_path))
    child.send(shell.source(top / "tools") + f"b2setup {RELEASE}\n" + f"echo $BELLE2_RELEASE > {answer}\n" + "exit\n")
    said = child.read()
    assert answer.read_text() == f"{RELEASE}\n"
    assert f"Belle II software: {RELEASE}" in said
    assert f"The release {RELEASE} is not supported (too old). Use release-09-00-00" in said
    assert "not found" not in said and "rror" not in said


def test_a_second_shell_sets_up_something_else_at_the_same_time(site, tmp_path):
    started = []
    for number, release in enumerate((RELEASE, "release-01-01-00") * 2):
        script = tmp_path / f"script{number}"
        script.write_text(Shell("zsh").setup(site, release) + "echo $BELLE2_RELEASE\n")
        started.append(subprocess.Popen([require("zsh"), "-f", script], env=tree.base(tmp_path), stdout=subprocess.PIPE, text=True))
    assert [one.communicate()[0] for one in started] == [f"{RELEASE}\n", "release-01-01-00\n"] * 2
