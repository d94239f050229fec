# SPDX-License-Identifier: LGPL-3.0-or-later
"""Packages come and go without anything going that exists nowhere else."""
import os
import shutil
import signal
import threading
import time

import pytest

from b2tools import errors, files
from b2tools.git import Git
from b2tools.workingcopies import checkouts, selection, skeletons


def ignore(git: Git, *patterns: str) -> None:
    with open(git.folder / ".git/info/exclude", "a") as file:
        file.writelines(f"{pattern}\n" for pattern in patterns)


def local(git: Git, state: str, folder: str = "mine") -> None:
    """Make a package that only this copy has, in one of the states in which people leave it."""
    if state == "made by hand":
        files.write(git.folder / folder / "SConscript", "mine")
        return
    skeletons.create_package(git, folder, "anna")
    if state == "untracked":
        return
    if state == "on another branch":
        git.run("switch", "-q", "-c", "feature/mine")
    git.run("add", folder)
    if state != "staged":
        git.run("commit", "-q", "--no-verify", "-m", "Mine")


STATES = ["made by hand", "untracked", "staged", "committed", "on another branch"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("complete", [False, True])
def test_a_package_made_here_survives_all_that_is_done_with_others(copy, there, state, complete):
    git = copy() if complete else copy("framework")
    local(git, state)
    if state == "on another branch":
        git.run("switch", "-q", "main")
    checkouts.add(git, ["mdst"])
    checkouts.remove(git, ["mdst"])
    git.run("sparse-checkout", "reapply")
    checkouts.clean(git, checkouts.products(git))
    if state == "on another branch":
        git.run("switch", "-q", "feature/mine")
    assert "mine" in there(git) and (git.folder / "mine/SConscript").is_file()


def test_a_package_that_was_put_into_git_from_outside_of_the_set_stays(copy, there):
    git = copy("framework")
    files.write(git.folder / "mine/SConscript", "mine")
    git.run("add", "--sparse", "mine")
    git.run("commit", "-q", "--no-verify", "-m", "Mine")
    checkouts.add(git, ["mdst"])
    checkouts.remove(git, ["framework"])
    assert there(git) == ["mdst", "mine", "site_scons"]


def test_ignored_files_in_a_package_that_is_not_checked_out_are_not_deleted(copy):
    git = copy("framework")
    ignore(git, "*.root")
    files.write(git.folder / "mdst/result.root", "data")
    for work in (lambda: checkouts.add(git, ["generators"]), lambda: checkouts.remove(git, ["framework"])):
        with pytest.raises(errors.IgnoredWouldGo, match="Git would delete mdst/result.root, .*: b2code-package-add mdst"):
            work()
    assert (git.folder / "mdst/result.root").read_text() == "data"
    assert checkouts.add(git, ["mdst"]) == ("mdst",)
    assert (git.folder / "mdst/result.root").read_text() == "data"


@pytest.mark.parametrize("kind", ["file", "link", "file in it", "folder for a file"])
def test_nothing_of_the_user_is_overwritten_or_mixed_with_a_package(copy, there, kind):
    git = copy("framework")
    place = git.folder / {"file in it": "mdst/own.txt", "folder for a file": "mdst/own.txt/a"}.get(kind, "mdst")
    if kind == "link":
        place.symlink_to(git.folder.parent)
    else:
        files.write(place, "mine")
    before = git.line("status", "--porcelain")
    with pytest.raises(errors.FilesInTheWay, match=f"other files lie where it has files: {place.relative_to(git.folder)}."):
        checkouts.add(git, ["generators", "mdst"])
    assert place.is_symlink() or place.read_text() == "mine"
    assert "generators" not in there(git) and git.line("status", "--porcelain") == before


def test_files_that_are_the_package_s_own_are_no_obstacle(copy):
    git = copy("framework")
    files.write(git.folder / "mdst/own.txt", "of mdst\n")
    files.write(git.folder / "mdst/notes.txt", "mine")
    assert checkouts.add(git, ["mdst"]) == ("mdst",)
    assert git.line("status", "--porcelain") == "?? mdst/notes.txt"


def test_a_name_that_begins_like_another_one_is_another_package(copy, there):
    git = copy("mdst", "mdst2")
    checkouts.remove(git, ["mdst"])
    assert there(git) == ["mdst2", "site_scons"]
    checkouts.add(git, ["mdst/"])
    checkouts.remove(git, ["mdst2/"])
    assert there(git) == ["mdst", "site_scons"]


def test_a_package_of_which_a_part_is_there_is_completed_and_stays_a_part_otherwise(copy, there):
    git = copy("mdst")
    git.run("sparse-checkout", "set", "site_scons", "framework/scripts", "mdst")
    checkouts.remove(git, ["mdst"])
    assert not (git.folder / "framework/include").exists() and (git.folder / "framework/scripts").is_dir()
    assert checkouts.add(git, ["framework"]) == ("framework",)
    assert (git.folder / "framework/include/A.h").is_file()


def test_patterns_of_the_user_are_not_thrown_away(copy):
    git = copy("mdst")
    git.run("sparse-checkout", "set", "--no-cone", "/*", "!/framework/")
    for work in (checkouts.add, checkouts.remove):
        with pytest.raises(errors.NotCone, match="has patterns of its own"):
            work(git, ["generators"])
    assert git.run("sparse-checkout", "list").text == "/*\n!/framework/\n"


def test_nobody_s_feet_lose_the_ground(copy, tmp_path):
    git = copy("framework", "mdst")
    with pytest.raises(errors.StandingInside, match="because you are inside of it"):
        checkouts.remove(git, ["mdst"], standing=git.folder / "mdst")
    assert checkouts.remove(git, ["mdst"], standing=git.folder / "framework") == ("mdst",)


@pytest.mark.parametrize("kind", ["conflict", "replaced by a link", "nested repository", "intent to add", "mode"])
def test_work_of_rarer_kinds_is_not_removed_either(copy, kind):
    git = copy()
    place = git.folder / "mdst"
    if kind == "conflict":
        for branch, text in (("feature/a", "a"), ("feature/b", "b")):
            git.run("switch", "-q", "-C", branch, "origin/main")
            (place / "own.txt").write_text(text)
            git.run("commit", "-q", "--no-verify", "-a", "-m", branch)
        git.run("merge", "-q", "feature/a", check=False)
    elif kind == "replaced by a link":
        shutil.move(place, git.folder.parent / "moved")
        place.symlink_to(git.folder.parent / "moved")
    elif kind == "nested repository":
        git.run("init", "-q", "mdst/nested")
    elif kind == "intent to add":
        (place / "new.py").write_text("X = 1\n")
        git.run("add", "-N", "mdst/new.py")
    else:
        (place / "own.txt").chmod(0o755)
    with pytest.raises(errors.WorkWouldBeLost):
        checkouts.remove(git, ["mdst"])
    assert os.path.lexists(place)


def test_a_stash_brings_back_what_it_holds_of_a_removed_package(copy):
    git = copy()
    (git.folder / "mdst/own.txt").write_text("work")
    git.run("stash", "-q")
    checkouts.remove(git, ["mdst"])
    checkouts.add(git, ["mdst"])
    git.run("stash", "pop", "-q")
    assert (git.folder / "mdst/own.txt").read_text() == "work"


def test_without_the_server_nothing_changes_and_a_sentence_says_why(copy, there, offline):
    git = copy("framework")
    offline()
    with pytest.raises(errors.CannotFetch, match="(?s)The files of the packages cannot be fetched.*nothing was changed"):
        checkouts.add(git, ["mdst"])
    assert there(git) == ["framework", "site_scons"] and git.line("status", "--porcelain") == ""


def test_an_interruption_leaves_no_lock_behind(copy, small, there):
    git = copy("framework")
    slow = small.top / "server/bin/ssh"
    files.write(slow, f"#!/bin/sh\ntouch '{git.folder}/started'\nexec sleep 60\n", 0o755)
    timer = threading.Thread(target=stop_when, args=(git.folder / "started",))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        checkouts.add(git, ["mdst"])
    timer.join()
    assert not list((git.folder / ".git").rglob("*.lock"))
    assert there(git) == ["framework", "site_scons"]


def stop_when(place) -> None:
    while not place.exists():
        time.sleep(0.01)
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


def test_a_sparse_index_changes_nothing(copy, there):
    git = copy("mdst")
    git.run("sparse-checkout", "reapply", "--sparse-index")
    checkouts.add(git, ["framework"])
    checkouts.remove(git, ["mdst"])
    assert there(git) == ["framework", "site_scons"]
    with pytest.raises(errors.UnknownPackage):
        checkouts.add(git, ["mdst", "nothing"])


def test_a_worktree_has_packages_of_its_own(copy, there, tmp_path):
    git = copy("mdst")
    git.run("worktree", "add", "-q", "-b", "feature/side", str(tmp_path / "side"))
    side = checkouts.find(tmp_path / "side", os.environ)
    checkouts.add(side, ["framework"])
    checkouts.remove(side, ["mdst"])
    assert (there(git), there(side)) == (["mdst", "site_scons"], ["framework", "site_scons"])


def test_what_lies_in_the_way_is_known_without_a_change(copy):
    git = copy("framework")
    selection.refuse_files_in_the_way(git, ["mdst", "generators"])
    files.write(git.folder / "mdst/own.txt", "mine")
    with pytest.raises(errors.FilesInTheWay):
        checkouts.add(git, ["mdst"], dry_run=True)
