# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small site whose server belongs to the test."""
import os
import shutil
import sys

import pytest

from b2tools.server import gitserver
from tests import mail_server, small_site


@pytest.fixture
def site(tmp_path, tmp_path_factory):
    """A site with a software repository of two packages, in a folder whose name needs quoting."""
    made = tmp_path_factory.getbasetemp() / "small site"
    if not (made / "site.toml").is_file():
        small_site.make(made)
    top = tmp_path / "mein \"site\" o'größe"
    shutil.copytree(made, top, symlinks=True)
    # copied: its list of keys names the wrapper of another place
    gitserver.create(top / "server", (), sys.executable, os.environ)
    return small_site.SmallSite(top)


@pytest.fixture
def server(site):
    """The server's folder."""
    return site.server


@pytest.fixture
def software(server):
    """The software repository on the server."""
    return server / "git/software.git"


@pytest.fixture
def box():
    """A mail server that keeps what it gets."""
    with mail_server.serving() as found:
        yield found
