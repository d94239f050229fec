# SPDX-License-Identifier: LGPL-3.0-or-later
"""Analyses are made on disk and on the server, or not at all; others get them; names that are taken are told with their owner."""
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from b2tools import errors, process
from b2tools.access import check
from b2tools.cli import command_names
from b2tools.git import Git
from b2tools.places import roots
from b2tools.tooling import launchers
from b2tools.workingcopies import analyses

RELEASE = "release-01-00-00"


def git(folder) -> Git:
    return Git(folder, dict(os.environ))


def test_a_new_analysis_is_whole_on_disk_and_on_the_server(who, tmp_path, analysis_site):
    made = analyses.create(who(), tmp_path / "my work" / "d-meson", RELEASE)
    assert made.repository == "analyses/member_d-meson" and made.advice == ()
    files = git(made.folder).names("ls-files", "-z")
    assert files == [".analysis", ".gitignore", "README.md", "SConscript", "include/DMesonCounterModule.h",
                     "scripts/d_meson_modules.py", "src/DMesonCounterModule.cc", "steering.py", "tests/DMesonCounterModule.cc",
                     "tests/test_d_meson_modules.py"]
    assert (made.folder / ".analysis").read_text() == f"{RELEASE} d-meson\n"
    assert os.readlink(made.folder / "SConstruct") == str(analysis_site.top / "releases" / RELEASE / "site_scons/SConstruct")
    assert git(made.folder).line("status", "--porcelain", "--branch") == "## main...origin/main"
    assert os.listdir(tmp_path / "my work") == ["d-meson"]
    assert made.folder in [root.folder for root in roots.all_of(analysis_site.top)]


def test_the_hooks_of_an_analysis_are_the_light_ones(who, tmp_path):
    folder = analyses.create(who(), tmp_path / "cut", RELEASE).folder
    assert sorted(os.listdir(folder / ".git/hooks")) == ["commit-msg", "pre-commit"]
    (folder / "bad.py").write_text("x=1\n")
    git(folder).run("add", "bad.py")
    done = git(folder).run("commit", "-m", "Add", check=False)
    assert done.returncode == 0 and b"advice: bad.py:1:2: E225" in done.stderr and b"feature" not in done.stderr
    with pytest.raises(errors.OtherPolicy):
        check.dry_run(git(folder), "member")
    (folder / "big").write_bytes(b"\1" * (1 << 20) + b"x")
    git(folder).run("add", "big")
    assert git(folder).run("commit", "-m", "Add", check=False).returncode == 1


def test_two_users_and_a_clash(who, tmp_path):
    analyses.create(who(), tmp_path / "cut", RELEASE)
    analyses.create(who("author"), tmp_path / "other" / "cut", RELEASE)
    with pytest.raises(errors.AnalysisTaken, match="it belongs to member. .* b2analysis-get cut member$"):
        analyses.create(who(), tmp_path / "again" / "cut", RELEASE)
    assert not (tmp_path / "again").exists()
    got = analyses.get(who("author"), tmp_path / "of member" / "cut", "member")
    (got.folder / "note").write_text("x")
    git(got.folder).run("add", "note")
    git(got.folder).run("commit", "-q", "-m", "Note")
    pushed = git(got.folder).run("push", check=False)
    assert pushed.returncode != 0 and b"written by its owner member; author may only read it" in pushed.stderr


def test_an_analysis_of_a_group_is_worked_on_by_its_members(who, tmp_path):
    assert analyses.create(who(), tmp_path / "a" / "cut", RELEASE, "charm").repository == "physics/charm/cut"
    with pytest.raises(errors.AnalysisTaken, match="belongs to member and the group charm.* b2analysis-get cut --group charm$"):
        analyses.create(who("author"), tmp_path / "b" / "cut", RELEASE, "charm")
    got = analyses.get(who("author"), tmp_path / "c" / "cut", group="charm")
    git(got.folder).run("commit", "-q", "--allow-empty", "-m", "More")
    git(got.folder).run("push", "-q")
    with pytest.raises(errors.PushRefused, match="There is no group charn. Did you mean charm?"):
        analyses.create(who("author"), tmp_path / "d" / "cut", RELEASE, "charn")


def test_what_was_got_is_linked_hooked_and_registered(who, tmp_path, analysis_site):
    analyses.create(who(), tmp_path / "a" / "cut", RELEASE)
    got = analyses.get(who(), tmp_path / "b" / "cut")
    assert (got.release, got.advice) == (RELEASE, ())
    assert (got.folder / "SConstruct").is_file() and (got.folder / ".git/hooks/pre-commit").is_file()
    assert got.folder in [root.folder for root in roots.all_of(analysis_site.top)]


def test_an_unknown_one_is_told_with_near_names(who, tmp_path):
    analyses.create(who(), tmp_path / "a" / "dmeson", RELEASE)
    for dry_run in (True, False):
        with pytest.raises(errors.UnknownAnalysis, match="'analyses/member_dmesons' here. Did you mean member_dmeson?"):
            analyses.get(who("author"), tmp_path / "dmesons", "member", dry_run=dry_run)
    assert not (tmp_path / "dmesons").exists()


def test_one_whose_release_is_not_here_comes_with_advice(who, tmp_path, analysis_site):
    analyses.create(who(), tmp_path / "a" / "cut", RELEASE)
    (analysis_site.top / "releases" / RELEASE / "receipt.json").unlink()
    got = analyses.get(who(), tmp_path / "b" / "cut")
    assert "b2analysis-update" in got.advice[0] and not os.path.lexists(got.folder / "SConstruct")


