# SPDX-License-Identifier: LGPL-3.0-or-later
"""Completions in real interactive shells: commands, options, choices, releases, externals, packages, files."""
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from b2tools import cli, process
from b2tools.tooling import completions, launchers
from tests.programs import require
from tests.shells import tree

# Line, what follows the TAB.
ONE_ANSWER = [("b2setup release-01-0", "release-01-00-00"), ("b2install-verify v01", "v01-00-00"), ("b2env --form", "--format"),
              ("b2env --format modu", "modulefile"), ("b2tools install-ver", "install-verify"), ("b2tools env release-02",
                                                                                                 "release-02-00-00"),
              ("b2build-monthly sta", "status"), ("b2code-option int", "intel"), ("b2code-package-add geo", "geometry"),
              ("b2install-externals v01", "v01-00-00"), ("b2env --top deepf", "deepfolder"), ("b2code-style-check only",
                                                                                              "only_file.py")]
SHELLS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}


@pytest.fixture(scope="module")
def top(tmp_path_factory) -> Path:
    place = tree.make(tmp_path_factory.mktemp("complete") / "a 'site", ("release-01-00-00", "release-02-00-00"))
    launchers.install(place / "tools", Path(sys.executable), cli.command_names(), completions.texts(cli.family_tree()))
    return place


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Path:
    """A work tree with packages, a file and a folder."""
    folder = tmp_path_factory.mktemp("work")
    for name in ("geometry", "mdst", "site_scons"):
        (folder / name).mkdir()
        (folder / name / "SConscript").write_text("")
    process.run(["git", "init", "-q", folder])
    process.run(["git", "-C", folder, "add", "-A"])
    process.run(["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"])
    (folder / "only_file.py").write_text("")
    (folder / "deepfolder").mkdir()
    return folder


def interactive(name: str, top: Path, work: Path, start: str = "") -> pexpect.spawn:
    """A shell with the tools set up, ready to be typed into."""
    shell = tree.Shell(name)
    environ = tree.base(work) | {"TERM": "dumb", "PS1": "", "BELLE2_NO_TOOLS_CHECK": "1", "INPUTRC": "/dev/null",
                                 "HISTFILE": "/dev/null",
                                 "XDG_CONFIG_HOME": str(work / ".config"), "XDG_DATA_HOME": str(work / ".data")}
    child = pexpect.spawn(require(name), SHELLS[name], cwd=str(work), env=environ, encoding="utf-8", timeout=30,
                          dimensions=(40, 200))
    child.sendline(start + shell.source(top / "tools").rstrip("\n") + "; echo re''ady")
    child.expect("ready\r?\n")
    return child


def wait_for(child: pexpect.spawn, file: Path) -> None:
    """Until the file holds a line; reads what the shell says meanwhile, as it stops where nobody does."""
    for _ in range(200):
        if file.is_file() and file.read_text().strip() and file.read_text().endswith("\n"):
            return
        try:
            child.read_nonblocking(100_000, 0.05)
        except pexpect.TIMEOUT:
            pass


@pytest.mark.parametrize("name", SHELLS)
def test_tab_completes_what_only_one_word_fits(name, top, work):
    child = interactive(name, top, work, "autoload -Uz compinit; compinit -u -D; " if name == "zsh" else "")
    script = work / "shown.txt"
    try:
        for line, wanted in ONE_ANSWER:
            script.unlink(missing_ok=True)
            # the word is completed on a line of its command, and then given to another one that writes it down
            child.send(line + "\t")
            child.send("\x01" + "/usr/bin/printf '%s\\n' > shown.txt \x05\r")
            wait_for(child, script)
            said = script.read_text().split()
            assert said[-1].rstrip("/") == wanted, f"{name}: {line} became {said}"
    finally:
        child.close(force=True)


@pytest.mark.parametrize("name", SHELLS)
def test_tab_lists_all_releases(name, top, work):
    child = interactive(name, top, work)
    # fish draws its list on real terminals only, and tells the same on request
    child.send("complete -C 'b2setup release-0'\r" if name == "fish" else "b2setup release-0\t\t")
    child.expect(r"release-01-00-00\s+release-02-00-00\s")
    child.close(force=True)


def test_zsh_without_its_completion_system_completes_names_without_hyphens(top, work):
    child = interactive("zsh", top, work)
    child.send("b2setup release-02\t")
    child.expect_exact("release-02-00-00")
    child.send("\x15b2tools env --format modu\t")
    child.expect_exact("modulefile")
    child.close(force=True)


def words(top: Path, work: Path, *line: str, environ: dict[str, str] = {}) -> list[str]:
    command = ["sh", str(top / "tools/setup/words.sh"), line[-1], *line[:-1]]
    return subprocess.run(command, cwd=work, capture_output=True, text=True, check=True, env=os.environ | environ).stdout.split()


def test_options_stand_where_options_can_stand(top, work):
    assert {"--top", "--format", "--help"} <= set(words(top, work, "b2env", "-"))
    assert words(top, work, "b2env", "--", "-") == ["release-01-00-00", "release-02-00-00", "@folder"]
    assert words(top, work, "b2env", "--format=mod") == [f"--format={one}" for one in ("sh", "csh", "fish", "json", "modulefile")]
    assert words(top, work, "b2tools", "env", "--option", "x", "rel") == ["release-01-00-00", "release-02-00-00", "@folder"]


def test_a_list_with_commas_goes_on(top, work):
    assert words(top, work, "b2code-create", "--packages", "geometry,m") == ["geometry,geometry", "geometry,mdst"]
    assert words(top, work, "b2code-package-add", "geometry", "") == ["geometry", "mdst"]


def test_hidden_commands_are_not_offered_but_every_other_one_is(top, work):
    offered = words(top, work, "b2tools", "")
    assert "setup-file" not in offered
    assert {name for name, command in cli.family_tree().items() if not command.hidden} <= set(offered)


def test_completing_starts_no_interpreter(top, work, tmp_path):
    for program in ("python3", "python", "b2tools"):
        (tmp_path / program).write_text(f"#!/bin/sh\ntouch '{tmp_path}/started'\n")
        (tmp_path / program).chmod(0o755)
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    assert "geometry" in words(top, work, "b2code-package-add", "", environ=environ)
    assert "v01-00-00" in words(top, work, "b2install-verify", "", environ=environ)
    assert not (tmp_path / "started").exists()
