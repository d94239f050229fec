# SPDX-License-Identifier: LGPL-3.0-or-later
"""Downloads: from every kind of URL, checked, cached, and a clear sentence for each way it can go wrong."""
import _thread
import functools
import http.server
import json
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict

import pytest

from b2tools import errors
from b2tools.network import download
from b2tools.network.hosts import Hosts
from b2tools.network.sourcefiles import SourceFile
from b2tools.network.transfers import Limits, Network
from tests import fault_server as faults
from tests import small_externals as small

FETCH = """
import json, pathlib, sys
from b2tools.network import download
from b2tools.network.sourcefiles import SourceFile
table = json.loads(sys.argv[1])
file = SourceFile(table["name"], table["sha256"], table["size"], tuple(table["urls"]))
tell = lambda what, done, total: print(what, flush=True)
download.fetch_all([file], download.Cache(pathlib.Path(sys.argv[2])), sys.executable, progress=tell)
"""


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
    return SourceFile(name, small.hashlib.sha256(content).hexdigest(), len(content), tuple(urls))


def fetch(file, cache):
    return download.fetch(file, cache, sys.executable)


def network():
    """Short limits, nothing known about any host."""
    return Network(limits=Limits(connect=0.5, header=0.5, silence=0.5), hosts=Hosts())


