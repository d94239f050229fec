# SPDX-License-Identifier: LGPL-3.0-or-later
"""New packages and modules have the standard shape, are laid out well, and overwrite nothing."""
import pytest

from b2tools import errors, style
from b2tools.git import Git
from b2tools.workingcopies import packages, skeletons


@pytest.fixture
def copy(tmp_path) -> Git:
    """A sparse working copy with the package `mine` of the account `anna`."""
    git = Git(tmp_path)
    git.run("init", "-q", "-b", "main")
    (tmp_path / "there").mkdir()
    (tmp_path / "there/SConscript").touch()
    git.run("add", "there")
    git.run("commit", "-q", "-m", "Start")
    git.run("sparse-checkout", "set", "site_scons")
    skeletons.create_package(git, "mine", "anna")
    return git


def test_a_new_package_has_a_short_build_file_and_its_maker_as_librarian(copy):
    assert (copy.folder / "mine/.librarians").read_text() == "anna\n"
    assert len((copy.folder / "mine/SConscript").read_text().splitlines()) == 4
    assert packages.on_disk(copy.folder) == ["mine"]


def test_git_takes_the_files_of_a_new_package(copy):
    skeletons.create_module(copy, "mine", "TrackCounter")
    copy.run("add", "mine")
    assert "mine/modules/trackcounter/src/TrackCounterModule.cc" in copy.names("ls-files", "-z")


@pytest.mark.parametrize("python", [False, True])
def test_a_skeleton_is_laid_out_well_and_has_a_test(copy, python):
    written = skeletons.create_module(copy, "mine", "ECLDigitizer", python)
    assert style.check([copy.folder / file for file in written]) == []
    assert any("tests/" in file for file in written)
    assert not any("@{" in (copy.folder / file).read_text() for file in written)
    assert all("SPDX-License-Identifier" in (copy.folder / file).read_text() for file in written)


@pytest.mark.parametrize(("name", "snake"), [("TrackCounter", "track_counter"), ("ECLDigitizer", "ecl_digitizer"),
                                             ("V0Finder2", "v0_finder2"),
                                             ("A", "a")])
def test_names_of_files_follow_from_the_name_of_the_module(name, snake):
    assert skeletons.snake_case(name) == snake


@pytest.mark.parametrize("name", ["Mine", "my-package", "2nd", "../out", "größe", "site_scons", "lib", "json", "class", ""])
def test_a_name_that_no_package_can_have_is_refused(copy, name):
    with pytest.raises(errors.BadName, match="cannot be the name of a package. Use lower-case letters"):
        skeletons.create_package(copy, name, "anna")


@pytest.mark.parametrize("name", ["trackCounter", "Track-Counter", "../Out", "Größe", ""])
def test_a_name_that_no_module_can_have_is_refused(copy, name):
    with pytest.raises(errors.BadName, match="beginning with a capital letter"):
        skeletons.create_module(copy, "mine", name)


def test_a_python_module_does_not_hide_one_of_python_s_library(copy):
    for name, snake in (("Json", "json"), ("Class", "class")):
        with pytest.raises(errors.BadName, match=f"{snake} is a word of Python or a module of its library"):
            skeletons.create_module(copy, "mine", name, python=True)


def test_a_link_that_leads_nowhere_is_not_written_through(copy):
    (copy.folder / "other").symlink_to("nowhere")
    with pytest.raises(errors.AlreadyThere):
        skeletons.create_package(copy, "other", "anna")


@pytest.mark.parametrize("name", ["mine", "there"])
def test_a_package_that_exists_here_or_in_the_repository_is_not_made_again(copy, name):
    with pytest.raises(errors.AlreadyThere, match=f"The package {name} exists already"):
        skeletons.create_package(copy, name, "anna")


def test_modules_share_one_name_space(copy):
    skeletons.create_package(copy, "other", "anna")
    skeletons.create_module(copy, "mine", "Counter")
    for python in (False, True):
        with pytest.raises(errors.AlreadyThere, match="The module Counter exists already"):
            skeletons.create_module(copy, "other", "Counter", python)


def test_an_unknown_package_lists_near_ones(copy):
    with pytest.raises(errors.UnknownPackage, match="Did you mean mine?"):
        skeletons.create_module(copy, "min", "Counter")


def test_a_dry_run_names_the_files_and_makes_none(copy):
    assert skeletons.create_package(copy, "other", "anna", dry_run=True)[0] == "other/.authors"
    assert not (copy.folder / "other").exists()
