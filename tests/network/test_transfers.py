# SPDX-License-Identifier: LGPL-3.0-or-later
"""One request: proxies, no credentials, redirects, certificates, and time limits on everything that a server can do."""
import socket
import time

import pytest

from b2tools.network import transfers
from b2tools.network.hosts import Dead, Hosts, Refused
from b2tools.network.transfers import Interrupted, Limits, Network
from tests import fault_server as faults

QUICK = Limits(connect=1.0, header=0.4, silence=0.4, window=0.6, fewest=1000)


def network(**more):
    return Network(**{"limits": QUICK, "hosts": Hosts()} | more)


def body(url, **more):
    with transfers.request(url, network(**more), {}) as answer:
        if answer.status != 200:
            raise answer.refusal()
        return b"".join(answer.unpacked() if answer.packed() else answer.chunks())


def refused(url, kind=Refused, **more):
    with pytest.raises(kind) as caught:
        body(url, **more)
    return str(caught.value)


def test_an_answer_comes_with_status_header_and_body():
    with faults.serve(faults.file_script(b"content", ETag='"1"')) as server:
        with transfers.request(f"{server.url}/a b?c=ä", network(), {}) as answer:
            assert (answer.status, answer.header("etag"), answer.length()) == (200, '"1"', 7)
            assert b"".join(answer.chunks()) == b"content"
    assert server.requests[0].target == "/a%20b?c=%C3%A4"


def test_no_credentials_are_sent_from_netrc_url_or_cookies(tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login secret password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))

    def script(request, connection):
        if request.target == "/first":
            faults.answer(connection, b"", "302 Found", Location="/second", Set_Cookie="secret=1")
        else:
            faults.answer(connection, b"content")
    with faults.serve(script) as server:
        assert body(f"http://user:secret@127.0.0.1:{server.port}/first") == b"content"
    sent = "\n".join(f"{one.line} {one.headers}" for one in server.requests).lower()
    assert len(server.requests) == 2 and not [word for word in ("secret", "authorization", "cookie") if word in sent]


def test_a_redirect_to_another_host_carries_no_password_along():
    with faults.serve(faults.file_script(b"content")) as second:
        target = f"http://user:secret@127.0.0.1:{second.port}/x"
        with faults.serve(lambda request, connection: faults.answer(connection, b"", "302 Found", Location=target)) as first:
            assert body(f"http://me:hidden@127.0.0.1:{first.port}/") == b"content"
    assert "authorization" not in second.requests[0].headers and "@" not in second.requests[0].headers["host"]


@pytest.mark.parametrize("url", ["http://user:sec@ret@host/x", "https://user@host:80/x?a@b"])
def test_what_is_told_of_a_url_has_no_user_and_password(url):
    assert transfers.public(url).startswith(("http://host/x", "https://host:80/x?a@b"))


def test_a_redirect_for_ever_ends():
    def script(request, connection):
        faults.answer(connection, b"", "302 Found", Location=request.target + "x")
    with faults.serve(script) as server:
        assert refused(f"{server.url}/x") == "it redirects more than 10 times"
    assert len(server.requests) == 11


def test_a_redirect_in_a_circle_is_seen_at_once():
    with faults.serve(lambda request, connection: faults.answer(connection, b"", "301 Moved", Location="/x")) as server:
        assert refused(f"{server.url}/x") == f"it redirects in a circle, to {server.url}/x again"
    assert len(server.requests) == 1


@pytest.mark.parametrize("target, reason", [("file:///etc/passwd", "to file:///etc/passwd, which is no web address"),
                                            ("ftp://a:b@c/x", "to ftp://c/x, which is no web address"),
                                            (None, "it redirects to nowhere")])
def test_a_redirect_leads_to_the_web_only(target, reason):
    with faults.serve(lambda request, connection: faults.answer(connection, b"", "302 Found", Location=target)) as server:
        assert reason in refused(f"{server.url}/x")


