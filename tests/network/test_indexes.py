# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files through pip and apt, with the user's own settings."""
import sys

import pytest

from b2tools import errors
from b2tools.network import download
from b2tools.network.sourcefiles import SourceFile
from tests import fault_server as faults
from tests import small_externals as small
from tests.programs import require


def fetch(path, url, tmp_path, name=None, **changed):
    table = small.pinned(path, url) | changed
    file = SourceFile(name or table["name"], table["sha256"], table["size"], tuple(table["urls"]))
    return download.fetch(file, download.Cache(tmp_path / "cache"), sys.executable)


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder that is pip's only source of packages."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", (tmp_path / "index").as_uri())
    return tmp_path / "index"


def test_a_wheel_comes_through_pip_with_the_users_settings(index, tmp_path):
    wheel = small.wheel(index, "tiny")
    assert fetch(wheel, "pypi:tiny==1.0", tmp_path).read_bytes() == wheel.read_bytes()


def test_of_several_wheels_the_one_with_the_pinned_tags_comes(index, tmp_path):
    small.wheel(index, "tiny")
    wanted = small.wheel(tmp_path, "tiny").rename(index / "tiny-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")
    wanted.write_bytes(wanted.read_bytes() + b"different")
    small.wheel(tmp_path, "tiny").rename(index / "tiny-1.0-cp311-cp311-manylinux_2_5_x86_64.whl")
    assert fetch(wanted, "pypi:tiny==1.0", tmp_path).read_bytes().endswith(b"different")


def test_an_index_with_a_password_is_served_by_pip_which_has_it(tmp_path, monkeypatch):
    wheel = small.wheel(tmp_path / "files", "tiny")

    def script(request, connection):
        if request.headers.get("authorization") != "Basic dXNlcjpzZWNyZXQ=":
            faults.answer(connection, b"", "401 Unauthorized", WWW_Authenticate='Basic realm="x"')
        elif request.target == "/simple/tiny/":
            page = f'<!DOCTYPE html><a href="/f/{wheel.name}">{wheel.name}</a>'
            faults.answer(connection, page.encode(), Content_Type="text/html")
        else:
            faults.answer(connection, wheel.read_bytes())
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with faults.serve(script) as server:
        monkeypatch.setenv("PIP_INDEX_URL", f"http://user:secret@127.0.0.1:{server.port}/simple")
        assert fetch(wheel, "pypi:tiny==1.0", tmp_path).read_bytes() == wheel.read_bytes()
        with pytest.raises(errors.FetchFailed) as caught:
            fetch(wheel, "pypi:tiny==2.0", tmp_path, "tiny-2.0-py3-none-any.whl", sha256="0" * 64)
    assert "tiny==2.0" in str(caught.value) and "secret" not in str(caught.value)


def test_a_version_that_is_not_there_names_the_url(index, tmp_path):
    with pytest.raises(errors.FetchFailed, match=r"(?s)pypi:tiny==2.0: .*tiny==2.0"):
        fetch(small.wheel(index, "tiny"), "pypi:tiny==2.0", tmp_path, "tiny-2.0-py3-none-any.whl", sha256="0" * 64)


def test_another_file_under_the_same_version_is_a_wrong_hash(index, tmp_path):
    with pytest.raises(errors.WrongHash, match="pypi:tiny==1.0 gave a file with SHA-256"):
        fetch(small.wheel(index, "tiny"), "pypi:tiny==1.0", tmp_path, sha256="0" * 64)


@pytest.mark.parametrize("client", ["pypi", "apt"])
def test_a_full_disk_is_told_as_such_and_not_as_a_lack_of_network(client, tmp_path):
    program = tmp_path / "bin" / "client"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho \"ERROR: Exception: OSError: [Errno 28] No space left on device\" >&2\nexit 2\n")
    program.chmod(0o755)
    path = small.wheel(tmp_path, "tiny")
    file = SourceFile(path.name, "0" * 64, 1, (f"{client}:tiny=1.0",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(program.parent), prepend=":")
        program.rename(program.with_name("apt-get")) if client == "apt" else None
        with pytest.raises(errors.DiskFull):
            download.fetch(file, download.Cache(tmp_path / "cache"), str(program))
    assert not list((tmp_path / "cache").iterdir())


def test_without_network_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(errors.FetchFailed, match="pypi:tiny==1.0: the package index cannot be reached"):
        fetch(small.wheel(tmp_path, "tiny"), "pypi:tiny==1.0", tmp_path)
    assert not list((tmp_path / "cache").iterdir())


def test_a_version_that_left_the_archive_names_the_url(tmp_path):
    require("apt-get")
    with pytest.raises(errors.FetchFailed, match="apt:no-such-package=1-1: .*apt-get update"):
        fetch(small.wheel(tmp_path, "tiny"), "apt:no-such-package=1-1", tmp_path)
