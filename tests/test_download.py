# SPDX-License-Identifier: LGPL-3.0-or-later
"""Downloads: from every kind of URL, checked, cached, and a clear sentence for each way it can go wrong."""
import functools
import http.server
import sys
import threading

import pytest

from b2tools import download, errors
from b2tools.manifests import SourceFile
from tests import small_externals as small


@pytest.fixture
def server(tmp_path):
    """A web server on loopback that serves a folder; gives the folder and its URL."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=web.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{web.server_address[1]}"
    web.shutdown()
    web.server_close()


@pytest.fixture
def cache(tmp_path):
    return download.Cache(tmp_path / "cache")


def source(content, *urls, name="file.bin"):
    table = {"name": name, "sha256": small.hashlib.sha256(content).hexdigest(), "size": len(content)}
    return SourceFile(**table, urls=tuple(urls))


def fetch(file, cache):
    return download.fetch(file, cache, sys.executable)


def leftovers(cache):
    return sorted(path.name for path in cache.folder.iterdir())


def test_a_file_comes_by_http_and_then_from_the_cache(server, cache):
    folder, url = server
    (folder / "a b").write_bytes(b"content")
    file = source(b"content", f"{url}/a%20b")
    assert fetch(file, cache).read_bytes() == b"content"
    (folder / "a b").unlink()
    assert fetch(file, cache).read_bytes() == b"content" and leftovers(cache) == [file.sha256]


def test_a_file_url_names_a_file_with_a_blank(tmp_path, cache):
    (tmp_path / "ä b").write_bytes(b"x")
    assert fetch(source(b"x", (tmp_path / "ä b").as_uri()), cache).read_bytes() == b"x"


def test_a_wrong_hash_names_url_and_both_hashes_and_keeps_nothing(server, cache):
    folder, url = server
    (folder / "x").write_bytes(b"evil!!!")
    file = source(b"content", f"{url}/x")
    with pytest.raises(errors.WrongHash) as caught:
        fetch(file, cache)
    said = str(caught.value)
    assert f"{url}/x" in said and file.sha256 in said and small.hashlib.sha256(b"evil!!!").hexdigest() in said
    assert leftovers(cache) == []


def test_the_next_url_serves_where_the_first_does_not(server, cache):
    folder, url = server
    (folder / "good").write_bytes(b"content")
    (folder / "bad").write_bytes(b"altered")
    assert fetch(source(b"content", f"{url}/gone", f"{url}/bad", f"{url}/good"), cache).read_bytes() == b"content"


def test_every_url_is_reported_with_its_own_error(server, tmp_path, cache):
    folder, url = server
    (folder / "long").write_bytes(b"content and more")
    (folder / "short").write_bytes(b"con")
    missing = (tmp_path / "none").as_uri()
    with pytest.raises(errors.FetchFailed) as caught:
        fetch(source(b"content", f"{url}/gone", f"{url}/long", f"{url}/short", missing, "http://127.0.0.1:9/x"), cache)
    said = str(caught.value)
    for line in (f"{url}/gone: the server answers 404", f"{url}/long: it has 16 bytes, but file.bin has 7",
                 f"{url}/short: it has 3 bytes, but file.bin has 7", f"{missing}: No such file", "http://127.0.0.1:9/x: ", "refused"):
        assert line in said
    assert leftovers(cache) == []


def test_passwords_in_urls_are_not_shown(cache):
    with pytest.raises(errors.FetchFailed) as caught:
        fetch(source(b"x", "http://user:secret@127.0.0.1:9/x"), cache)
    assert "secret" not in str(caught.value) and "127.0.0.1:9/x" in str(caught.value)


def test_a_damaged_file_in_the_cache_is_fetched_again(server, cache):
    folder, url = server
    (folder / "x").write_bytes(b"content")
    file = source(b"content", f"{url}/x")
    fetch(file, cache).write_bytes(b"damaged")
    assert fetch(file, cache).read_bytes() == b"content"


def test_many_files_come_at_once_and_progress_ends_at_the_total(server, cache):
    folder, url = server
    seen = []
    wanted = []
    for number in range(8):
        (folder / str(number)).write_bytes(bytes([number]) * 1000)
        wanted.append(source(bytes([number]) * 1000, f"{url}/{number}"))
    came = download.fetch_all(wanted, cache, sys.executable, 4, lambda *told: seen.append(told))
    assert len(came) == 8 and all(path.is_file() for path in came.values())
    assert seen[-1][1] == seen[-1][2] == 8001 and all(done < total for _, done, total in seen[:-1])


def test_one_failure_keeps_what_came_right(server, cache):
    folder, url = server
    (folder / "x").write_bytes(b"content")
    good, bad = source(b"content", f"{url}/x"), source(b"other!!", f"{url}/gone", name="gone.bin")
    with pytest.raises(errors.FetchFailed, match="gone.bin could not be fetched"):
        download.fetch_all([good, bad], cache, sys.executable, 1)
    assert set(leftovers(cache)) <= {good.sha256}


def test_a_full_disk_is_seen_before_the_download(small_disk):
    with pytest.raises(errors.TooLittleSpace, match="but the download needs 5.0 MB"):
        large = SourceFile("x", "0" * 64, 5_000_000, ("http://127.0.0.1:9/x",))
        download.fetch_all([large], download.Cache(small_disk / "c"), sys.executable)
