# SPDX-License-Identifier: LGPL-3.0-or-later
"""The whole examination of a server."""
import os
import sys

import pytest

from b2tools import errors, process
from b2tools.server import serverdoctor


def examine(server):
    return serverdoctor.examine(server, sys.executable, os.environ)


def test_a_server_in_order_has_no_findings(server):
    told = []
    assert serverdoctor.examine(server, sys.executable, os.environ, told.append) == []
    assert "software.git" in told and "a push to software.git" in told and "pushes to a scratch repository" in told


def test_findings_of_all_kinds_come_with_their_group(server, software):
    (software / "hooks/pre-receive").write_text("#!/bin/sh\n# Decides about a push\nexit 0\n")
    (server / "policy.toml").chmod(0o666)
    found = examine(server)
    assert [one.group for one in found] == ["server", "repositories", "pushes"] and found[2].what.startswith("Grave: ")


def test_analyses_are_tried_as_well(site, server):
    process.run([server / "bin/ssh", "member@localhost", "analysis-create cut"], env=site.environment())
    assert examine(server) == []
    (server / "git/analyses/member_cut.git/hooks/pre-receive").chmod(0o644)
    assert {one.group for one in examine(server)} == {"repositories", "pushes"}


def test_an_interpreter_that_is_gone_is_found(server):
    place = server / "bin/shell"
    place.write_text(place.read_text().replace(sys.executable, "/nowhere/python"))
    found = examine(server)
    assert [one for one in found if "/nowhere/python cannot decide about pushes" in one.what]
    assert [one for one in found if "A good push to a feature branch was refused" in one.what]


@pytest.mark.parametrize("name", ["accounts.toml", "policy.toml"])
def test_without_its_files_no_push_is_tried(server, name):
    (server / name).write_text("[")
    assert [one for one in examine(server) if one.group == "pushes"][0].what.startswith("No push was tried")


def test_a_lost_repository_is_found(server, software):
    process.run(["rm", "-r", software])
    assert [one for one in examine(server) if "There is no repository" in one.what and one.command]


def test_a_folder_without_a_server_is_told(tmp_path):
    with pytest.raises(errors.NoServer, match="neither accounts.toml nor git/"):
        examine(tmp_path)


def test_another_user_looks_but_does_not_push(server):
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    process.run(["chown", "-Rh", "12345", server])
    found = examine(server)
    assert [one.command for one in found] == ["sudo -u user 12345 b2server-doctor"] and not (server / ".canary.lock").exists()
