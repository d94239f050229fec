# SPDX-License-Identifier: LGPL-3.0-or-later
"""Faults of set-ups that must not come back, one test for each. Others of this kind stand in test_odd_shells.py (variables unset
although success was reported, read-only ones), test_no_other_program.py (downloads at set-up) and
tests/commands/test_execute.py (arguments split)."""
import os
import subprocess
from pathlib import Path

import pytest

from tests.shells import tree
from tests.shells.tree import Shell

RELEASE = "release-01-00-00"
everywhere = pytest.mark.parametrize("shell", [Shell(name) for name in tree.SHELLS], ids=lambda shell: shell.name)
CANARY = "touch canary"


def ready(folder: Path) -> Path:
    return tree.make(folder, (RELEASE, "release-01-01-00"))


@everywhere
def test_tools_in_a_path_with_a_blank(shell, tmp_path):
    top = ready(tmp_path / "with a blank")
    done = shell.run(shell.setup(top, RELEASE) + shell.dump("dump"), tmp_path)
    assert done.stderr == b"" and tree.read(tmp_path / "dump")["BELLE2_TOOLS"] == f"{top}/tools"


@everywhere
def test_unescaped_values(shell, tmp_path):
    extra = f"[environment]\nexclude_packages = [\"a b\", \"$({CANARY})\", \"`{CANARY}`\", \"it's !x\"]\n"
    top = tree.make(tmp_path / "site", (RELEASE,), extra)
    done = shell.run(shell.setup(top, RELEASE) + shell.dump("dump"), tmp_path)
    assert done.stderr == b"" and not (tmp_path / "canary").exists()
    assert tree.read(tmp_path / "dump")["BELLE2_EXCLUDE_PACKAGES"] == f"a b $({CANARY}) `{CANARY}` it's !x"


@pytest.mark.parametrize("name", ["csh", "tcsh"])
def test_csh_alias_that_calls_a_missing_program(name, tmp_path):
    shell = Shell(name)
    done = shell.run(shell.setup(ready(tmp_path / "site"), RELEASE) + "alias > aliases\n", tmp_path)
    assert done.stderr == b""
    commands = [line.split("\t", 1) for line in (tmp_path / "aliases").read_text().splitlines()]
    assert {"b2setup", "b2unsetup", "b2setup-externals", "b2code-option", "b2code-option-externals"} <= {one[0] for one in commands}
    for alias, _ in commands:
        if alias.startswith("b2") and alias not in ("b2_locked",):
            done = shell.run(shell.setup(tmp_path / "site", RELEASE) + f"{alias}\n", tmp_path)
            assert b"not found" not in done.stderr, alias


@pytest.mark.parametrize("name", ["csh", "tcsh", "dash"])
@pytest.mark.parametrize("way", ["absolute", "relative", "link", "moved", "nested"])
def test_csh_unable_to_find_itself(name, way, tmp_path):
    shell = Shell(name)
    top = ready(tmp_path / "it's here")
    if way == "moved":
        top = top.rename(tmp_path / "else where")
    if way == "link":
        (tmp_path / "way in").symlink_to(top)
    folder = {"absolute": top, "relative": Path("it's here"), "link": tmp_path / "way in", "moved": top, "nested": top}[way]
    lines = shell.source(folder / "tools") + f"b2setup {RELEASE}\n"
    if way == "nested":
        (tmp_path / "inner").write_bytes(os.fsencode(lines))
        lines = f"{'.' if name == 'dash' else 'source'} ./inner\n"
    done = shell.run(lines + shell.dump("dump"), tmp_path)
    assert done.stderr == b"" and tree.read(tmp_path / "dump")["VO_BELLE2_SW_DIR"] == str(top)


@everywhere
def test_sourcing_a_file_from_the_current_directory(shell, tmp_path):
    top = ready(tmp_path / "site")
    trap = tmp_path / "trap"
    (trap / "setup").mkdir(parents=True)
    for name in ("b2setup.sh", "undo.sh", "find.sh", "site.toml", "b2setup", "setup/b2setup.sh", "setup/site.sh",
                 "readlink", "id", "awk", "sh", "test"):
        (trap / name).write_text(f"#!/bin/sh\ntouch {trap}/canary\n")
        (trap / name).chmod(0o755)
    lines = shell.source(top / "tools") + "cd trap\nb2setup release-01-01-00\nb2setup nothing-of-this-name\n"
    lines += "b2setup\nb2setup --undo\n"
    shell.run(lines, tmp_path, tree.base(tmp_path) | {"PATH": ":/usr/bin:/bin"})
    assert not (trap / "canary").exists()


def test_set_up_of_several_shells_at_once_gives_each_the_whole(tmp_path):
    top, copy = ready(tmp_path / "site"), tree.working_copy(tmp_path / "code", RELEASE)
    lines = Shell("bash").setup(top) + 'echo "$BELLE2_LOCAL_DIR:$BELLE2_RELEASE"\n'
    (tmp_path / "script").write_text(lines)
    started = [subprocess.Popen(["bash", tmp_path / "script"], cwd=copy, env=tree.base(tmp_path), stdout=subprocess.PIPE, text=True)
               for _ in range(4)]
    assert {one.communicate()[0] for one in started} == {f"{copy}:{RELEASE}\n"}