@pytest.mark.parametrize("name, told", [("d meson", "cannot be the name of a user's analysis. Use letters"),
                                        ("lib", "no name of the build"), ("1cut", "beginning with a letter"),
                                        ("mdst", "because release-01-00-00 has a package mdst")])
def test_a_name_that_cannot_be_is_told_before_anything_happens(who, tmp_path, name, told):
    with pytest.raises(errors.BadName, match=told):
        analyses.create(who(), tmp_path / name, RELEASE)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("release", ["release-01-00-11", "../releases/release-01-00-00", "head"])
def test_a_release_must_be_installed_and_near_ones_are_listed(who, tmp_path, release):
    with pytest.raises(errors.NotInstalled, match="release-01-00-10"):
        analyses.create(who(), tmp_path / "cut", release)


def test_an_unsupported_release_is_warned_of(who, tmp_path):
    made = analyses.create(who(), tmp_path / "cut", "release-02-00-00")
    assert made.advice == ("The release release-02-00-00 is not supported (wrong field map).",)


@pytest.mark.parametrize("make", [lambda place: place.write_text("x"), lambda place: (place / "sub").mkdir(parents=True),
                                  lambda place: place.symlink_to("nowhere")])
def test_what_is_there_is_never_touched(who, tmp_path, make):
    make(tmp_path / "cut")
    for function in (lambda: analyses.create(who(), tmp_path / "cut", RELEASE), lambda: analyses.get(who(), tmp_path / "cut")):
        with pytest.raises(errors.FolderInUse):
            function()


def test_an_empty_folder_is_filled_and_a_repository_around_it_left_alone(who, tmp_path):
    process.run(["git", "init", "-q", tmp_path / "outer"])
    (tmp_path / "outer/cut").mkdir()
    before = {str(file): file.read_bytes() for file in (tmp_path / "outer/.git").rglob("*") if file.is_file()}
    analyses.create(who(), tmp_path / "outer/cut", RELEASE)
    assert {str(file): file.read_bytes() for file in (tmp_path / "outer/.git").rglob("*") if file.is_file()} == before
    assert git(tmp_path / "outer/cut").line("rev-parse", "--show-toplevel") == str(tmp_path / "outer/cut")


def test_a_server_that_is_down_leaves_nothing_behind(who, tmp_path, analysis_site):
    (analysis_site.server / "bin/shell").write_text("#!/bin/sh\necho gone >&2\nexit 255\n")
    for function in (lambda: analyses.create(who(), tmp_path / "cut", RELEASE), lambda: analyses.get(who(), tmp_path / "cut"),
                     lambda: analyses.create(who(), tmp_path / "cut", RELEASE, dry_run=True)):
        with pytest.raises(errors.ServerUnreachable, match="gives no answer:\ngone"):
            function()
    assert not [name for name in os.listdir(tmp_path) if "cut" in name or "b2analysis" in name]


def test_a_push_that_fails_can_be_done_again(who, tmp_path, analysis_site):
    policy = analysis_site.server / "policy.toml"
    good = policy.read_text()
    policy.write_text(good.replace("1048576", "10"))
    with pytest.raises(errors.PushRefused, match="larger than 10 bytes"):
        analyses.create(who(), tmp_path / "cut", RELEASE)
    assert not (tmp_path / "cut").exists()
    policy.write_text(good)
    assert (analyses.create(who(), tmp_path / "cut", RELEASE).folder / ".analysis").is_file()


def test_a_dry_run_changes_nothing_and_sees_a_clash(who, tmp_path, analysis_site):
    assert analyses.create(who(), tmp_path / "cut", RELEASE, dry_run=True).repository == "analyses/member_cut"
    assert not (tmp_path / "cut").exists() and not list((analysis_site.server / "git/analyses").iterdir())
    analyses.create(who(), tmp_path / "cut", RELEASE)
    assert analyses.get(who(), tmp_path / "x" / "cut", dry_run=True).repository == "analyses/member_cut"
    with pytest.raises(errors.AnalysisTaken):
        analyses.create(who(), tmp_path / "x" / "cut", RELEASE, dry_run=True)


def test_without_a_name_and_address_nothing_is_made(who, tmp_path, analysis_site):
    user = who()
    bare = {name: value for name, value in user.environ.items() if not name.startswith("GIT_")}
    with pytest.raises(errors.NoIdentity, match="git config --global user.email you@example.org"):
        analyses.create(replace(user, environ=bare), tmp_path / "cut", RELEASE)
    assert not (tmp_path / "cut").exists() and not list((analysis_site.server / "git/analyses").iterdir())


def test_the_link_is_renewed_by_a_set_up_after_the_site_has_moved(who, tmp_path, analysis_site):
    folder = analyses.create(who(), tmp_path / "cut", RELEASE).folder
    launchers.install(analysis_site.top / "tools", Path(sys.executable), command_names())
    moved = analysis_site.top.rename(tmp_path / "moved site")
    assert not (folder / "SConstruct").exists()
    done = subprocess.run(["bash", "-c", 'source "$0/tools/b2setup" && echo "$BELLE2_ANALYSIS_DIR"', moved], cwd=folder, text=True,
                          capture_output=True)
    assert done.stdout == f"{folder}\n", done.stderr
    assert os.readlink(folder / "SConstruct") == str(moved / "releases" / RELEASE / "site_scons/SConstruct")
