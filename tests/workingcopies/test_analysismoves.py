# SPDX-License-Identifier: LGPL-3.0-or-later
"""An analysis moves to another release: its mark and its link change, what the build made goes, the user's changes stay."""
import os

import pytest

from b2tools import errors
from b2tools.git import Git
from b2tools.workingcopies import analyses, analysismoves


@pytest.fixture
def folder(who, tmp_path):
    """An analysis on release-01-00-00 with products of a build and work that is not committed."""
    place = analyses.create(who(), tmp_path / "cut", "release-01-00-00").folder
    for name in ("build/x.o", "lib/x.so", "include/cut/A.h", "data/cut/b", "data/mine.root", "include/New.h", "note", "SConscript"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("mine\n")
    return place


def test_it_goes_to_another_release_and_keeps_the_users_work(who, folder, analysis_site):
    moved, before = analysismoves.update(who(), folder / "include", "release-01-00-09")
    assert (moved.release, before) == ("release-01-00-09", "release-01-00-00")
    assert (folder / ".analysis").read_text() == "release-01-00-09 cut\n"
    assert os.readlink(folder / "SConstruct") == str(analysis_site.top / "releases/release-01-00-09/site_scons/SConstruct")
    assert not any((folder / name).exists() for name in ("build", "lib", "include/cut", "data/cut"))
    assert all((folder / name).read_text() == "mine\n" for name in ("data/mine.root", "include/New.h", "note", "SConscript"))
    assert Git(folder, dict(os.environ)).line("log", "--format=%s") == "Start the analysis cut on release-01-00-00"


def test_without_a_name_it_goes_to_the_newest_that_is_supported(who, folder):
    assert analysismoves.update(who(), folder)[0].release == "release-01-00-10"


def test_where_it_is_already_nothing_is_removed(who, folder):
    moved, before = analysismoves.update(who(), folder, "release-01-00-00")
    assert moved.release == before and (folder / "build/x.o").exists()


def test_a_dry_run_changes_nothing(who, folder):
    assert analysismoves.update(who(), folder, dry_run=True)[0].release == "release-01-00-10"
    assert (folder / ".analysis").read_text() == "release-01-00-00 cut\n" and (folder / "build/x.o").exists()


def test_an_unknown_release_is_refused_with_near_ones(who, folder):
    with pytest.raises(errors.NotInstalled, match="Did you mean release-01-00-10"):
        analysismoves.update(who(), folder, "release-01-00-11")
    assert (folder / "build/x.o").exists()


def test_an_unsupported_one_is_warned_of(who, folder):
    assert "wrong field map" in analysismoves.update(who(), folder, "release-02-00-00")[0].advice[0]


def test_outside_of_an_analysis_the_command_says_so(who, tmp_path):
    with pytest.raises(errors.OutsideAnalysis, match="there is no .analysis in it or above"):
        analysismoves.update(who(), tmp_path)


def test_a_site_without_a_supported_release_is_told(who, folder, analysis_site):
    for place in (analysis_site.top / "releases").glob("release-01*"):
        (place / "receipt.json").unlink()
    with pytest.raises(errors.NothingToUpdateTo):
        analysismoves.update(who(), folder)