def fetching(file, cache):
    """A process that fetches a file and prints its progress."""
    return subprocess.Popen([sys.executable, "-c", FETCH, json.dumps(asdict(file)), str(cache.folder)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def wait_for(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


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
                 f"{url}/short: it has 3 bytes, but file.bin has 7", f"{missing}: No such file",
                 "http://127.0.0.1:9/x: ", "refused"):
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


def test_a_dead_host_is_met_once_for_many_files_and_every_url_says_so(server, cache):
    folder, url = server
    wanted = []
    with faults.serve(faults.hang) as dead:
        for number in range(6):
            (folder / str(number)).write_bytes(bytes([number]))
            wanted.append(source(bytes([number]), f"{dead.url}/{number}", f"{url}/{number}"))
        link = network()
        assert len(download.fetch_all(wanted, cache, sys.executable, 4, network=link)) == 6
        with pytest.raises(errors.FetchFailed) as caught:
            download.fetch(source(b"other", f"{dead.url}/x", f"{dead.url}/y"), cache, sys.executable, network=link)
    assert str(caught.value).count(": not tried again: no answer within 0.5 s") == 2 and dead.connections == 1


def test_a_hanging_mirror_gives_way_to_the_next_which_goes_on_with_what_came(cache):
    content = bytes(range(256)) * 40

    def script(request, connection):
        faults.answer(connection, content[:5000], Content_Length=len(content))
        time.sleep(3)
    with faults.serve(script) as hanging, faults.serve(faults.file_script(content)) as good:
        file = source(content, f"{hanging.url}/x", f"{good.url}/x")
        assert download.fetch(file, cache, sys.executable, network=network()).read_bytes() == content
    assert good.requests[0].start() == 5000 and leftovers(cache) == [file.sha256]


def test_an_interrupted_download_is_told_and_the_next_run_goes_on(cache):
    content = bytes(range(256)) * 40
    with faults.serve(lambda request, connection: faults.answer(connection, content[:9000], Content_Length=len(content))) as server:
        file = source(content, f"{server.url}/x")
        with pytest.raises(errors.FetchFailed, match="9.0 kB of it are kept, and the next try goes on there"):
            fetch(file, cache)
    assert leftovers(cache) == [f"{file.sha256}.part"]
    with faults.serve(faults.file_script(content)) as server:
        file = source(content, f"{server.url}/x")
        assert fetch(file, cache).read_bytes() == content
    assert server.requests[0].start() == 9000 and leftovers(cache) == [file.sha256]


def test_a_killed_download_is_resumed_by_the_next(cache):
    content = bytes(range(256)) * 4000

    def script(request, connection):
        if request.start():
            return faults.file_script(content)(request, connection)
        faults.answer(connection, content[:600_000], Content_Length=len(content))
        time.sleep(60)
    with faults.serve(script) as server:
        file = source(content, f"{server.url}/x")
        child = fetching(file, cache)
        wait_for(lambda: cache.part(file.sha256).is_file() and cache.part(file.sha256).stat().st_size == 600_000)
        child.kill()
        child.communicate()
        assert fetch(file, cache).read_bytes() == content
    assert server.requests[-1].start() == 600_000 and leftovers(cache) == [file.sha256]


@pytest.mark.parametrize("count", [2, 5])
def test_several_processes_fetch_a_file_once_and_the_others_say_for_whom_they_wait(count, cache):
    content = bytes(range(256)) * 4000

    def script(request, connection):
        time.sleep(1.5)
        faults.answer(connection, content)
    with faults.serve(script) as server:
        file = source(content, f"{server.url}/x")
        children = [fetching(file, cache) for _ in range(count)]
        said = [child.communicate()[0] for child in children]
    assert [child.returncode for child in children] == [0] * count and len(server.requests) == 1
    assert leftovers(cache) == [file.sha256] and cache.path(file.sha256).read_bytes() == content
    waited = [one for one in said if "waiting for process" in one and "who is fetching file.bin" in one]
    assert len(waited) == count - 1


def test_a_killed_one_lets_the_others_go_on(cache):
    content = bytes(range(256)) * 4000

    def script(request, connection):
        if len(server.requests) == 1:
            time.sleep(60)
        faults.answer(connection, content)
    with faults.serve(script) as server:
        file = source(content, f"{server.url}/x")
        first = fetching(file, cache)
        wait_for(lambda: len(server.requests) == 1)
        second = fetching(file, cache)
        wait_for(lambda: "waiting for" in (second.stdout.readline() or "x"))
        first.kill()
        first.communicate()
        second.communicate(timeout=30)
    assert second.returncode == 0 and cache.path(file.sha256).read_bytes() == content


def test_a_disk_that_fills_up_is_told_and_nothing_half_is_kept(small_disk):
    content = bytes(3 << 20)
    with faults.serve(faults.file_script(content)) as server:
        file = source(content, f"{server.url}/x")
        with pytest.raises(errors.DiskFull, match="nothing half written was kept"):
            fetch(file, download.Cache(small_disk / "cache"))
    assert list((small_disk / "cache").iterdir()) == []


def test_a_cache_on_a_read_only_disk_is_named_but_serves_what_it_has(small_disk, tmp_path):
    (tmp_path / "x").write_bytes(b"content")
    cache = download.Cache(small_disk / "cache")
    file = source(b"content", (tmp_path / "x").as_uri())
    fetch(file, cache)
    damaged = source(b"damaged", (tmp_path / "y").as_uri())
    cache.path(damaged.sha256).write_bytes(b"xxxxxxx")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert fetch(file, cache).read_bytes() == b"content"
    for other in (damaged, source(b"other", (tmp_path / "x").as_uri())):
        with pytest.raises(errors.NotWritable, match="cannot be written"):
            fetch(other, cache)


def test_a_small_file_comes_from_everywhere_within_its_limit(server, tmp_path):
    folder, url = server
    (folder / "small").write_bytes(b"signed")
    for address in (f"{url}/small", (folder / "small").as_uri(), str(folder / "small")):
        assert download.small(address) == b"signed"
        with pytest.raises(errors.FetchFailed, match="it gives more than the 3 bytes"):
            download.small(address, 3)
    for address in (f"{url}/none", (folder / "none").as_uri()):
        with pytest.raises(errors.FetchFailed) as caught:
            download.small(address)
        assert caught.value.facts["missing"]
    with pytest.raises(errors.FetchFailed, match="connection refused") as caught:
        download.small("http://user:secret@127.0.0.1:9/x", network=network())
    assert not caught.value.facts["missing"] and "secret" not in str(caught.value)


def test_a_small_file_that_is_cut_off_is_not_taken_for_whole():
    with faults.serve(lambda request, connection: faults.answer(connection, b"sig", Content_Length=6)) as server:
        with pytest.raises(errors.FetchFailed, match="it ended too early .3 of 6 bytes"):
            download.small(f"{server.url}/x")
    assert len(server.requests) == 2


def test_the_sites_proxies_are_used_for_files_of_any_size(cache, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name)
    asked = []
    with faults.serve(faults.proxy_script(asked)) as proxy, faults.serve(faults.file_script(b"content")) as server:
        proxies = {"http": proxy.url}
        file = source(b"content", f"{server.url}/x")
        assert download.fetch_all([file], cache, sys.executable, proxies=proxies)[file.sha256].read_bytes() == b"content"
        assert download.small(f"{server.url}/y", proxies=proxies) == b"content"
    assert asked == [f"{server.url}/x", f"{server.url}/y"]


def test_no_credentials_stand_in_messages_or_logs(caplog, cache):
    caplog.set_level("DEBUG")
    with faults.serve(lambda request, connection: faults.answer(connection, b"", "403 Forbidden")) as server:
        file = source(b"x", *(f"{scheme}://user:secret@127.0.0.1:{server.port}/x" for scheme in ("http", "file", "ftp")))
        with pytest.raises(errors.FetchFailed) as caught:
            fetch(file, cache)
    assert "secret" not in str(caught.value) + caplog.text and str(caught.value).count("\n  ") == 3


def test_an_interruption_ends_a_download_that_would_go_on_after_each_break(cache):
    content = bytes(200_000)

    def script(request, connection):
        status = "206 Partial Content" if request.start() else "200 OK"
        faults.answer(connection, b"", status, Content_Length=len(content) - request.start(),
                      Content_Range=f"bytes {request.start()}-{len(content) - 1}/{len(content)}" if request.start() else None)
        for _ in range(request.start(), len(content), 1000):
            connection.sendall(bytes(1000))
            time.sleep(0.1)
    with faults.serve(script) as server:
        child = fetching(source(content, f"{server.url}/x"), cache)
        wait_for(lambda: len(server.requests) == 1)
        time.sleep(0.5)
        waiting = fetching(source(content, f"{server.url}/x"), cache)
        wait_for(lambda: "waiting for" in (waiting.stdout.readline() or "x"))
        started = time.monotonic()
        for one in (waiting, child):
            one.send_signal(signal.SIGINT)
            one.communicate()
    assert time.monotonic() - started < 5 and child.returncode and waiting.returncode and len(server.requests) == 1


def test_an_interruption_ends_a_download_that_hangs(cache):
    with faults.serve(faults.hang) as server:
        child = fetching(source(b"content", f"{server.url}/x"), cache)
        wait_for(lambda: len(server.requests) == 1)
        started = time.monotonic()
        child.send_signal(signal.SIGINT)
        child.communicate()
    assert time.monotonic() - started < 5 and child.returncode != 0


def test_an_interruption_ends_downloads_that_are_just_being_started(cache, monkeypatch):
    def fetch(file, *words, network):
        _thread.interrupt_main() if file.name == "0" else network.stopped.wait(20)
    monkeypatch.setattr(download, "fetch", fetch)
    started, wanted = time.monotonic(), [source(bytes([one]), "x", name=str(one)) for one in range(50)]
    with pytest.raises(KeyboardInterrupt):
        download.fetch_all(wanted, cache, sys.executable, 50)
    assert time.monotonic() - started < 5


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