def test_a_redirect_from_https_to_http_is_refused(tmp_path):
    context, authority = faults.certificate(tmp_path)
    with faults.serve(faults.file_script(b"content")) as plain:
        target = f"{plain.url}/x"

        def script(request, connection):
            faults.answer(connection, b"", "302 Found", Location=target)
        with faults.serve(script, context) as server:
            said = refused(f"{server.url}/x", authorities=str(authority))
    assert said == f"it redirects from https to {target}, which is not protected" and not plain.requests


def test_a_trusted_certificate_is_accepted_and_an_unknown_one_is_not(tmp_path, monkeypatch):
    context, authority = faults.certificate(tmp_path)
    with faults.serve(faults.file_script(b"content"), context) as server:
        assert body(f"{server.url}/x", authorities=str(authority)) == b"content"
        assert refused(f"{server.url}/x", Dead).startswith("its TLS certificate is not valid (self-signed certificate")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert body(f"{server.url}/x") == b"content"


def test_a_certificate_for_another_name_is_refused(tmp_path):
    context, authority = faults.certificate(tmp_path, "127.0.0.2")
    with faults.serve(faults.file_script(b"content"), context) as server:
        said = refused(f"{server.url}/x", Dead, authorities=str(authority))
    assert "certificate is not valid (IP address mismatch" in said


def test_a_server_without_tls_is_told_from_a_bad_certificate():
    with faults.serve(faults.file_script(b"content")) as server:
        assert "does not speak TLS" in refused(f"https://127.0.0.1:{server.port}/x")


def test_a_server_that_says_nothing_is_dead_after_the_limit():
    with faults.serve(faults.hang) as server:
        assert refused(f"{server.url}/x", Dead) == "no answer within 0.4 s"
        assert refused(f"https://127.0.0.1:{server.port}/x", Dead) == "no answer within 0.4 s"


def test_authorities_that_cannot_be_read_are_named(tmp_path):
    assert refused("https://127.0.0.1:9/x", authorities=f"{tmp_path}/none.pem") == f"{tmp_path}/none.pem cannot be read"


def test_a_header_that_drips_is_cut_off():
    def script(request, connection):
        for letter in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000:
            connection.sendall(bytes([letter]))
            time.sleep(0.1)
    with faults.serve(script) as server:
        started = time.monotonic()
        limits = Limits(connect=0.3, header=0.5, silence=1.0)
        assert refused(f"{server.url}/x", Dead, limits=limits) == "no whole answer came within 0.5 s"
        assert time.monotonic() - started < 5


def test_a_body_that_stops_is_given_up_and_one_that_crawls_too():
    def script(request, connection):
        faults.answer(connection, b"abc", Content_Length=1000)
        for _ in range(40 if request.target == "/crawl" else 0):
            time.sleep(0.1)
            connection.sendall(b"x")
        time.sleep(2)
    with faults.serve(script) as server:
        assert refused(f"{server.url}/stop", Dead) == "nothing came for 0.4 s"
        assert " bytes came in 0.6 s" in refused(f"{server.url}/crawl", Dead)


@pytest.mark.parametrize("garbage, reason", [(b"\x00\xff\x13garbage\r\n\r\n", "it does not speak HTTP as it should"),
                                             (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "it does not speak HTTP"),
                                             (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000, "it does not speak HTTP"),
                                             (b"", "the connection was closed without an answer")])
def test_garbage_in_place_of_http_is_told(garbage, reason):
    with faults.serve(lambda request, connection: connection.sendall(garbage)) as server:
        assert reason in refused(f"{server.url}/x")


def test_endless_continues_end():
    def script(request, connection):
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
            time.sleep(0.01)
    with faults.serve(script) as server:
        assert "no whole answer" in refused(f"{server.url}/x", Dead, limits=Limits(connect=0.3, header=0.4))


