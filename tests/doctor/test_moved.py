# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of a real site that was moved: server files and working copies."""
import os
import subprocess
import sys

from b2tools import process
from b2tools.tooling import launchers
from b2tools.workingcopies import checkouts
from tests import small_site
from tests.doctor.conftest import Practice
from tests.shells import tree


def test_a_moved_site_is_told_and_mended(tmp_path, monkeypatch):
    site = small_site.make(tmp_path / "old place")
    launchers.install(site.top / "tools", sys.executable and checkouts.Path(sys.executable), [])
    home = tmp_path / "home"
    copy = home / "code"
    site.clone(copy)
    process.run(["git", "-C", copy, "config", "core.sshCommand", f"'{site.top}/server/bin/ssh'"])
    (copy / ".release").write_text("head\n")
    compiled = home / f".cache/b2tools/setups{site.top}/@for{copy}"
    compiled.mkdir(parents=True)
    (compiled / "@setup-opt-opt-r.sh").write_text("")
    before = Practice(site.top, home)
    assert before.look("moved") == []
    os.rename(site.top, tmp_path / "new place")
    after = Practice(tmp_path / "new place", home)
    found = after.look("moved")
    assert ["authorized_keys" in found[0].what, f"The working copy {copy} reaches" in found[1].what, len(found)] == [True, True, 2]
    for one in found:
        after.mend(one)
    assert after.look("moved") == []
    monkeypatch.delenv("GIT_SSH_COMMAND", raising=False)
    done = subprocess.run(["git", "-C", copy, "fetch", "-q"], env=os.environ | tree.base(home) | {"GIT_SSH_VARIANT": "ssh"},
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
