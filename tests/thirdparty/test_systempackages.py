# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the operating system must bring: found with its version, refused if it is missing or too old."""
import pytest

from b2tools import errors
from b2tools.thirdparty import systempackages
from b2tools.thirdparty.manifests import Package


def package(**more):
    return Package(name="make", licence="GPL-3.0-or-later", purpose="p", kind="system", **{"version": "3.81"} | more)


def test_the_version_is_the_first_number_that_the_check_says():
    assert systempackages.found(package(check="echo GNU Make 4.3.1, 2020"), "v01-00-00") == "4.3.1"


def test_what_says_no_version_is_present():
    assert systempackages.found(package(check="true"), "v01-00-00") == systempackages.found(package(), "v01-00-00") == "present"


def test_numbers_are_compared_as_numbers():
    assert systempackages.found(package(version="4.9", check="echo 4.10"), "v01-00-00") == "4.10"
    with pytest.raises(errors.ProgramMissing, match="make 4.11 or newer is not installed .* This system has 4.10"):
        systempackages.found(package(version="4.11", check="echo 4.10"), "v01-00-00")


def test_a_failing_check_shows_its_words():
    with pytest.raises(errors.ProgramMissing, match="`echo no header; exit 3` ended with exit code 3: no header"):
        systempackages.found(package(check="echo no header; exit 3"), "v01-00-00")


def test_a_missing_program_is_named():
    with pytest.raises(errors.ProgramMissing, match="no-such-program"):
        systempackages.found(package(programs=("no-such-program",)), "v01-00-00")
