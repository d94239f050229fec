# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a set-up starts and reaches, as the kernel sees it: no interpreter, no network, and mostly no program at all."""
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.programs import require
from tests.shells import tree
from tests.shells.tree import Shell

RELEASE = "release-01-00-00"
QUIET = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "tcsh": ["-f"], "csh": ["-f"], "fish": ["--no-config"]}
everywhere = pytest.mark.parametrize("name", tree.SHELLS)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return tree.make(tmp_path_factory.mktemp("quiet") / "a site", (RELEASE, "release-01-01-00"))


def seen(name: str, lines: str, folder: Path) -> tuple[list[str], list[str], int]:
    """Programs that a script started, where it connected to, and how many processes were made."""
    (folder / "script").write_bytes(os.fsencode(lines))
    trace = folder / "trace"
    subprocess.run([require("strace"), "-f", "-qq", "-e", "trace=execve,connect,sendto,clone,clone3,fork,vfork", "-o", trace,
                    require(name), *QUIET.get(name, []), "script"], cwd=folder, env=tree.base(folder), check=True,
                   stdin=subprocess.DEVNULL)
    text = trace.read_text(errors="replace")
    programs = [Path(one).name for one in re.findall(r'execve\("([^"]*)".* = 0$', text, re.M)]
    reached = [line for line in re.findall(r"(?:connect|sendto)\(.*", text) if "AF_INET" in line or "NETLINK" in line]
    forks = [line for line in re.findall(r"(?:clone|clone3|fork|vfork)\(.*", text) if "CLONE_THREAD" not in line]
    return programs[1:], reached, len(forks)


@everywhere
def test_release_is_set_up_without_interpreter_or_network(name, site, tmp_path):
    shell = Shell(name)
    source = shell.source(site / "tools").rstrip("\n")
    lines = f"{source}\nb2setup {RELEASE}\n" if name in ("dash", "csh") else f"{source} {RELEASE}\n"
    programs, reached, forks = seen(name, lines, tmp_path)
    assert reached == []
    assert set(programs) <= {"dash": {"readlink"}, "csh": {"sh", "dash", "readlink"}}.get(name, set())
    if name in ("bash", "zsh", "ksh", "fish"):
        assert forks == 0


@everywhere
def test_switch_undo_and_compiled_working_copy_start_nothing_but_sh(name, site, tmp_path):
    shell = Shell(name)
    copy = tree.working_copy(tmp_path / "code", RELEASE)
    first = shell.run(shell.setup(site), copy, tree.base(tmp_path))
    assert first.stderr == b""
    lines = shell.setup(site, RELEASE) + "b2setup release-01-01-00\ncd code\nb2setup\nb2setup --undo\n"
    programs, reached, _ = seen(name, lines, tmp_path)
    assert reached == []
    assert set(programs) <= {"sh", "dash", "readlink"}
    if name in ("bash", "zsh", "ksh"):
        assert programs == []


def test_the_trace_sees_an_interpreter_where_one_is_started(site, tmp_path):
    tree.working_copy(tmp_path / "code", RELEASE)
    programs, _, _ = seen("bash", "cd code\n" + Shell("bash").setup(site), tmp_path)
    assert any("python" in program for program in programs)
