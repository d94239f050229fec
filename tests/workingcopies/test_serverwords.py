# SPDX-License-Identifier: LGPL-3.0-or-later
"""The client's questions reach the wrapper over the ssh of the site, of the user or of the system."""
import shlex
from dataclasses import replace

import pytest

from b2tools import errors
from b2tools.git import Git
from b2tools.workingcopies import serverwords


def test_the_sites_own_transport_asks(who):
    user = who("author", GIT_SSH_COMMAND="false")
    assert serverwords.ask(serverwords.of_site(user.site, user.user, user.environ), ["whoami"]) == "author"


@pytest.mark.parametrize("variable", ["GIT_SSH_COMMAND", "GIT_SSH"])
def test_the_users_transport_asks_where_the_site_has_none(who, analysis_site, variable):
    program = str(analysis_site.server / "bin/ssh")
    user = who(**{variable: shlex.quote(program) if variable == "GIT_SSH_COMMAND" else program})
    site = replace(user.site, ssh_command=None, server="ssh://{user}@localhost:2222")
    assert serverwords.ask(serverwords.of_site(site, "member", user.environ), ["whoami"]) == "member"


@pytest.mark.parametrize("server", ["https://git.example.org", "/srv/git", "ssh://"])
def test_only_ssh_carries_questions(who, server):
    with pytest.raises(errors.ServerUnreachable, match="no address of the form ssh"):
        serverwords.of_site(replace(who().site, server=server), "member", {})


def test_words_arrive_as_they_are(who):
    user = who()
    with pytest.raises(errors.PushRefused, match=r"'\$\(id\) x' cannot be the name"):
        serverwords.ask(serverwords.of_site(user.site, "member", user.environ), ["analysis-create", "$(id) x"])


@pytest.mark.parametrize("url, host, port, path", [
    ("ssh://b2@git.example.org:2222/software.git", "b2@git.example.org", 2222, "software.git"),
    ("ssh://git.example.org/software.git", "git.example.org", None, "software.git"),
    ("b2@git.example.org:software.git", "b2@git.example.org", None, "software.git")])
def test_a_clone_knows_the_way_to_its_server(tmp_path, url, host, port, path):
    git = Git(tmp_path)
    git.run("init", "-q")
    git.run("remote", "add", "origin", url)
    way = serverwords.of_origin(git, {})
    assert (way.host, way.port, way.path, list(way.program)) == (host, port, path, ["ssh"])
    git.run("config", "core.sshCommand", "my ssh -v")
    assert serverwords.of_origin(git, {}).program[2] == 'my ssh -v "$@"'
    assert serverwords.of_origin(git, {"GIT_SSH_COMMAND": "other"}).program[2] == 'other "$@"'


@pytest.mark.parametrize("url", ["https://git.example.org/software.git", "/srv/git/software.git", "file:///srv/git", ""])
def test_a_clone_of_something_else_knows_none(tmp_path, url):
    git = Git(tmp_path)
    git.run("init", "-q")
    git.run("config", "remote.origin.url", url)
    assert serverwords.of_origin(git, {}) is None
