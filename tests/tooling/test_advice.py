# SPDX-License-Identifier: LGPL-3.0-or-later
"""Advice: what is left for the shells, and what real interactive shells make of it, of broken files and of hostile ones."""
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from b2tools.places import receipts
from b2tools.publishing import catalogues, support
from b2tools.tooling import advice, launchers
from tests import signed_area
from tests.programs import require
from tests.shells import tree

VERSION = launchers.b2tools.__version__
POLICY = """format = 1
issued = "2026-11-20"
[[release]]
name = "release-02-00-00"
recommended = true
[[release]]
name = "release-01-00-00"
supported = false
reason = "too old, größer"
"""
INTERACTIVE = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "ksh": ["-E", "-i"], "dash": ["-i"]}
shells = pytest.mark.parametrize("name", INTERACTIVE)
OLD = "b2setup: The release release-01-00-00 is not supported (too old). Use release-02-00-00 instead (b2setup release-02-00-00)."


@pytest.fixture
def area(tmp_path):
    """A site with tools, an unsupported release, a policy and an index that offers newer tools."""
    place = signed_area.make(tmp_path / "site")
    folder = place.top / "releases" / "release-01-00-00"
    folder.mkdir(parents=True)
    receipts.write(folder, "release", folder.name, platform="any", made_by="test", inputs={}, environment={})
    launchers.install(place.top / "tools", Path(sys.executable), ["advice-refresh"])
    (tmp_path / "support.toml").write_text(POLICY)
    support.publish(tmp_path / "support.toml", place.folder, place.key)
    catalogues.publish(place.folder, place.key, [signed_area.entry("99.0.0", kind="tools", platform="any", arch="any")])
    return place


def answer(area, home: Path) -> Path:
    """Where the shells of a home folder look."""
    return home / f".cache/b2tools/advice{os.path.realpath(area.top)}/@advice"


def told(name: str, area, home: Path, release: str = "release-01-00-00", lines: str = "",
         **more: str) -> subprocess.CompletedProcess:
    """What an interactive shell says when advice is asked for as b2setup does it."""
    tools = f"{area.top}/tools/versions/{VERSION}"
    script = (f"_b2_tools='{tools}' _b2_top='{os.path.realpath(area.top)}' _b2_suffix=sh\n_b2_newline='\n'\nexport "
              f"BELLE2_RELEASE={release}\n"
              f"{lines}\n. '{tools}/setup/advice.sh'\n_b2_advice\necho end\n")
    (home / "script").write_text(script)
    environ = tree.base(home) | {"BELLE2_NO_TOOLS_CHECK": "1"} | more
    return subprocess.run([require(name), *INTERACTIVE[name], str(home / "script")], capture_output=True, text=True, timeout=60,
                          env={key: value for key, value in environ.items() if value}, cwd=home, errors="replace")


def leave(area, home: Path, content: str | bytes) -> Path:
    place = answer(area, home)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)
    return place


def head(tried: float | None = None, known: float | None = None) -> str:
    return f"b2tools-advice 1 {int(tried or time.time())} {int(known or time.time())}\n"


def test_the_answer_tells_newer_tools_and_unsupported_releases(area):
    lines = advice.text(area.site(), area.means(), VERSION, 1000).splitlines()
    assert lines == ["b2tools-advice 1 1000 1000", f"tools 99.0.0 {VERSION}",
                     "release release-01-00-00 release-02-00-00 too old, größer"]


def test_it_is_asked_at_most_once_a_day_also_without_an_answer(area, tmp_path):
    place = tmp_path / "x" / "@advice"
    for file in area.folder.iterdir():
        file.unlink()
    assert advice.refresh(area.site(), area.means(), place, VERSION) is True
    assert advice.refresh(area.site(), area.means(), place, VERSION) is False
    place.write_text(head(time.time() - 86500))
    assert advice.refresh(area.site(), area.means(), place, VERSION) is True
    for broken in ("", "\0\1", "b2tools-advice 2 x y\n", "x" * 100000):
        place.write_text(broken)
        assert advice.refresh(area.site(), area.means(), place, VERSION) is True


def test_without_a_network_the_last_known_answer_stays(area):
    site, means = area.site(), area.means()
    first = advice.text(site, means, VERSION, int(time.time()))
    for file in area.folder.iterdir():
        file.unlink()
    assert advice.text(site, means, VERSION, int(time.time())).splitlines()[1:] == first.splitlines()[1:]


