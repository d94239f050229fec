# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where pip's indexes keep a file: JSON and HTML pages, relative addresses, files, folders; and what is left to pip."""
import json
import sys

import pytest

from b2tools.network import download, pythonindexes
from b2tools.network.hosts import Dead, Hosts
from b2tools.network.sourcefiles import SourceFile
from b2tools.network.transfers import Limits, Network
from tests import fault_server as faults
from tests import small_externals as small


@pytest.fixture(autouse=True)
def pip(monkeypatch):
    """pip's settings come from the test alone; gives a function that sets one."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    for name in ("PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_CERT", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    return lambda name, value: monkeypatch.setenv(f"PIP_{name}", value)


@pytest.fixture
def wheel(tmp_path):
    path = small.wheel(tmp_path / "files", "tiny")
    table = small.pinned(path)
    return path, SourceFile(table["name"], table["sha256"], table["size"], ("pypi:tiny==1.0",))


def network():
    return Network(limits=Limits(connect=1, header=1, silence=1), hosts=Hosts())


def located(file, requirement="tiny==1.0"):
    return [url for url, _ in pythonindexes.locate(requirement, file, sys.executable, network())]


def serve_page(page, kind="text/html"):
    """An index whose page is found below /simple/, with the file beside it."""
    def script(request, connection):
        if request.target == "/simple/tiny/":
            faults.answer(connection, page.encode(), Content_Type=kind)
        else:
            faults.answer(connection, b"", "404 Not Found")
    return faults.serve(script)


def test_a_json_page_with_a_relative_address_is_read(pip, wheel):
    listed = {"meta": {"api-version": "1.0"}, "name": "tiny", "files": [
        {"filename": "tiny-0.9-py3-none-any.whl", "url": "x", "hashes": {}},
        {"filename": wheel[1].name, "url": "../../files/a.whl", "hashes": {"sha256": wheel[1].sha256}}]}
    with serve_page(json.dumps(listed)) as server:
        pip("INDEX_URL", f"{server.url}/simple")
        assert located(wheel[1]) == [f"{server.url}/files/a.whl"]
    assert "json" in server.requests[0].headers["accept"] and server.requests[0].target == "/simple/tiny/"


def test_an_html_page_with_a_base_and_quoted_names_is_read(pip, wheel):
    page = (f'<!DOCTYPE html><base href="/files/"><a href="{wheel[1].name}#sha256={"0" * 64}">x</a>'
            f'<a href="b/{wheel[1].name.replace("-", "%2D")}#sha256={wheel[1].sha256}">y</a><a href="http://[">z</a><a>w</a>')
    with serve_page(page) as server:
        pip("INDEX_URL", f"{server.url}/simple/")
        urls = located(wheel[1])
    # the one whose announced hash is ours comes first
    assert urls == [f"{server.url}/files/b/tiny%2D1.0%2Dpy3%2Dnone%2Dany.whl", f"{server.url}/files/{wheel[1].name}"]


def test_an_index_in_files_serves_without_pip(pip, wheel, tmp_path, monkeypatch):
    (tmp_path / "simple/tiny").mkdir(parents=True)
    (tmp_path / "simple/tiny/index.html").write_text(f'<a href="../../files/{wheel[1].name}">x</a>')
    pip("INDEX_URL", (tmp_path / "simple").as_uri())
    monkeypatch.setattr(download.indexes, "from_python_index", pytest.fail)
    cache = download.Cache(tmp_path / "cache")
    assert download.fetch(wheel[1], cache, sys.executable).read_bytes() == wheel[0].read_bytes()


def test_a_folder_of_find_links_and_the_extra_index_are_looked_into(pip, wheel, tmp_path):
    pip("NO_INDEX", "1")
    pip("FIND_LINKS", f"{tmp_path / 'none'} {wheel[0].parent}")
    assert located(wheel[1]) == [wheel[0].as_uri()]


def test_further_indexes_are_not_asked_for_what_is_found(pip, wheel):
    page = f'<a href="/f/{wheel[1].name}#sha256={wheel[1].sha256}">x</a>'
    with serve_page(page) as first, serve_page(page) as second:
        pip("INDEX_URL", f"{first.url}/simple")
        pip("EXTRA_INDEX_URL", f"{second.url}/simple")
        assert located(wheel[1]) == [f"{first.url}/f/{wheel[1].name}"] and not second.requests


def test_a_dead_index_is_met_once_and_told_without_pip(pip, wheel):
    pip("INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(Dead, match="the package index cannot be reached; .*127.0.0.1: connection refused"):
        located(wheel[1])


def test_a_page_that_is_odd_leaves_the_file_to_pip(pip, wheel):
    for page in ("{", "{}", '{"files": [1]}', '{"files": {"a": 1}}', "<a href='"):
        with serve_page(page) as server:
            pip("INDEX_URL", f"{server.url}/simple")
            assert located(wheel[1]) == []


def test_an_index_with_a_password_is_left_to_pip(pip, wheel):
    with serve_page("") as server:
        pip("INDEX_URL", f"http://user:secret@127.0.0.1:{server.port}/simple")
        assert located(wheel[1]) == [] and not server.requests


def test_a_python_without_pip_is_left_to_the_sentence_of_pip(wheel, tmp_path):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho 'No module named pip' >&2\nexit 1\n")
    program.chmod(0o755)
    assert pythonindexes.locate("tiny==1.0", wheel[1], str(program), network()) == []


def test_pip_is_asked_once_for_many_files(pip, wheel, tmp_path):
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\necho asked >> '{tmp_path}/log'\nexec '{sys.executable}' \"$@\"\n")
    program.chmod(0o755)
    pip("NO_INDEX", "1")
    pip("FIND_LINKS", str(wheel[0].parent))
    link = network()
    for _ in range(3):
        assert pythonindexes.locate("tiny==1.0", wheel[1], str(program), link)
    assert (tmp_path / "log").read_text().count("asked") == 1


def test_a_wheel_from_an_index_resumes_after_an_interruption(pip, tmp_path):
    path = small.wheel(tmp_path / "files", "tiny", {"tiny_data.bin": bytes(range(256)) * 100})
    content = path.read_bytes()
    good = faults.file_script(content)

    def script(request, connection):
        if request.target == "/simple/tiny/":
            faults.answer(connection, f'<a href="/f/{path.name}">x</a>'.encode())
        elif not request.start():
            faults.answer(connection, content[:9000], Content_Length=len(content))
        else:
            good(request, connection)
    table = small.pinned(path)
    with faults.serve(script) as server:
        pip("INDEX_URL", f"{server.url}/simple")
        file = SourceFile(table["name"], table["sha256"], table["size"], ("pypi:tiny==1.0",))
        came = download.fetch(file, download.Cache(tmp_path / "cache"), sys.executable)
    assert came.read_bytes() == content and [one.start() for one in server.requests] == [0, 0, 9000]
