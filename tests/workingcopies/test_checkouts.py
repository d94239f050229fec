# SPDX-License-Identifier: LGPL-3.0-or-later
"""Working copies are made whole or not at all, and no command on them loses work."""
import os
import sys

import pytest

from b2tools import errors, files, sites
from b2tools.git import Git
from b2tools.workingcopies import checkouts, packages
from b2tools.workingcopies.checkouts import Wish
from tests.small_site import SmallSite, make


@pytest.fixture
def small(tmp_path) -> SmallSite:
    """A site in a folder whose name needs quoting."""
    return make(tmp_path / "mein \"site\" o'größe")


@pytest.fixture
def create(small, tmp_path):
    """Make a working copy `my work` with a wish; gives what `checkouts.create` returns."""
    def make_copy(name="my work", set_up=None, account="member", **wish):
        return checkouts.create(sites.at(small.top), tmp_path / name, Wish(**wish), user=account, python=sys.executable,
                                environ=os.environ, set_up=set_up)
    return make_copy


def release(small: SmallSite, name: str, tmp_path) -> str:
    """Tag main as a release and push the tag."""
    clone = small.clone(tmp_path / f"tagger of {name}", "librarian")
    clone.git.run("tag", "-a", "-m", name, name)
    done = clone.push(f"refs/tags/{name}")
    assert done.returncode == 0, done.stderr.decode()
    return name


def there(folder) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name != ".git")


def git_of(folder) -> Git:
    return checkouts.find(folder, os.environ)


def test_without_a_release_everything_of_main_is_checked_out(create):
    made = create()
    assert there(made.folder) == ["framework", "mdst", "site_scons"]
    assert (made.folder / ".release").read_text() == "head\n"
    assert git_of(made.folder).line("symbolic-ref", "HEAD") == "refs/heads/main"


def test_excluded_packages_are_left_out_of_everything(create):
    assert there(create(excluded=("mdst",)).folder) == ["framework", "site_scons"]


def test_named_packages_stand_on_the_release_that_is_set_up(create):
    made = create(packages=("mdst",), set_up="release-01-00-00")
    assert there(made.folder) == ["mdst", "site_scons"]
    assert (made.folder / ".release").read_text() == "release-01-00-00\n"


def test_named_packages_stand_on_the_newest_installed_release_if_none_is_set_up(create, small):
    for name in ("release-01-00-09", "release-01-00-10", "release-01-00-11"):
        (small.top / "releases" / name).mkdir(parents=True)
    for name in ("release-01-00-09", "release-01-00-10"):
        (small.top / "releases" / name / "receipt.json").write_text("{}")
    assert create(packages=("mdst",)).central == "release-01-00-10"


def test_with_a_release_only_named_packages_of_its_tag_are_checked_out(create, small, tmp_path):
    name = release(small, "release-01-00-00", tmp_path)
    made = create(release=name, packages=("framework",))
    assert (made.central, there(made.folder)) == (name, ["framework", "site_scons"])
    assert git_of(made.folder).line("describe", "--exact-match") == name
    assert there(create("empty", release=name).folder) == ["site_scons"]


def test_the_light_profile_of_the_repository_is_used(create):
    made = create(light=True)
    assert (there(made.folder), made.central) == (["framework", "site_scons"], None)


def test_the_build_file_is_linked_and_git_sees_nothing_to_commit(create):
    folder = create().folder
    assert os.readlink(folder / "SConstruct") == "site_scons/SConstruct"
    assert git_of(folder).line("status", "--porcelain") == ""


def test_a_new_copy_can_fetch_and_push_with_the_site_s_own_transport(create):
    folder = create().folder
    plain = Git(folder, dict(os.environ))
    (folder / "mdst/a.py").write_text("A = 1\n")
    plain.run("add", "mdst/a.py")
    plain.run("commit", "-q", "-m", "Add a number")
    assert plain.run("push", "-q", "origin", "HEAD:refs/heads/feature/a", check=False).returncode == 0


