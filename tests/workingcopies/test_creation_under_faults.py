# SPDX-License-Identifier: LGPL-3.0-or-later
"""Working copies in odd places, beside odd repositories, under odd settings, killed and without server, disk or rights."""
import os
import sys
from pathlib import Path

import pytest

from b2tools import errors, files, sites
from b2tools.git import Git
from b2tools.workingcopies import checkouts, staging
from tests.kill_points import Program

CODE = """
from b2tools import sites
from b2tools.workingcopies import checkouts
checkouts.create(sites.at(Path(sys.argv[2])), Path(sys.argv[3]), checkouts.Wish(packages=("mdst",)), user="member",
                 python=sys.executable, environ=os.environ, report=stage)
"""


def everything_in(folder: Path) -> dict[str, object]:
    """Content, link target and mode of all that is in a folder."""
    found = {}
    for place in sorted(folder.rglob("*")):
        content = os.readlink(place) if place.is_symlink() else place.read_bytes() if place.is_file() else None
        found[str(place.relative_to(folder))] = (content, place.lstat().st_mode)
    return found


@pytest.mark.parametrize("name", ["a b", "größe", "it's \"so\"", "a\nb", "-x", "a/../b", "$(touch x)", "deep/er/copy",
                                  os.fsdecode(b"\xff")])
def test_a_copy_works_wherever_it_lies(copy, there, tmp_path, name):
    git = copy("mdst", name=name)
    assert git.folder == Path(os.path.realpath(tmp_path), os.path.normpath(name))
    checkouts.add(git, ["framework"])
    assert there(git) == ["framework", "mdst", "site_scons"] and git.line("status", "--porcelain") == ""