@shells
def test_an_interactive_shell_tells_what_concerns_it(name, area, tmp_path):
    leave(area, tmp_path, head() + f"tools 99.0.0 {VERSION}\nrelease release-01-00-00 release-02-00-00 too old\n")
    done = told(name, area, tmp_path, BELLE2_NO_TOOLS_CHECK="")
    assert done.stdout == "end\n"
    assert f"{OLD} See b2help-releases." in done.stderr
    assert f"b2setup: Newer tools are there: 99.0.0 (these are {VERSION}). Get them with b2install-tools 99.0.0." in done.stderr
    assert "b2setup:" not in told(name, area, tmp_path, "release-02-00-00").stderr


@shells
def test_an_old_answer_says_how_old_it_is(name, area, tmp_path):
    leave(area, tmp_path, head(known=time.time() - 5 * 86400) + "release release-01-00-00 release-02-00-00 too old\n")
    assert f"{OLD} This was known 5 days ago." in told(name, area, tmp_path).stderr


@shells
def test_an_encoding_that_is_not_utf8_is_told(name, area, tmp_path):
    done = told(name, area, tmp_path, LC_ALL="C")
    assert "b2setup: The encoding of this shell is not UTF-8" in done.stderr and "Say export LC_ALL=C.UTF-8." in done.stderr


HOSTILE = {"commands": head() + "release release-01-00-00 $(touch x) `touch x`; touch x\ntools $(touch>x) `touch x`\n; touch "
                                "x\n$(touch x)\n",
           "globs": head() + "release release-01-00-00 * *\n* * *\n", "no head": "release release-01-00-00 release-02-00-00 bad\n",
           "escapes": head() + "release release-01-00-00 release-02-00-00 \x1b]0;x\x07bad\n",
           "numbers": "b2tools-advice 1 a[$(touch x)] 1\n",
           "huge": head() + "x" * 3_000_000, "many lines": head() + "\n" * 100_000, "binary": bytes(range(256)) * 100,
           "long numbers": "b2tools-advice 1 " + "9" * 100 + " 1\n", "nothing": ""}


@shells
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_broken_or_hostile_answer_does_nothing(kind, name, area, tmp_path):
    place = leave(area, tmp_path, HOSTILE[kind])
    if kind == "huge":
        os.truncate(place, 1 << 40)
    began = time.monotonic()
    done = told(name, area, tmp_path)
    place.unlink()
    assert done.stdout == "end\n" and time.monotonic() - began < 10
    assert not (tmp_path / "x").exists() and "\x1b]0" not in done.stderr and "bad" not in done.stderr
    assert "arithmetic" not in done.stderr and "syntax" not in done.stderr and "not found" not in done.stderr


@shells
def test_a_pipe_or_a_file_of_somebody_else_is_not_read(name, area, tmp_path):
    place = leave(area, tmp_path, "")
    place.unlink()
    os.mkfifo(place)
    assert told(name, area, tmp_path).stdout == "end\n"
    place.unlink()
    leave(area, tmp_path, head() + "release release-01-00-00 release-02-00-00 bad\n")
    if os.getuid() == 0:
        os.chown(place, 1, 1)
        assert "bad" not in told(name, area, tmp_path).stderr


@shells
def test_unusual_options_of_the_shell_do_not_matter(name, area, tmp_path):
    leave(area, tmp_path, head() + "release release-01-00-00 release-02-00-00 too old\n")
    odd = {"zsh": "setopt ksh_arrays glob_subst no_unset; IFS=-_", "dash": "set -eu; IFS=-_"}.get(name, "set -euf; IFS=-_")
    done = told(name, area, tmp_path, lines=odd)
    assert OLD in done.stderr and done.stdout == "end\n"


@shells
def test_an_old_answer_is_asked_for_in_the_background_without_waiting(name, area, tmp_path):
    place = leave(area, tmp_path, head(time.time() - 2 * 86400))
    done = told(name, area, tmp_path, BELLE2_NO_TOOLS_CHECK="")
    assert done.stdout == "end\n"
    for _ in range(100):
        if b"tools 99.0.0" in place.read_bytes():
            break
        time.sleep(0.05)
    assert f"tools 99.0.0 {VERSION}" in place.read_text()


@shells
def test_nothing_is_asked_if_the_user_does_not_want_it_or_the_answer_is_fresh(name, area, tmp_path):
    log = tmp_path / "asked"
    program = area.top / f"tools/versions/{VERSION}/bin/b2tools"
    program.write_text(f"#!/bin/sh\necho \"$@\" >> {json.dumps(str(log))}\n")
    leave(area, tmp_path, head(time.time() - 2 * 86400))
    told(name, area, tmp_path)
    leave(area, tmp_path, head())
    told(name, area, tmp_path, BELLE2_NO_TOOLS_CHECK="")
    time.sleep(0.3)
    assert not log.exists()
