# SPDX-License-Identifier: LGPL-3.0-or-later
"""Files of Debian source packages, through the machine's own apt and a real small archive that is configured for binaries only."""
import functools
import hashlib
import http.server
import sys
import threading

import pytest

from b2tools import errors
from b2tools.network import debiansources, download
from b2tools.network.sourcefiles import SourceFile
from tests import small_externals as small
from tests.programs import require

TINY = """Package: tiny
Format: 3.0 (quilt)
Binary: tiny
Version: {version}
Architecture: any
Maintainer: Test Person <test@example.org>
Directory: {folder}
Files:
{md5}
Checksums-Sha256:
{sha256}

"""


def archive(folder, version="1.0-1"):
    """A flat archive with the source package tiny; gives its files by name."""
    folder.mkdir(exist_ok=True)
    found = {}
    for name in (f"tiny_{version}.dsc", "tiny_1.0.orig.tar.xz", f"tiny_{version}.debian.tar.xz"):
        path = small.tar(folder / name, {"tiny-1.0/README": name})
        found[name] = path
    lines = {kind: "\n".join(f" {hashlib.new(kind, path.read_bytes()).hexdigest()} {path.stat().st_size} {name}"
                             for name, path in found.items()) for kind in ("md5", "sha256")}
    (folder / "Sources").write_text(TINY.format(version=version, folder=".", **lines))
    return found


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """apt whose settings are the test's: gives the function that writes its lists, one-line or in stanzas."""
    require("apt-get")
    (tmp_path / "etc/parts").mkdir(parents=True)
    (tmp_path / "etc/apt.conf").write_text(
        f'Dir::Etc::sourcelist "{tmp_path}/etc/sources.list";\nDir::Etc::sourceparts "{tmp_path}/etc/parts/";\n'
        'Acquire::http::Proxy::other "DIRECT";\n')
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "etc/apt.conf"))

    def write(lines="", stanza=""):
        (tmp_path / "etc/sources.list").write_text(lines)
        (tmp_path / "etc/parts/tiny.sources").write_text(stanza)
    return write


@pytest.fixture
def served(tmp_path):
    """The archive behind a web server; gives its files and its address."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    found = archive(tmp_path / "archive")
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=tmp_path / "archive"))
    threading.Thread(target=web.serve_forever, daemon=True).start()
    yield found, f"http://127.0.0.1:{web.server_address[1]}"
    web.shutdown()
    web.server_close()


def fetch(path, tmp_path, spec="tiny=1.0-1"):
    table = small.pinned(path)
    file = SourceFile(table["name"], table["sha256"], table["size"], (f"apt-source:{spec}",))
    return download.fetch(file, download.Cache(tmp_path / "cache"), sys.executable)


def test_each_file_of_a_source_package_comes_although_only_binaries_are_configured(apt, served, tmp_path):
    found, url = served
    apt(f"# comment\ndeb [trusted=yes] {url} ./\n")
    for path in found.values():
        assert fetch(path, tmp_path).read_bytes() == path.read_bytes()
    assert (tmp_path / "etc/sources.list").read_text() == f"# comment\ndeb [trusted=yes] {url} ./\n"


def test_stanzas_and_an_archive_on_this_machine_serve_as_well(apt, tmp_path):
    found = archive(tmp_path / "archive")
    apt("", f"Types:\n deb\nURIs: file:{tmp_path}/archive\nSuites: ./\nTrusted: yes\n")
    path = found["tiny_1.0.orig.tar.xz"]
    assert fetch(path, tmp_path).read_bytes() == path.read_bytes()


def test_a_version_that_is_not_there_is_named(apt, served, tmp_path):
    found, url = served
    apt(f"deb [trusted=yes] {url} ./\n")
    with pytest.raises(errors.FetchFailed, match=r"apt-source:tiny=9: .*9.* of .*tiny.*still in the archive"):
        fetch(found["tiny_1.0.orig.tar.xz"], tmp_path, "tiny=9")


def test_a_file_that_the_package_does_not_have_lists_those_it_has(apt, served, tmp_path):
    found, url = served
    apt(f"deb [trusted=yes] {url} ./\n")
    other = small.tar(tmp_path / "other.tar.xz", {"x": "y"})
    with pytest.raises(errors.FetchFailed, match="no file other.tar.xz, but tiny_1.0-1.dsc, tiny_1.0.orig.tar.xz, "):
        fetch(other, tmp_path)


def test_an_altered_file_in_the_archive_is_a_wrong_hash(apt, served, tmp_path):
    found, url = served
    apt(f"deb [trusted=yes] {url} ./\n")
    path = found["tiny_1.0.orig.tar.xz"]
    table = small.pinned(path)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    file = SourceFile(table["name"], table["sha256"], table["size"], ("apt-source:tiny=1.0-1",))
    with pytest.raises(errors.WrongHash, match="apt-source:tiny=1.0-1 gave a file with SHA-256"):
        download.fetch(file, download.Cache(tmp_path / "cache"), sys.executable)


def test_the_lists_are_fetched_again_when_others_are_configured(apt, served, tmp_path):
    found, url = served
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/Sources").write_text("")
    apt(f"deb [trusted=yes] file:{tmp_path}/empty ./\n")
    path = found["tiny_1.0.orig.tar.xz"]
    with pytest.raises(errors.FetchFailed):
        fetch(path, tmp_path)
    apt(f"deb [trusted=yes] {url} ./\n")
    assert fetch(path, tmp_path).read_bytes() == path.read_bytes()


def test_apt_without_any_list_says_so(apt, tmp_path):
    apt()
    with pytest.raises(errors.FetchFailed, match="apt has no list of packages"):
        fetch(small.tar(tmp_path / "x.tar.xz", {"x": "y"}), tmp_path)


def test_an_archive_that_cannot_be_reached_says_so(apt, tmp_path):
    apt("deb [trusted=yes] http://127.0.0.1:9 ./\n")
    with pytest.raises(errors.FetchFailed, match="apt-source:tiny=1.0-1: "):
        fetch(small.tar(tmp_path / "x.tar.xz", {"x": "y"}), tmp_path)


def test_the_proxies_of_apt_are_known(apt, tmp_path):
    conf = tmp_path / "etc/apt.conf"
    conf.write_text(conf.read_text() + 'Acquire::http::Proxy "http://proxy:3128/";\nAcquire::https::Proxy "DIRECT";\n')
    assert debiansources.proxies() == {"http": "http://proxy:3128/"}


def test_without_apt_the_url_says_so(tmp_path, monkeypatch):
    path = small.tar(tmp_path / "x.tar.xz", {"x": "y"})
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(errors.FetchFailed, match="there is no apt-get here"):
        fetch(path, tmp_path)
