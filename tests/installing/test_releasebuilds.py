# SPDX-License-Identifier: LGPL-3.0-or-later
"""Releases made from source: what fails, hangs, is killed or is not signed leaves nothing, or goes on (more: tests/framework)."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from b2tools import errors, process, signing, sites
from b2tools.installing import releases
from b2tools.places import receipts
from tests import small_externals as small
from tests import small_releases
from tests.small_releases import NAME, install, order, tagged

KILLER = """import os, signal
CacheDir('.objects')
Command('lib/first.txt', [], 'echo made >> $$HOME/made && touch $TARGET', ENV=os.environ)
Command('lib/second.txt', 'lib/first.txt', Action(lambda target, source, env: kill(str(target[0]))))
def kill(target):
    parent = os.getppid()
    marker = os.path.join(os.environ['HOME'], 'killed')
    if not os.path.exists(marker):
        open(marker, 'w').close()
        os.kill(parent, signal.SIGKILL)
        import time
        time.sleep(1)
        return 1
    open(target, 'w').close()
"""
RUN = """import os, sys
from pathlib import Path
from b2tools import sites
from b2tools.installing import releases
from b2tools.places.installations import Means
top, folder, name = sys.argv[1:]
releases.install(releases.Order(sites.at(Path(top)), name, 'member'), Means(Path(folder) / 'cache', dict(os.environ)))
"""


@pytest.fixture
def site(tmp_path):
    return small_releases.make(tmp_path)


def started_in(top):
    """Processes whose environment names a folder as the release that they build."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            found += [path] if os.fsencode(f"BELLE2_LOCAL_DIR={top}/releases") in path.read_bytes() else []
        except OSError:
            continue
    return found


def gone(top):
    """Whether they all end within ten seconds."""
    for _ in range(100):
        if not started_in(top):
            return True
        time.sleep(0.1)
    return False


def test_a_tag_by_a_foreign_key_is_refused_and_nothing_is_built(site, tmp_path):
    tagged(site, tmp_path)
    signing.make_key(tmp_path / "foreign", "foreign")
    (site.server / "allowed_signers").write_text(signing.allowed_line("x", signing.public_key(tmp_path / "foreign")) + "\n")
    with pytest.raises(errors.BadSignature, match=f"{NAME}.*allowed signer"):
        install(site, tmp_path)
    assert not (site.top / "releases" / NAME).exists() and not (site.top / "releases" / f".{NAME}.staging").exists()


def test_missing_externals_are_named_with_the_command(site, tmp_path):
    tagged(site, tmp_path, files={".externals": "v09-00-00\n"})
    with pytest.raises(errors.NotInstalled, match="externals v09-00-00 is not installed .* b2install-externals v09-00-00"):
        install(site, tmp_path)


def test_a_build_that_fails_shows_its_end_and_the_log_and_leaves_nothing(site, tmp_path):
    tagged(site, tmp_path, files={"site_scons/SConstruct": "print('about to fail')\nExit(2)\n"})
    with pytest.raises(errors.BuildFailed, match="(?s)Building release-01-00-00 failed: .*code 2.*about to fail") as caught:
        install(site, tmp_path)
    assert "about to fail" in caught.value.facts["log"].read_text()
    assert sorted(os.listdir(site.top / "releases")) == [f".{NAME}.lock", f".{NAME}.log"]


def test_an_interrupted_build_goes_on(site, tmp_path, monkeypatch):
    tagged(site, tmp_path)

    def stop(what, done, total):
        if what.startswith("build") and total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        releases.install(order(site), small.means(tmp_path, progress=stop))
    made = site.top / "releases" / f".{NAME}.staging" / "lib" / "made.txt"
    before = made.stat().st_mtime_ns
    assert not (site.top / "releases" / NAME).exists()
    install(site, tmp_path)
    assert (site.top / "releases" / NAME / "lib" / "made.txt").stat().st_mtime_ns == before


def test_a_build_that_hangs_is_stopped_at_its_time_limit_with_all_that_it_started(site, tmp_path):
    tagged(site, tmp_path, files={"site_scons/SConstruct": "import subprocess\nprint('hanging', flush=True)\n"
                                                           "subprocess.run(['sleep', '3600'])\n"})
    begin = time.monotonic()
    with pytest.raises(errors.BuildHangs, match="(?s)scons did not end within the time limit of 3 s.*hanging"):
        releases.install(releases.Order(sites.at(site.top), NAME, "member", time_limit=3), small.means(tmp_path))
    assert time.monotonic() - begin < 60
    assert gone(site.top)
    assert not (site.top / "releases" / f".{NAME}.staging").exists()


def test_a_killed_build_is_continued(site, tmp_path):
    """The first build itself kills the process that installs; what was made lies in the cache of objects, as in the framework."""
    tagged(site, tmp_path, files={"site_scons/SConstruct": KILLER})
    command = [sys.executable, "-c", RUN, str(site.top), str(tmp_path), NAME]
    killed = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"HOME": str(tmp_path)})
    assert killed.returncode == -signal.SIGKILL and not (site.top / "releases" / NAME).exists()
    assert (site.top / "releases" / f".{NAME}.staging" / "lib" / "first.txt").exists()
    assert gone(site.top), "what the killed one started lives on"
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "made").read_text() == "made\n" and receipts.verify(site.top / "releases" / NAME) == []


def test_a_tag_that_is_not_signed_is_refused(site, tmp_path):
    clone = site.clone(tmp_path / "clone", "librarian")
    clone.git.run("tag", "-a", "-m", "x", NAME)
    process.run(["git", "push", "-q", site.server / "git" / "software.git", NAME], cwd=clone.folder, env=site.environment(),
                check=False)
    if NAME not in releases.tags(sites.at(site.top), "member", os.environ):
        # the server's hook refuses unsigned release tags; one that is there all the same
        process.run(["git", "fetch", "-q", clone.folder, f"refs/tags/{NAME}:refs/tags/{NAME}"],
                    cwd=site.server / "git" / "software.git", env=site.environment())
    with pytest.raises(errors.BadSignature, match=NAME):
        install(site, tmp_path)
    assert not (site.top / "releases" / NAME).exists()


def test_a_tree_that_names_the_place_of_its_build_is_not_installed(site, tmp_path):
    tagged(site, tmp_path, files={"site_scons/SConstruct": "import os\nCommand('lib/place.txt', [], 'pwd > $TARGET')\n"})
    with pytest.raises(errors.PrefixLeft, match=r"lib/place\.txt: byte 0: "):
        install(site, tmp_path)
    assert not order(site).place.final.exists()


def test_a_planted_log_or_staging_folder_leads_nobody_into_another_folder(site, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    process.run(["git", "init", "-q", precious])
    (precious / "untracked").write_text("text")
    tagged(site, tmp_path)
    top = order(site).place.top
    top.mkdir(exist_ok=True)
    (top / f".{NAME}.log").symlink_to(precious / "untracked")
    (top / f".{NAME}.staging").symlink_to(precious)
    install(site, tmp_path)
    assert (precious / "untracked").read_text() == "text" and not (top / f".{NAME}.log").is_symlink()
