# SPDX-License-Identifier: LGPL-3.0-or-later
"""Dependents of a package are found in the index of the central release, told with reasons, and checked out."""
import json
import os
import re
import sys
from pathlib import Path

import pytest
from b2tools import errors, reports, sites
from b2tools.environments import environment
from b2tools.workingcopies import checkouts, dependents
from tests.small_site import FIRST_FILES, make

RELEASE = "release-01-00-00"
FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
MORE = {f"{name}/{file}": text for name in ("tracking", "analysis") for file, text in (
    ("SConscript", "Import('env')\n"), (".librarians", "librarian\n"), (".authors", ""))}
# mdst <- tracking <- analysis
INDEX = {"mdst": ["framework"], "tracking": ["framework", "mdst"], "analysis": ["tracking"], "gone": ["mdst"]}


@pytest.fixture
def small(tmp_path):
    """A site with a release that has an index."""
    site = make(tmp_path / "my site", FIRST_FILES | MORE | {"tracking/include/T.h": "#pragma once\n"})
    clone = site.clone(tmp_path / "tagger", "librarian")
    clone.git.run("tag", "-a", "-m", RELEASE, RELEASE)
    assert clone.push(f"refs/tags/{RELEASE}").returncode == 0
    write_index(site, {"version": 1, "packages": {name: {"includes": used, "links": [], "modules": [], "scripts": [], "classes": []}
                                                  for name, used in INDEX.items()}})
    return site


def write_index(site, content) -> Path:
    """Write the index of the release, as a text or a value."""
    file = site.top / "releases" / RELEASE / "lib" / environment.arch() / "opt" / "packages.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


@pytest.fixture
def copy(small, tmp_path):
    """A working copy of main with the package framework on top of the release."""
    return make_copy(small, tmp_path / "copy", packages=("framework",), release=RELEASE)


def make_copy(small, folder, **wish):
    """A working copy."""
    made = checkouts.create(sites.at(small.top), folder, checkouts.Wish(**wish), user="member", python=sys.executable,
                            environ=os.environ, set_up=RELEASE)
    return checkouts.find(made.folder, os.environ)


def add(small, copy, *names, dry_run=False):
    return dependents.add(sites.at(small.top), copy, names, dry_run)


def test_a_package_comes_with_those_that_include_its_headers_and_the_reasons(small, copy):
    added = add(small, copy, "mdst")
    assert (added.fresh, added.missing) == (("mdst", "tracking"), ("gone",))
    assert (copy.folder / "tracking/SConscript").is_file() and not (copy.folder / "analysis").exists()
    assert reports.packages_added(["mdst"], added, False).splitlines() == [
        "mdst: added", f"gone: not in this revision, although {RELEASE} has it (includes headers of mdst)",
        "tracking: added (includes headers of mdst)"]


def test_of_a_package_that_is_there_only_the_dependents_come(small, copy):
    checkouts.add(copy, ["mdst"])
    assert add(small, copy, "mdst").fresh == ("tracking",)


def test_a_dependent_with_other_headers_than_the_release_brings_its_own_dependents(small, copy):
    checkouts.add(copy, ["tracking"])
    (copy.folder / "tracking/include/T.h").write_text("#pragma once\nint t;\n")
    assert add(small, copy, "mdst").why == {"analysis": ("tracking",), "gone": ("mdst",), "tracking": ("mdst",)}


def test_without_the_release_s_tag_all_dependents_of_dependents_come(small, copy):
    copy.run("tag", "-d", RELEASE)
    assert "analysis" in add(small, copy, "mdst").fresh


def test_a_dry_run_tells_and_changes_nothing(small, copy):
    added = add(small, copy, "mdst", dry_run=True)
    assert added.fresh == ("mdst", "tracking") and not (copy.folder / "mdst").exists()
    assert "tracking: would be added" in reports.packages_added(["mdst"], added, True)


def test_a_package_that_nothing_includes_is_told(small, copy):
    assert reports.packages_added(["analysis"], add(small, copy, "analysis"), False).endswith(
        f"nothing in {RELEASE} includes their headers")


def test_where_everything_is_checked_out_that_is_said(small, tmp_path):
    added = add(small, make_copy(small, tmp_path / "all"), "mdst")
    assert "all packages are checked out" in reports.packages_added(["mdst"], added, False)


def test_an_unknown_package_lists_near_ones_and_changes_nothing(small, copy):
    with pytest.raises(errors.UnknownPackage, match="Did you mean mdst?"):
        add(small, copy, "mdts")
    assert not (copy.folder / "mdst").exists()


def test_a_copy_on_no_release_is_refused(small, tmp_path):
    with pytest.raises(errors.NoCentralRelease, match="stands on no central release"):
        add(small, make_copy(small, tmp_path / "light", light=True), "mdst")


def test_a_release_that_is_not_installed_is_named(small, copy):
    (copy.folder / ".release").write_text("release-09-00-00\n")
    with pytest.raises(errors.NotInstalled, match="release-09-00-00"):
        add(small, copy, "mdst")


@pytest.mark.parametrize("content, reason", [
    ("{", "is damaged"), ("[]", "is damaged"), ('{"version": 1, "packages": []}', "is damaged"),
    ('{"version": 1, "packages": {"a": {}}}', "is damaged"), ('{"version": 2}', "has the version 2, while these tools know 1")])
def test_an_index_that_cannot_be_understood_is_named_and_nothing_changes(small, copy, content, reason):
    file = write_index(small, content)
    with pytest.raises(errors.NoIndex, match=reason) as caught:
        add(small, copy, "mdst")
    assert str(file) in str(caught.value) and not (copy.folder / "mdst").exists()


def test_a_release_without_an_index_is_named(small, copy):
    write_index(small, "").unlink()
    with pytest.raises(errors.NoIndex, match=f"{RELEASE} does not tell .* is not there"):
        add(small, copy, "mdst")


def test_the_example_of_the_documented_format_is_read(small):
    section = FORMATS.read_text("utf-8").partition("## Index of packages (version 1)")[2]
    write_index(small, re.search(r"```json\n(.*?)```", section, re.S)[1])
    assert dependents.read(sites.at(small.top), RELEASE) == {"framework": set(), "mdst": {"framework"}}