def test_a_broken_chunk_is_an_interruption():
    def script(request, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n5\r\nab")
    with faults.serve(script) as server, pytest.raises(Interrupted):
        body(f"{server.url}/x")


def test_a_packed_body_is_unpacked_and_an_unknown_packing_refused():
    import gzip

    def script(request, connection):
        kind = request.target[1:]
        faults.answer(connection, gzip.compress(b"content") if kind == "gzip" else b"odd", Content_Encoding=kind)
    with faults.serve(script) as server:
        assert body(f"{server.url}/gzip") == b"content"
        assert refused(f"{server.url}/br") == "the server packs it as br, which was not asked for"
        assert "is damaged" in refused(f"{server.url}/deflate")


@pytest.mark.parametrize("url, reason", [("http://127.0.0.1:9/x", "connection refused"),
                                         ("http://127.0.0.1:99999/x", "not a valid URL"),
                                         ("gopher://x/y", "known are http, https, file"), ("http:///x", "not a valid URL"),
                                         (f"http://{'a' * 70}.x/", "not a valid URL"), ("http://a b/x", "not a valid URL"),
                                         ("http://no-such-host.invalid/x", "name of the host is not known")])
def test_an_address_that_cannot_be_asked_says_why(url, reason, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    assert reason in refused(url)


def test_the_environments_proxy_is_obeyed_and_no_proxy_as_well(monkeypatch):
    asked = []
    with faults.serve(faults.proxy_script(asked)) as proxy, faults.serve(faults.file_script(b"content")) as server:
        monkeypatch.setenv("http_proxy", f"http://user:word@127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "")
        assert body(f"{server.url}/x") == b"content" and asked == [f"{server.url}/x"]
        assert proxy.requests[0].headers["proxy-authorization"] == "Basic dXNlcjp3b3Jk"
        assert "proxy-authorization" not in server.requests[0].headers
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert body(f"{server.url}/y") == b"content" and len(asked) == 1


def test_https_goes_through_a_tunnel_of_the_sites_proxy(tmp_path, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name)
    context, authority = faults.certificate(tmp_path)
    asked = []
    with faults.serve(faults.proxy_script(asked)) as proxy, faults.serve(faults.file_script(b"content"), context) as server:
        more = {"authorities": str(authority), "proxies": {"https": f"127.0.0.1:{proxy.port}", "no": "localhost"}}
        assert body(f"{server.url}/x", **more) == b"content"
    assert asked == [f"127.0.0.1:{server.port}"]


def test_a_proxy_that_refuses_or_is_dead_is_named(monkeypatch):
    monkeypatch.setenv("no_proxy", "")
    with faults.serve(lambda request, connection: faults.answer(connection, b"", "407 Proxy Authentication Required")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        assert refused("https://127.0.0.1:9/x") == "the proxy 127.0.0.1: it answers 407 Proxy Authentication Required"
    assert refused("http://127.0.0.1:8/x", Dead) == "the proxy 127.0.0.1: connection refused"
    monkeypatch.setenv("http_proxy", "socks5://user:secret@127.0.0.1:9")
    said = refused("http://127.0.0.1:7/x")
    assert "socks5://127.0.0.1:9 cannot be used; it must be an http proxy" in said and "secret" not in said


def test_stopping_ends_what_waits_for_an_answer():
    import threading
    link = network(limits=Limits())
    with faults.serve(faults.hang) as server:
        threading.Timer(0.3, link.stop).start()
        started = time.monotonic()
        with pytest.raises(Refused):
            with transfers.request(f"{server.url}/x", link, {}):
                pass
        assert time.monotonic() - started < 5
        with pytest.raises(Refused, match="stopped"):
            with transfers.request(f"{server.url}/x", link, {}):
                pass


def test_a_dead_proxy_is_met_once_for_all_hosts(monkeypatch):
    monkeypatch.setenv("no_proxy", "")
    hosts = Hosts()
    # it answers no connection: its queue is full
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.create_connection(full.getsockname()):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{full.getsockname()[1]}")
        started = time.monotonic()
        said = {refused(f"http://host-{number}.example/x", Dead, hosts=hosts, limits=Limits(connect=0.5)) for number in range(6)}
    assert time.monotonic() - started < 2
    assert said == {"the proxy 127.0.0.1: no answer within 0.5 s", "not tried again: the proxy 127.0.0.1: no answer within 0.5 s"}
