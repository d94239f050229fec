# SPDX-License-Identifier: LGPL-3.0-or-later
"""What `requests` is used for and kept from: certificates of proxies, authorities, bodies of redirects, errors by their cause."""
import os
import sys

import certifi
import pytest

from b2tools import process
from b2tools.network import connections, transfers
from b2tools.network.hosts import Dead, Hosts, Refused
from b2tools.network.transfers import Limits, Network
from tests import fault_server as faults


def body(url, **more):
    network = Network(limits=Limits(connect=1, header=2, silence=1), hosts=Hosts(), **more)
    with transfers.request(url, network, {}) as answer:
        return b"".join(answer.unpacked() if answer.packed() else answer.chunks())


def refused(url, kind=Refused, **more):
    with pytest.raises(kind) as caught:
        body(url, **more)
    return str(caught.value)


def test_only_who_asks_for_something_imports_requests():
    code = "import sys; from b2tools.network import download; print({'requests', 'urllib3'} & set(sys.modules))"
    assert process.run([sys.executable, "-c", code]).text.strip() == "set()"


def test_the_endless_body_of_a_redirect_is_not_read():
    sent = []

    def script(request, connection):
        if request.target == "/x":
            return faults.answer(connection, b"content")
        faults.answer(connection, b"", "302 Found", Location="/x", Content_Length=None)
        while len(sent) < 1000:
            connection.sendall(bytes(1_000_000))
            sent.append(1)
    with faults.serve(script) as server:
        assert body(f"{server.url}/endless") == b"content"
    assert len(sent) < 100


def test_the_certificate_of_a_proxy_is_checked_also_for_plain_http(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "")
    context, authority = faults.certificate(tmp_path)
    asked = []
    with faults.serve(faults.file_script(b"content")) as server, faults.serve(faults.proxy_script(asked), context) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("://", "://user:secret@"))
        assert refused(f"{server.url}/x", Dead).startswith("the proxy 127.0.0.1: its TLS certificate is not valid (self-signed")
        assert not asked and body(f"{server.url}/x", authorities=str(authority)) == b"content"


def test_https_goes_through_a_proxy_with_tls_as_well(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "")
    context, authority = faults.certificate(tmp_path)
    asked = []
    good = faults.file_script(b"content")
    with faults.serve(good, context) as server, faults.serve(faults.proxy_script(asked), context) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        assert body(f"{server.url}/x", authorities=str(authority)) == b"content" and asked == [f"127.0.0.1:{server.port}"]


def test_authorities_are_those_of_the_system_else_those_that_requests_brings(tmp_path, monkeypatch):
    (tmp_path / "own.pem").touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    assert connections.system_authorities() == str(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "empty"))
    (tmp_path / "empty").mkdir()
    assert connections.system_authorities() is None and os.path.isfile(certifi.where())
    with faults.serve(faults.file_script(b"x"), faults.certificate(tmp_path)[0]) as server:
        assert "its TLS certificate is not valid (self-signed" in refused(f"{server.url}/x", Dead)


def test_a_file_that_holds_no_authorities_is_named(tmp_path):
    (tmp_path / "odd.pem").write_text("odd")
    with faults.serve(faults.file_script(b"x"), faults.certificate(tmp_path)[0]) as server:
        assert refused(f"{server.url}/x", authorities=f"{tmp_path}/odd.pem") == f"{tmp_path}/odd.pem cannot be read"
    with faults.serve(faults.file_script(b"x")) as server:
        assert body(f"{server.url}/x", authorities=f"{tmp_path}/none.pem") == b"x"


def test_an_error_that_was_met_before_is_not_taken_for_the_cause():
    try:
        raise FileNotFoundError("before")
    except FileNotFoundError:
        assert refused("http://127.0.0.1:9/x") == "connection refused"
        with faults.serve(lambda request, connection: connection.sendall(b"HTTP/1.1 odd\r\n\r\n")) as server:
            assert refused(f"{server.url}/x") == "it does not speak HTTP as it should"


@pytest.mark.parametrize("length", ["7\r\nContent-Length: 9", "odd", "-1"])
def test_an_odd_length_is_no_crash(length):
    with faults.serve(lambda request, connection: faults.answer(connection, b"content", Content_Length=length)) as server:
        try:
            assert body(f"{server.url}/x") == b"content"
        except Refused as refusal:
            assert str(refusal) == "it does not speak HTTP as it should"


def test_a_small_packed_body_may_be_very_large(monkeypatch):
    import gzip
    packed = gzip.compress(bytes(50_000_000))
    with faults.serve(lambda request, connection: faults.answer(connection, packed, Content_Encoding="gzip")) as server:
        with transfers.request(server.url, Network(hosts=Hosts()), {}) as answer:
            sizes = [len(chunk) for chunk in answer.unpacked()]
    assert sum(sizes) == 50_000_000 and max(sizes) <= transfers.CHUNK


def test_no_connection_is_left_open_or_known():
    network = Network(hosts=Hosts())
    with faults.serve(faults.file_script(b"content")) as server:
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(5):
            with transfers.request(server.url, network, {}) as answer:
                answer.status
        with pytest.raises(Refused):
            body("http://127.0.0.1:9/x")
        # the server's side is in this process as well
        assert len(os.listdir("/proc/self/fd")) <= before + 5 and network.lines == []