def test_librarians_are_listed_without_the_server(create, small):
    folder = create(packages=("mdst",)).folder
    (small.top / "server").rename(small.top / "gone")
    listed = packages.listing(git_of(folder), folder, with_librarians=True)
    assert {one.name: one.librarians for one in listed} == {"framework": ("librarian",), "mdst": ("librarian",)}


def test_contents_of_other_packages_are_not_fetched(create):
    copy = git_of(create(packages=("mdst",)).folder)
    missing = copy.run("rev-list", "--objects", "--missing=print", "HEAD").text
    assert copy.line("rev-parse", "HEAD:framework/include/A.h") in missing.replace("?", "")
    assert "?" in missing


@pytest.mark.parametrize("kind", ["file", "folder with a file", "link"])
def test_a_place_that_is_taken_is_refused_and_untouched(create, tmp_path, kind):
    place = tmp_path / "taken"
    if kind == "folder with a file":
        place.mkdir()
        (place / "a").write_text("mine")
    elif kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to("nowhere")
    before = os.listdir(tmp_path)
    with pytest.raises(errors.FolderInUse, match="exists and is not empty, so nothing was changed"):
        create("taken")
    assert os.listdir(tmp_path) == before


def test_an_empty_folder_is_filled(create, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "mdst" in there(create("empty").folder)


@pytest.mark.parametrize(("wish", "sentence"), [
    ({"packages": ("framwork",)}, "There is no package framwork in main. Did you mean framework?"),
    ({"release": "release-01-00-0"}, "has no release release-01-00-0. Did you mean release-01-00-00?")])
def test_a_wrong_name_lists_near_ones_and_leaves_nothing(create, small, tmp_path, wish, sentence):
    release(small, "release-01-00-00", tmp_path)
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(errors.B2Error) as caught:
        create("copy", **wish)
    assert sentence in str(caught.value)
    assert sorted(os.listdir(tmp_path)) == before


def test_an_unknown_account_gets_the_server_s_reason_and_nothing_is_left(create, tmp_path):
    before = os.listdir(tmp_path)
    with pytest.raises(errors.CannotClone, match="(?s)cannot be cloned from ssh://nobody@localhost/.*user nobody"):
        create("copy", account="nobody")
    assert os.listdir(tmp_path) == before


def test_another_repository_around_the_folder_is_left_alone(create, tmp_path, monkeypatch):
    outer = Git(tmp_path)
    outer.run("init", "-q", "-b", "theirs")
    hook = tmp_path / ".git/hooks/pre-commit"
    files.write(hook, "#!/bin/sh\nexit 0\n", 0o755)
    before = (hook.read_bytes(), (tmp_path / ".git/config").read_bytes(), (tmp_path / ".git/HEAD").read_bytes())
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    made = create()
    assert (hook.read_bytes(), (tmp_path / ".git/config").read_bytes(), (tmp_path / ".git/HEAD").read_bytes()) == before
    assert there(made.folder) == ["framework", "mdst", "site_scons"]


def test_the_user_s_own_settings_of_git_change_nothing(create, tmp_path):
    files.write(tmp_path / "my hooks/pre-commit", "#!/bin/sh\necho mine\n", 0o755)
    for name, value in (("core.hooksPath", str(tmp_path / "my hooks")), ("clone.defaultRemoteName", "upstream"),
                        ("core.sparseCheckoutCone", "false"), ("core.autocrlf", "true")):
        Git(tmp_path).run("config", "--global", name, value)
    copy = git_of(create(packages=("mdst",)).folder)
    assert there(copy.folder) == ["mdst", "site_scons"]
    (copy.folder / "mdst/bad.py").write_text("x=1\n")
    copy.run("add", "mdst/bad.py")
    assert b"E225" in copy.run("commit", "-m", "Add", check=False).stderr
    (copy.folder / "mdst/bad.py").write_text("X = 1\n")
    copy.run("add", "mdst/bad.py")
    done = copy.run("commit", "-m", "Add")
    assert b"mine" in done.stderr + done.stdout


def test_missing_name_and_address_are_advice(create, monkeypatch):
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
        monkeypatch.delenv(f"GIT_{role}_NAME")
    advice = [one.partition("Say: ")[2] for one in create().advice]
    assert advice == ["git config --global user.name 'First Last'", "git config --global user.email you@example.org"]


def test_packages_are_added_and_removed_without_a_change_for_git(create):
    copy = git_of(create(packages=("mdst",)).folder)
    assert checkouts.add(copy, ["framework", "mdst"]) == ("framework",)
    assert there(copy.folder) == ["framework", "mdst", "site_scons"]
    assert checkouts.remove(copy, ["mdst"]) == ("mdst",)
    assert there(copy.folder) == ["framework", "site_scons"]
    assert copy.line("status", "--porcelain") == ""


def test_a_complete_copy_can_be_narrowed(create):
    copy = git_of(create().folder)
    checkouts.remove(copy, ["mdst"])
    assert there(copy.folder) == ["framework", "site_scons"]


def test_an_unknown_package_adds_nothing_at_all(create):
    copy = git_of(create(packages=("mdst",)).folder)
    with pytest.raises(errors.UnknownPackage, match="Did you mean framework?"):
        checkouts.add(copy, ["framework", "framewrk"])
    assert there(copy.folder) == ["mdst", "site_scons"]


@pytest.mark.parametrize("kind", ["modified", "staged", "untracked", "ignored", "odd name"])
def test_a_package_with_unsaved_work_is_not_removed(create, kind):
    copy = git_of(create().folder)
    name = {"untracked": "new.py", "ignored": "result.root", "odd name": "größe \n 1.py"}.get(kind, "SConscript")
    (copy.folder / ".git/info/exclude").write_text("*.root\n")
    (copy.folder / "mdst" / name).write_text("work")
    if kind == "staged":
        copy.run("add", "mdst")
    with pytest.raises(errors.WorkWouldBeLost, match="its work would be lost: mdst/"):
        checkouts.remove(copy, ["framework", "mdst"])
    assert (copy.folder / "mdst" / name).read_text() == "work"
    assert (copy.folder / "framework").is_dir()


def test_what_python_cached_is_no_work(create):
    copy = git_of(create().folder)
    (copy.folder / ".git/info/exclude").write_text("__pycache__\n")
    files.write(copy.folder / "mdst/__pycache__/a.pyc", "")
    checkouts.remove(copy, ["mdst"])
    assert not (copy.folder / "mdst").exists()


def test_a_package_that_exists_only_here_survives_every_command(create):
    copy = git_of(create(packages=("mdst",)).folder)
    files.write(copy.folder / "mine/SConscript", "mine")
    checkouts.add(copy, ["framework"])
    checkouts.remove(copy, ["framework"])
    assert (copy.folder / "mine/SConscript").read_text() == "mine"
    with pytest.raises(errors.WorkWouldBeLost):
        checkouts.remove(copy, ["mine"])


def test_outside_of_a_working_copy_a_sentence_helps(tmp_path):
    with pytest.raises(errors.OutsideWorkingCopy, match="there is no git repository"):
        git_of(tmp_path)
    Git(tmp_path).run("init", "-q")
    with pytest.raises(errors.OutsideWorkingCopy, match="has no site_scons/SConstruct"):
        git_of(tmp_path)


def test_names_in_a_list_are_separated_by_commas_or_blanks():
    assert checkouts.words("a,b c, d") == ("a", "b", "c", "d")


def test_cleaning_takes_what_the_build_made_and_nothing_else(create):
    copy = git_of(create().folder)
    for name in ("build/deep/a.o", ".sconsign.dblite", "mdst/a.o", "notes.txt", "lib/mine.txt"):
        files.write(copy.folder / name, "")
    (copy.folder / ".git/info/exclude").write_text("*.o\n.sconsign*\nbuild\n")
    found = checkouts.products(copy)
    assert sorted(found) == [".sconsign.dblite", "build/"]
    checkouts.clean(copy, found)
    names = ("build", ".sconsign.dblite", "mdst/a.o", "notes.txt", "lib/mine.txt")
    assert [name for name in names if (copy.folder / name).exists()] == ["mdst/a.o", "notes.txt", "lib/mine.txt"]