def test_a_copy_can_be_made_where_one_stands(copy, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert copy("mdst", name="here").folder == tmp_path / "here"
    assert sorted(os.listdir("."))[:2] == [".authors", ".externals"] and Path(".git").is_dir()


@pytest.mark.parametrize("kind", ["repository", "worktree", "submodule"])
def test_a_repository_around_the_copy_is_the_same_byte_for_byte(copy, tmp_path, monkeypatch, kind):
    first = Git(tmp_path / "first")
    first.folder.mkdir()
    first.run("init", "-q", "-b", "theirs")
    files.write(first.folder / ".git/hooks/pre-commit", "#!/bin/sh\n", 0o755)
    first.run("commit", "-q", "--no-verify", "--allow-empty", "-m", "Start")
    around = first.folder
    if kind == "worktree":
        first.run("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
        around = tmp_path / "side"
    elif kind == "submodule":
        Git(tmp_path).run("init", "-q", "outer")
        Git(tmp_path / "outer").run("submodule", "--quiet", "add", str(first.folder), "sub")
        around = tmp_path / "outer/sub"
    for name, value in (("GIT_DIR", ".git"), ("GIT_WORK_TREE", "."), ("GIT_INDEX_FILE", ".git/index"), ("GIT_PREFIX", "x/")):
        monkeypatch.setenv(name, str(around / value))
    monkeypatch.chdir(around)
    before = {place: everything_in(place) for place in tmp_path.iterdir() if place.name in ("first", "side", "outer")}
    copy("mdst", name=str(around / "my work"))
    for place, content in before.items():
        inside = {name: one for name, one in everything_in(place).items() if "my work" not in name}
        assert inside == content


SETTINGS = [
    {"init.templateDir": "TEMPLATE"}, {"core.fsmonitor": "true"}, {"protocol.version": "0"}, {"protocol.version": "1"},
    {"index.sparse": "true", "feature.manyFiles": "true"}, {"core.splitIndex": "true"},
    {"color.ui": "always", "core.quotePath": "false"},
    {"status.showUntrackedFiles": "no", "status.branch": "true", "status.relativePaths": "true"},
    {"fetch.prune": "true", "fetch.all": "true"},
    {"commit.gpgSign": "true", "tag.gpgSign": "true", "user.signingKey": "nobody"}, {"core.autocrlf": "true", "core.eol": "crlf"},
    {"alias.fetch": "!false", "alias.status": "!false", "alias.config": "!false"}, {"submodule.recurse": "true"},
    {"transfer.fsckObjects": "true"}, {"checkout.guess": "false", "checkout.defaultRemote": "nobody"},
    {"core.sparseCheckout": "true"},
    {"init.defaultBranch": "trunk", "clone.rejectShallow": "true"}, {"safe.bareRepository": "explicit"},
    {"core.excludesFile": "IGNORE"}]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda one: next(iter(one)) + "=" + next(iter(one.values())))
def test_no_setting_of_the_user_changes_what_the_commands_do(copy, there, tmp_path, settings):
    files.write(tmp_path / "template/hooks/pre-commit", "#!/bin/sh\n", 0o755)
    files.write(tmp_path / "ignore", "*.txt\n")
    places = {"TEMPLATE": str(tmp_path / "template"), "IGNORE": str(tmp_path / "ignore")}
    for name, value in settings.items():
        Git(tmp_path).run("config", "--global", name, places.get(value, value))
    git = copy("mdst")
    checkouts.add(git, ["framework"])
    assert git.line("status", "--porcelain", "--untracked-files=all").strip() in ("", "## main...origin/main")
    (git.folder / "mdst/new.txt").write_text("work")
    with pytest.raises(errors.WorkWouldBeLost, match="mdst/new.txt"):
        checkouts.remove(git, ["mdst"])
    checkouts.remove(git, ["framework"])
    assert there(git) == ["mdst", "site_scons"]


def test_without_the_server_nothing_is_left(copy, offline, tmp_path):
    offline()
    before = os.listdir(tmp_path)
    with pytest.raises(errors.CannotClone, match="(?s)cannot be cloned .*nothing was left behind"):
        copy("mdst", name="deep/er/copy")
    assert os.listdir(tmp_path) == before


def test_a_full_disk_is_called_so_and_nothing_is_left(small, small_disk, tmp_path):
    librarian = small.clone(tmp_path / "librarian", "librarian")
    librarian.commit({f"mdst/{number}.dat": os.urandom(700_000) for number in range(3)})
    assert librarian.push().returncode == 0
    with pytest.raises(errors.DiskFull, match="No space is left"):
        checkouts.create(sites.at(small.top), small_disk / "copy", checkouts.Wish(), user="member", python=sys.executable,
                         environ=os.environ)
    assert os.listdir(small_disk) == []


def test_a_folder_that_cannot_be_written_is_named(copy, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.NotWritable, match="cannot be written"):
        copy("mdst", name="file/copy")


@pytest.mark.parametrize("wish", [{"release": "mdst-v01-00-00"}, {"release": "release-01-00-00^{tree}"},
                                  {"release": "../heads/main"}, {"release": "release-01-00-00~0"}])
def test_only_a_release_is_a_release(copy, small, tmp_path, wish):
    tagger = small.clone(tmp_path / "tagger", "librarian")
    for name in ("mdst-v01-00-00", "release-01-00-00"):
        tagger.git.run("tag", "-a", "-m", name, name)
        assert tagger.push(f"refs/tags/{name}").returncode == 0
    with pytest.raises(errors.UnknownRelease, match="Did you mean release-01-00-00|Known are: release-01-00-00"):
        copy("mdst", **wish)


def test_a_release_with_the_light_profile_of_its_time(copy, small, there, tmp_path):
    tagger = small.clone(tmp_path / "tagger", "librarian")
    tagger.commit({".light": b"\xef\xbb\xbf# comment\r\nmdst \r\n\r\nframework # another\r\n"})
    tagger.git.run("tag", "-a", "-m", "Light", "release-01-00-00")
    assert (tagger.push().returncode, tagger.push("refs/tags/release-01-00-00").returncode) == (0, 0)
    git = copy(release="release-01-00-00", light=True)
    assert there(git) == ["framework", "mdst", "site_scons"]
    assert (git.folder / ".release").read_text() == "release-01-00-00\n"


@pytest.mark.parametrize(("text", "error", "sentence"), [
    ("framwork\n", errors.UnknownPackage, "no package framwork in main, though .light names it. Did you mean framework?"),
    ("# nothing\n\n", errors.NoProfile, "no usable file .light"), ("", errors.NoProfile, "no usable file .light")])
def test_a_profile_that_says_nothing_or_something_wrong_is_told(copy, small, tmp_path, text, error, sentence):
    librarian = small.clone(tmp_path / "librarian", "librarian")
    librarian.commit({".light": text})
    assert librarian.push().returncode == 0
    with pytest.raises(error, match=sentence):
        copy(light=True)


def test_a_dry_run_says_what_there_would_be_and_leaves_nothing(small, tmp_path):
    before = everything_in(tmp_path)
    made = checkouts.create(sites.at(small.top), tmp_path / "deep/copy", checkouts.Wish(light=True), user="member",
                            python=sys.executable, environ=os.environ, dry_run=True)
    assert made.packages == ("framework",)
    assert {name for name in everything_in(tmp_path).keys() - before.keys() if not name.endswith(".jsonl")} == set()


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("kind", ["new", "empty"])
def test_killed_at_any_moment_the_next_call_makes_it(small, tmp_path, part, kind):
    home = tmp_path / "home of it"
    home.mkdir()
    if kind == "empty":
        (home / "copy").mkdir()
    whole = Program(CODE, tmp_path, (small.top, home / "first")).run()
    program = Program(CODE, tmp_path, (small.top, home / "copy"))
    program.kill_after(whole * part)
    if not (home / "copy/.git").exists():
        program.run()
    for place in (home, home / "copy"):
        staging.sweep(place)
    assert sorted(os.listdir(home)) == ["copy", "first"]
    assert checkouts.find(home / "copy", os.environ).line("status", "--porcelain") == ""
