# SPDX-License-Identifier: LGPL-3.0-or-later
"""What b2install-gc says and does, as a user types it."""
import io
import json
import os
import subprocess
import sys
import time

import pytest
from b2tools import cli
from b2tools.publishing import support

from tests.upkeep.test_collection import home  # noqa: F401


@pytest.fixture
def gc(home, tmp_path, monkeypatch, capfd):  # noqa: F811
    """Run b2install-gc at a site with unused installations: gives exit code, output and errors."""
    (home / "site.toml").write_text('format = 1\n[git]\nserver = "ssh://x"\n')
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(home))
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / ("f" * 64)).write_text("x" * 2000)

    def run(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = cli.main(["--cache", str(tmp_path / "cache"), *words], "b2install-gc")
        return code, *capfd.readouterr()
    return run


def test_by_default_what_is_young_stays_and_the_reason_is_told(gc):
    code, said, _ = gc("--yes")
    assert code == 0 and said.endswith("Nothing is to be collected.\n")
    assert "release-01-00-00 stays: it was installed or set up less than 30 days ago.\n" in said


def test_a_dry_run_lists_and_changes_nothing(gc, home):  # noqa: F811
    code, said, _ = gc("--dry-run", "--days", "0", "--downloads")
    assert code == 0 and "5 to remove" in said and f"{home}/releases/release-01-00-00  (nobody uses it)" in said
    assert "no externals that these tools know need it" in said
    assert len(list(home.glob("*/*/receipt.json"))) == 6


def test_it_asks_and_takes_no_for_an_answer(gc, home, monkeypatch):  # noqa: F811
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    code, said, error = gc("--days", "0")
    assert code == 130 and "4 to remove" in said and "Remove all this?" in error
    assert len(list(home.glob("*/*/receipt.json"))) == 6


def test_with_yes_it_removes_and_says_so(gc, home, tmp_path):  # noqa: F811
    code, said, _ = gc("--days", "0", "--yes", "--downloads", "--keep", "release-01-00-00")
    assert code == 0 and f"{home}/releases/release-02-00-00 is removed.\n" in said and "3 removed, " in said
    assert sorted(path.parent.name for path in home.glob("*/*/receipt.json")) == [
        "release-01-00-00", "release-03-00-00", "v01-00-00", "v02-00-00"]
    assert [path.name for path in (tmp_path / "cache").glob("[!.]*")] == []


def test_json_tells_the_plan_and_the_outcome(gc, home):  # noqa: F811
    plan = json.loads(gc("--days", "0", "--json", "--dry-run")[1])
    assert {"kind": "externals", "path": f"{home}/externals/v03-00-00", "size": 1, "why": "nobody uses it"} in plan["would_remove"]
    done = json.loads(gc("--days", "0", "--json", "--yes")[1])
    assert len(done["removed"]) == 4 and done["stayed"] == []


def test_all_platforms_are_looked_at_on_request(gc, home):  # noqa: F811
    left = home / "platforms" / "el-9" / "externals" / ".v01-00-00.gone"
    left.mkdir(parents=True)
    assert "el-9" not in gc("--dry-run")[1]
    assert str(left) in gc("--dry-run", "--all-platforms")[1]
    assert gc("--yes", "--all-platforms")[0] == 0 and not left.exists()


def test_a_set_up_that_is_read_counts_as_use(gc, home):  # noqa: F811
    for name in ("release-01-00-00", "release-02-00-00"):
        for path in (home / "releases" / name / "receipt.json", home / "releases" / name / "setup" / "sh"):
            os.utime(path, (time.time() - 100 * 86400,) * 2)
    (home / "releases" / "release-02-00-00" / "setup" / "sh").read_text()
    said = gc("--dry-run")[1]
    assert "/release-01-00-00  (nobody uses it)" in said and "release-02-00-00 stays: it was installed or set up" in said


def test_a_recommended_release_stays(gc, home, tmp_path):  # noqa: F811
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    (home / "allowed_signers").write_text(f'releases namespaces="b2tools" {key.with_suffix(".pub").read_text()}')
    (home / "site.toml").write_text('format = 1\n[download]\nurls = ["download"]\n[signing]\nallowed_signers = "allowed_signers"\n')
    (tmp_path / "support.toml").write_text('format = 1\nissued = "2026-11-22"\n[[release]]\nname = "release-01-00-00"\n'
                                           'recommended = true\n')
    (home / "download").mkdir()
    support.publish(tmp_path / "support.toml", home / "download", key)
    said = gc("--dry-run", "--days", "0")[1]
    assert "release-01-00-00 stays: it is recommended.\n" in said and "3 to remove" not in said and "2 to remove" in said
    code = cli.main(["release-01-00-00", "--yes", "--cache", str(tmp_path / "cache")], "b2install-remove")
    assert code == 119 and (home / "releases" / "release-01-00-00").is_dir()
