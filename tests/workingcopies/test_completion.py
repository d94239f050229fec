# SPDX-License-Identifier: LGPL-3.0-or-later
"""A working copy on a central release becomes a complete one without losing anything."""
import json
import os

import pytest

from b2tools import errors, files, sites
from b2tools.workingcopies import checkouts, completion, packages, skeletons
from tests.kill_points import Program

ALL = ["framework", "generators", "mdst", "mdst2", "site_scons"]


@pytest.fixture
def on_release(copy, small, tmp_path):
    """A working copy with `mdst` of a release, on top of it; main has gone on since."""
    first = small.clone(tmp_path / "tagger", "librarian")
    first.git.run("tag", "-a", "-m", "Release", "release-01-00-00")
    assert first.push("refs/tags/release-01-00-00").returncode == 0
    first.commit({"newer/SConscript": "", "newer/.librarians": "librarian\n", "newer/.authors": ""})
    assert first.push().returncode == 0
    return copy("mdst", release="release-01-00-00")


@pytest.fixture
def complete(small):
    """Make a copy complete for the small site."""
    def work(git, excluded=(), dry_run=False):
        return completion.complete(git, sites.at(small.top).home, excluded, dry_run)
    return work


def test_all_packages_of_the_same_revision_come_and_the_central_release_is_not_needed_any_more(on_release, complete, there):
    before = on_release.line("rev-parse", "HEAD")
    done = complete(on_release)
    assert done == completion.Completed(("framework", "generators", "mdst2"), (), "release-01-00-00")
    assert (there(on_release), (on_release.folder / ".release").read_text()) == (ALL, "head\n")
    assert (on_release.line("rev-parse", "HEAD"), on_release.line("status", "--porcelain")) == (before, "")


def test_a_dry_run_says_the_same_and_changes_nothing(on_release, complete, there):
    assert complete(on_release, ["mdst2"], dry_run=True) == completion.Completed(
        ("framework", "generators"), ("mdst2",), "release-01-00-00")
    assert there(on_release) == ["mdst", "site_scons"]
    assert (on_release.folder / ".release").read_text() == "release-01-00-00\n"


def test_excluded_packages_stay_out_unless_they_are_there(on_release, complete, there):
    assert complete(on_release, ["mdst", "generators"]).excluded == ("generators",)
    assert there(on_release) == ["framework", "mdst", "mdst2", "site_scons"]
    assert (on_release.folder / ".release").read_text() == "head\n"


def test_a_second_call_has_nothing_to_do(on_release, complete):
    complete(on_release)
    assert complete(on_release) == completion.Completed((), (), None)


def test_work_in_any_state_survives(on_release, complete):
    skeletons.create_package(on_release, "mine", "anna")
    for name, text in (("mdst/own.txt", "modified"), ("mdst/new.py", "X = 1\n"), ("framework/notes.txt", "beside")):
        files.write(on_release.folder / name, text)
    on_release.run("add", "mdst/new.py")
    complete(on_release)
    assert set(on_release.run("status", "--porcelain").text.splitlines()) == {
        " M mdst/own.txt", "A  mdst/new.py", "?? framework/notes.txt", "?? mine/"}


def test_files_in_the_way_are_not_overwritten_and_the_release_stays_below(on_release, complete, there):
    files.write(on_release.folder / "framework/SConscript", "mine")
    for dry_run in (True, False):
        with pytest.raises(errors.FilesInTheWay, match="framework/SConscript"):
            complete(on_release, dry_run=dry_run)
    assert there(on_release) == ["framework", "mdst", "site_scons"]
    assert (on_release.folder / ".release").read_text() == "release-01-00-00\n"


def test_without_the_server_the_release_stays_below(on_release, complete, offline, there):
    offline()
    with pytest.raises(errors.CannotFetch):
        complete(on_release)
    assert (there(on_release), (on_release.folder / ".release").read_text()) == (["mdst", "site_scons"], "release-01-00-00\n")


def test_the_site_learns_that_the_release_is_not_used_any_more(on_release, complete, small):
    complete(on_release)
    known = [json.loads(file.read_text()) for file in (small.top / "roots").glob("*.json")]
    assert [one["uses"] for one in known if one["folder"] == str(on_release.folder)] == [["v01-00-00"]]


CODE = """
from b2tools import sites
from b2tools.workingcopies import checkouts, completion
completion.complete(checkouts.find(Path(sys.argv[2]), os.environ), sites.at(Path(sys.argv[3])).home, ())
"""


@pytest.mark.parametrize("after", [0.1, 0.25, 0.4])
def test_killed_at_some_moment_it_goes_on_with_the_next_call(on_release, complete, small, there, tmp_path, after):
    program = Program(CODE, tmp_path, (on_release.folder, small.top))
    child = program.start()
    try:
        child.wait(after)
    except Exception:
        os.killpg(child.pid, 9)
        child.wait()
    for lock in (on_release.folder / ".git").rglob("*.lock"):
        lock.unlink()
    assert not packages.sparse_set(on_release) or (on_release.folder / ".release").read_text() == "release-01-00-00\n"
    complete(on_release)
    assert (there(on_release), on_release.line("status", "--porcelain")) == (ALL, "")


def test_a_complete_copy_stands_on_nothing(copy):
    git = copy()
    assert completion.central(git) is None
    (git.folder / ".release").unlink()
    assert completion.central(git) is None
    checkouts.prepare(git, "release-01-00-00")
    assert completion.central(git) == "release-01-00-00"
