# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tutorial works as it is written, in one shell from its first line to its last."""
import os
import re
import subprocess

from tests.conftest import TOP

BLOCK = re.compile(r"```(sh|python)\n(.*?)```", re.S)


def script(text: str, release: str) -> str:
    """The tutorial as one shell script: its Python block is saved as `gun.py` and run, as the text says."""
    parts = ["set -e"]
    for kind, block in BLOCK.findall(text):
        parts.append(block if kind == "sh" else f"cat >gun.py <<'END'\n{block}END\nbasf2 gun.py\nbasf2 -m ParticleGun\n")
    # A branch of its own, so that a second run on the same site finds it free; the member may not push to main, and is told so.
    whole = "\n".join(parts).replace("feature/muon-counter", f"feature/muon-counter-{os.getpid()}")
    whole = whole.replace("b2code-check --against main", "b2code-check --against main || test $? = 1")
    return whole.replace("release-01-00-00", release)


def test_the_tutorial_works_as_written(installed_site, release, tmp_path):
    (tmp_path / "site").symlink_to(installed_site)
    done = subprocess.run(["bash", "-c", script((TOP / "docs" / "tutorial.md").read_text(), release)], cwd=tmp_path, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout[-4000:]
    assert (tmp_path / "gun.root").is_file()
    assert "librarian" in done.stdout[-2000:] and "is open: feature/muon-counter" in done.stdout[-2000:]
