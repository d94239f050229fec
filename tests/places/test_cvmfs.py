# SPDX-License-Identifier: LGPL-3.0-or-later
"""Catalogue hints: one for each installed version, none for what is being installed."""
import fnmatch
import os
import sys

from b2tools.places import cvmfs
from b2tools.server import siteserver

INSIDE = ["tools/versions/1.0.0", "externals/v01-00-00", "externals/v01-00-00/Linux_x86_64/common", "releases/release-01-00-00",
          "platforms/el-9/externals/v01-00-00", "platforms/el-9/releases/release-01-00-00"]
OUTSIDE = ["externals", "releases", "releases/.release-01-00-00.staging", "externals/.v01-00-00.staging", "server", "download",
           "releases/release-01-00-00/lib", "platforms/el-9/releases/.x.staging"]


def catalogues(hints, paths):
    """The folders that get a catalogue, by the rules of CernVM-FS: a `*` matches no slash, `!` takes back."""
    lines = [line for line in hints.splitlines() if line and not line.startswith("#")]

    def matches(path, pattern):
        parts, wanted = path.split("/"), pattern.strip("/").split("/")
        return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted))
    wanted = [path for path in paths if any(matches(path, line) for line in lines if not line.startswith("!"))]
    return [path for path in wanted if not any(matches(path, line[1:].strip()) for line in lines if line.startswith("!"))]


def test_each_version_gets_a_catalogue_and_nothing_else_does():
    assert catalogues(cvmfs.HINTS, INSIDE + OUTSIDE) == INSIDE


def test_a_new_site_has_the_hints_and_keeps_those_of_its_manager(tmp_path):
    siteserver.create(tmp_path / "site", "x", sys.executable, os.environ)
    assert (tmp_path / "site" / cvmfs.NAME).read_text() == cvmfs.HINTS
    (tmp_path / "site" / cvmfs.NAME).write_text("/own\n")
    cvmfs.write_hints(tmp_path / "site")
    siteserver.create(tmp_path / "site", "x", sys.executable, os.environ)
    assert (tmp_path / "site" / cvmfs.NAME).read_text() == "/own\n"
