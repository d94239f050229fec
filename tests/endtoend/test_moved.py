# SPDX-License-Identifier: LGPL-3.0-or-later
"""Installed externals and a release at another place, the old one gone: ROOT, Python, basf2, autoloading, for readers only."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests import other_users
from tests.conftest import SITE
from tests.programs import require

from b2tools.relocating import relocation

NAME = "Straße 2 mit ünd"

AUTOLOAD = """
import os
import ROOT
event = ROOT.Belle2.EventMetaData(7)
assert event.getEvent() == 7
libraries = {line.split(maxsplit=5)[5].strip() for line in open("/proc/self/maps") if ".so" in line and len(line.split()) > 5}
ours = [name for name in libraries if "libframework" in name or "libCore" in name]
assert len(ours) >= 2, libraries
top = os.path.realpath(os.environ["VO_BELLE2_SW_DIR"])
assert all(os.path.realpath(name).startswith(top + "/") for name in ours), ours
print("loaded", event.ClassName())
"""
STEERING = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=[3], runList=[1], expList=[0])
path.add_module("Progress")
basf2.process(path)
print("processed", basf2.statistics.get_global().calls(basf2.statistics.EVENT))
"""
SCRIPT = """
set -e
. "$TOP/tools/b2setup" RELEASE
test "$BELLE2_EXTERNALS_DIR" -ef "$TOP/externals/$BELLE2_EXTERNALS_VERSION"
python3 -c 'import numpy, uproot, ROOT; print("python", ROOT.TH1F("h", "", 2, 0, 1).GetNbinsX())'
python3 "$WORK/autoload.py"
root -l -b -q -e 'printf("root %s\\n", TClass::GetClass("Belle2::EventMetaData")->GetSharedLibs()); gSystem->Exit(0);'
basf2 "$WORK/steering.py"
echo done
"""


@pytest.fixture(scope="module")
def moved(installed_site):
    """Externals, release and tools at another place, which everybody can reach; what they are made of is shared with the site."""
    folder = Path(tempfile.mkdtemp(prefix="b2 moved ", dir=SITE.parent))
    folder.chmod(0o755)
    top = folder / NAME
    top.mkdir()
    for name in ("externals", "releases", "tools", "site.toml"):
        subprocess.run(["cp", "-al", installed_site / name, top / name], check=True)
    yield top
    shutil.rmtree(folder)


def run(top: Path, release: str, work: Path, before: str = "", user: int | None = None) -> str:
    """Run the script in a name space of its own, where the old site is an empty folder."""
    require("unshare")
    for name, text in (("autoload.py", AUTOLOAD), ("steering.py", STEERING)):
        (work / name).write_text(text)
    (work / "home").mkdir(exist_ok=True)
    as_user = f"exec setpriv --reuid={user} --regid={user} --clear-groups " if user else "exec "
    inside = 'mount -t tmpfs none "$OLD" || exit 77\n' + before + "\n" + as_user + 'bash -c "$SCRIPT"\n'
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(work / "home"), "LC_ALL": "C.UTF-8",
                   "OLD": str(SITE), "TOP": str(top), "WORK": str(work), "SCRIPT": SCRIPT.replace("RELEASE", release)}
    done = subprocess.run(["unshare", "-m", "sh", "-c", inside], cwd=work, env=environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace")
    if done.returncode == 77 or "unshare failed" in done.stdout:
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)(f"nothing can be mounted here: {done.stdout}")
    return done.stdout


def works(said: str) -> bool:
    """Whether Python, autoloading, ROOT and basf2 all did their part."""
    words = ("python 2", "loaded Belle2::EventMetaData", "root libframework_dataobjects", "processed 4", "\ndone\n")
    return all(word in said for word in words)


def test_all_works_at_the_new_place_when_the_old_one_is_gone(moved, release, tmp_path):
    said = run(moved, release, tmp_path)
    assert works(said), said


def test_all_works_through_a_symbolic_link(moved, release, tmp_path):
    link = tmp_path / "link to it"
    link.symlink_to(moved)
    said = run(link, release, tmp_path)
    assert works(said), said


def test_all_works_where_nothing_can_be_written(moved, release, tmp_path):
    mount = 'mount --bind "$TOP" "$TOP" && mount -o remount,bind,ro "$TOP" || exit 77\ntouch "$TOP/x" 2>/dev/null && exit 78'
    said = run(moved, release, tmp_path, before=mount)
    assert works(said), said


def test_all_works_for_a_user_who_may_only_read(moved, release):
    if os.getuid() != 0:
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)("only root can be other users")
    if not other_users.open_to_all(Path(sys.base_prefix)):
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)(
            f"other users cannot enter {sys.base_prefix}, where the interpreter lies; say PYTHON=/usr/bin/python3")
    with tempfile.TemporaryDirectory(prefix="b2 user ", dir="/tmp") as work:
        (Path(work) / "home").mkdir()
        for path in (Path(work), Path(work) / "home"):
            os.chown(path, 54001, 54001)
        said = run(moved, release, Path(work), user=54001)
    assert works(said), said


@pytest.fixture(scope="module")
def trees(installed_site, release):
    """The newest externals and the release of the shared site."""
    return [sorted((installed_site / "externals").glob("v*"))[-1], installed_site / "releases" / release]


def test_externals_and_release_name_the_place_of_their_build_nowhere(trees, installed_site):
    for tree in trees:
        assert relocation.leftovers(tree, [installed_site, SITE.parents[1], Path.home()]) == []


def test_links_inside_are_relative_and_no_file_has_two_names(trees, installed_site):
    for tree in trees:
        files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
        assert len(files) > 100 and len({path.stat().st_ino for path in files}) == len(files)
        targets = [os.readlink(path) for path in tree.rglob("*") if path.is_symlink()]
        assert not [target for target in targets if target.startswith(str(installed_site))]
        assert {target for target in targets if os.path.isabs(target)} <= set(outside(targets))


def outside(targets):
    """Absolute targets that are of the system: its interpreter, that one's headers and libraries."""
    return [target for target in targets if target.startswith(("/usr/", f"{sys.base_prefix}/"))]
