# SPDX-License-Identifier: LGPL-3.0-or-later
"""The client's questions reach the wrapper over the ssh of the site, of the user or of the system."""
import shlex
from dataclasses import replace

import pytest

from b2tools import errors
from b2tools.workingcopies import serverwords


def test_the_sites_own_transport_asks(who):
    user = who("author", GIT_SSH_COMMAND="false")
    assert serverwords.ask(user.site, user.user, ["whoami"], user.environ) == "author"


@pytest.mark.parametrize("variable", ["GIT_SSH_COMMAND", "GIT_SSH"])
def test_the_users_transport_asks_where_the_site_has_none(who, analysis_site, variable):
    program = str(analysis_site.server / "bin/ssh")
    user = who(**{variable: shlex.quote(program) if variable == "GIT_SSH_COMMAND" else program})
    site = replace(user.site, ssh_command=None, server="ssh://{user}@localhost:2222")
    assert serverwords.ask(site, "member", ["whoami"], user.environ) == "member"


@pytest.mark.parametrize("server", ["https://git.example.org", "/srv/git", "ssh://"])
def test_only_ssh_carries_questions(who, server):
    with pytest.raises(errors.ServerUnreachable, match="no address of the form ssh"):
        serverwords.ask(replace(who().site, server=server), "member", ["whoami"], {})


def test_words_arrive_as_they_are(who):
    user = who()
    with pytest.raises(errors.PushRefused, match=r"'\$\(id\) x' cannot be the name"):
        serverwords.ask(user.site, "member", ["analysis-create", "$(id) x"], user.environ)
