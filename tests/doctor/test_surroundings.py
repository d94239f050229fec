# SPDX-License-Identifier: LGPL-3.0-or-later
"""Checks of the user's own environment; each command is said in a real shell."""
import pytest

from b2tools import sites
from b2tools.environments import setups


def test_a_plain_environment_has_no_finding(practice):
    assert practice.look("surroundings") == []


def test_what_the_set_up_itself_sets_is_no_finding(practice):
    site = sites.at(practice.top)
    done = setups.complete(site, setups.named(site, "release-01-00-00")).applied(practice.environ, site.top, "anna")
    own = {"B2SETS": "ROOTSYS", "B2LISTS": "PYTHONPATH", "B2NROOTSYS": done["ROOTSYS"], "B2NPYTHONPATH": done["PYTHONPATH"]}
    assert practice.look("surroundings", ROOTSYS=done["ROOTSYS"], PYTHONPATH=done["PYTHONPATH"], **own) == []


@pytest.mark.parametrize("name, value, words", [
    ("PYTHONPATH", "/home/me/python", "Python takes modules from there"), ("PYTHONHOME", "/opt/python", "its own library"),
    ("LD_LIBRARY_PATH", "/opt/lib", "load libraries from there"), ("ROOTSYS", "/opt/root", "ROOT of another installation"),
    ("PATH", "/usr/bin:.:/bin", "PATH holds '.', which means the current folder"), ("PATH", "/usr/bin::/bin", "PATH holds ''"),
    ("LC_ALL", "C", "The locale is 'C'")])
def test_what_disturbs_is_told_and_the_command_mends_it(name, value, words, practice):
    found = practice.only("surroundings", words, **{name: value})
    assert practice.mended_by_shell("surroundings", found, {name: value})


def test_other_tools_on_path_are_told(practice, tmp_path):
    (tmp_path / "b2tools").write_text("#!/bin/sh\n")
    (tmp_path / "b2tools").chmod(0o755)
    practice.only("surroundings", "comes first on PATH and is not of this site", PATH=f"{tmp_path}:/usr/bin:/bin")
    assert practice.look("surroundings", PATH=f"{practice.top}/tools/bin:{tmp_path}:/usr/bin:/bin") == []
