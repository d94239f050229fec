# SPDX-License-Identifier: LGPL-3.0-or-later
"""Versions are ordered by number and written as they were read."""
import pytest

from b2tools import errors, versions
from b2tools.versions import (BuildVersion, ExternalsVersion, LightVersion, PackageTag, PrereleaseVersion, ReleaseVersion,
                              ToolsVersion)

NAMES = {"release-01-00-00": ReleaseVersion, "prerelease-08-00-00a": PrereleaseVersion, "light-2611-tauon": LightVersion,
         "build-2026-11-21": BuildVersion, "v01-00-00": ExternalsVersion, "framework-v01-02-03": PackageTag,
         "1.10.0": ToolsVersion}


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_is_recognised_and_written_back(name):
    version = versions.parse(name)
    assert type(version) is NAMES[name] and str(version) == name


@pytest.mark.parametrize("name", ["release-1-0-0", "release-001-00-00", "release-01-00", "release-01-00-00\n", "Release-01-00-00",
                                  "light-2613-x", "build-2026-02-30", "v1-0-0", "prerelease-01-00-00",
                                  "release-٠١-00-00", "", "main"])
def test_other_names_are_refused_with_the_wanted_form(name):
    with pytest.raises(errors.BadVersion, match="release-AA-BB-CC") as caught:
        versions.parse(name)
    assert repr(name) in str(caught.value)


def test_order_is_by_number_not_by_text():
    assert ReleaseVersion.parse("release-100-00-00") > ReleaseVersion.parse("release-99-00-00")
    assert PackageTag.parse("a-v02-00-00") < PackageTag.parse("a-v10-00-00") < PackageTag.parse("a-v100-00-00")
    assert ToolsVersion.parse("1.10.0") > ToolsVersion.parse("1.9.9")
    assert LightVersion.parse("light-2612-a") > LightVersion.parse("light-2611-b")


def test_versions_of_different_kinds_have_no_order():
    with pytest.raises(TypeError):
        versions.parse("release-01-00-00") < versions.parse("v01-00-00")


@pytest.mark.parametrize("part, wanted", [("major", "v02-00-00"), ("minor", "v01-03-00"), ("patch", "v01-02-04")])
def test_a_bump_raises_one_part_and_clears_the_lower_ones(part, wanted):
    assert str(ExternalsVersion.parse("v01-02-03").bump(part)) == wanted
    assert str(PackageTag.parse("framework-v01-02-03").bump(part)) == f"framework-{wanted}"


def test_a_bump_grows_beyond_two_digits():
    assert str(ReleaseVersion.parse("release-01-00-99").bump("patch")) == "release-01-00-100"


def test_a_package_name_may_look_like_a_tag_itself():
    tag = PackageTag.parse("my-v01-00-00-v02-00-00")
    assert (tag.package, str(tag.version)) == ("my-v01-00-00", "v02-00-00")


def test_the_newest_of_a_kind_ignores_all_other_names():
    assert str(versions.newest(["v09-00-00", "v10-00-00", "release-99-00-00", "main"], ExternalsVersion)) == "v10-00-00"
    assert versions.newest(["main"], ReleaseVersion) is None
