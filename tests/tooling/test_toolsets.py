# SPDX-License-Identifier: LGPL-3.0-or-later
"""Versions of the tools side by side: whole or absent, switched by one rename, older sites taken over."""
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from b2tools import errors
from b2tools.places import receipts
from b2tools.tooling import launchers, toolsets
from tests.shells import tree

VERSION = launchers.b2tools.__version__


def add(tools: Path, version: str, text: str = "") -> Path:
    """A small version whose files say which one it is."""
    with toolsets.staged(tools, version) as staging:
        (staging / "bin").mkdir()
        (staging / "bin/b2tools").write_text(f"#!/bin/sh\necho {text or version}\n")
        (staging / "bin/b2tools").chmod(0o755)
        (staging / "setup").mkdir()
        for name in ("b2setup", "b2setup.fish"):
            (staging / name).write_text("")
        receipts.write(staging, "tools", version, platform="any", made_by="test", inputs={}, environment={})
    return toolsets.place(tools, version)


def said(tools: Path) -> str:
    return subprocess.run([tools / "bin/b2tools"], capture_output=True, text=True, check=True).stdout.strip()


def test_versions_stand_side_by_side_and_current_leads_to_one(tmp_path):
    for version in ("1.10.0", "1.9.0"):
        add(tmp_path, version)
        toolsets.switch(tmp_path, version, allow_downgrade=True)
    assert toolsets.installed(tmp_path) == ["1.9.0", "1.10.0"]
    assert (toolsets.current(tmp_path), said(tmp_path)) == ("1.9.0", "1.9.0")
    assert toolsets.switch(tmp_path, "1.10.0") == "1.9.0"
    assert (said(tmp_path), os.readlink(tmp_path / "current")) == ("1.10.0", "versions/1.10.0")


def test_an_older_version_needs_permission(tmp_path):
    for version in ("1.0.0", "1.1.0"):
        add(tmp_path, version)
    toolsets.switch(tmp_path, "1.1.0")
    with pytest.raises(errors.ToolsDowngrade, match="older than the present ones .1.1.0.*say --allow-downgrade"):
        toolsets.switch(tmp_path, "1.0.0")
    assert said(tmp_path) == "1.1.0"
    toolsets.switch(tmp_path, "1.0.0", allow_downgrade=True)
    assert said(tmp_path) == "1.0.0"


def test_a_version_that_is_not_there_is_told_with_near_ones(tmp_path):
    add(tmp_path, "1.0.0")
    with pytest.raises(errors.NoSuchTools, match="There are no tools 1.0.1 .* Did you mean 1.0.0?"):
        toolsets.switch(tmp_path, "1.0.1")


def test_what_fails_leaves_the_old_one_and_nothing_else(tmp_path):
    add(tmp_path, "1.0.0")
    with pytest.raises(RuntimeError), toolsets.staged(tmp_path, "1.0.0") as staging:
        (staging / "half").write_text("done")
        raise RuntimeError
    with pytest.raises(ValueError, match="has no receipt"), toolsets.staged(tmp_path, "2.0.0"):
        pass
    assert toolsets.installed(tmp_path) == ["1.0.0"]
    assert sorted(file.name for file in (tmp_path / "versions").iterdir()) == [".1.0.0.lock", ".2.0.0.lock", "1.0.0"]


def test_a_killed_install_is_no_version_and_the_next_one_goes_through(tmp_path):
    script = ("import os, pathlib, sys; from b2tools.tooling import toolsets\n"
              "with toolsets.staged(pathlib.Path(sys.argv[1]), '1.0.0') as place:\n"
              "    (place / 'half').write_text(''); os.kill(os.getpid(), 9)")
    done = subprocess.run([sys.executable, "-c", script, tmp_path])
    assert done.returncode == -9 and (tmp_path / "versions/.1.0.0.staging/half").exists()
    assert toolsets.installed(tmp_path) == [] and toolsets.current(tmp_path) is None
    add(tmp_path, "1.0.0")
    assert not (tmp_path / "versions/1.0.0/half").exists() and not (tmp_path / "versions/.1.0.0.staging").exists()


def test_replacing_and_switching_never_leave_a_moment_without_tools(tmp_path):
    for version in ("1.0.0", "1.1.0"):
        add(tmp_path, version)
    toolsets.switch(tmp_path, "1.0.0")
    missed, end = [], threading.Event()

    def look():
        while not end.is_set():
            if not os.path.exists(tmp_path / "bin/b2tools") or not os.path.exists(tmp_path / "b2setup"):
                missed.append(1)
    watcher = threading.Thread(target=look)
    watcher.start()
    for turn in range(15):
        add(tmp_path, "1.1.0", f"turn{turn}")
        toolsets.switch(tmp_path, ("1.1.0", "1.0.0")[turn % 2], allow_downgrade=True)
    end.set()
    watcher.join()
    assert not missed and said(tmp_path) == "turn14"


def test_an_older_site_with_plain_files_is_taken_over(tmp_path):
    top = tree.make(tmp_path / "site")
    tools = top / "tools"
    new = toolsets.place(tools, VERSION)
    for name in toolsets.FIXED:
        (tools / name).unlink()
        os.rename(new / name, tools / name)
    for path in (tools / "versions", tools / "current"):
        toolsets.files.remove(path)
    (tools / "bin/mine").write_text("own")
    launchers.install(tools, Path(sys.executable), ["env"])
    assert {name: os.readlink(tools / name) for name in toolsets.FIXED} == {name: f"current/{name}" for name in toolsets.FIXED}
    assert (tools / "bin.old/mine").read_text() == "own"
    assert sorted(file.name for file in (tools / "bin").iterdir()) == ["b2env", "b2tools"]
    assert not [file.name for file in tools.iterdir() if file.name.startswith(".")]


def test_running_tools_are_installed_beside_newer_ones_only_on_request(tmp_path):
    top = tree.make(tmp_path / "site")
    add(top / "tools", "99.0.0")
    toolsets.switch(top / "tools", "99.0.0")
    with pytest.raises(errors.ToolsDowngrade):
        launchers.install(top / "tools", Path(sys.executable), [])
    launchers.install(top / "tools", Path(sys.executable), [], switch=False)
    assert toolsets.current(top / "tools") == "99.0.0"


@pytest.mark.parametrize("umask", [0o077, 0o000])
def test_tools_can_be_read_by_all_and_written_by_their_owner_alone_whatever_the_umask(tmp_path, umask):
    before = os.umask(umask)
    try:
        with toolsets.staged(tmp_path / "tools", "1.0.0") as staging:
            (staging / "bin").mkdir()
            (staging / "bin" / "program").touch(0o700)
            receipts.write(staging, "tools", "1.0.0", platform="any", made_by="test", inputs={}, environment={})
    finally:
        os.umask(before)
    found = [path for path in (tmp_path / "tools").rglob("*") if path.name != ".1.0.0.lock"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o755, 0o644}
