# SPDX-License-Identifier: LGPL-3.0-or-later
"""Real servers on loopback that misbehave on purpose: a script gets each request and writes into the connection what it likes."""
from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import process


@dataclass
class Request:
    """What came: first line, fields of the header by lower-case name, body."""

    line: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def target(self) -> str:
        """What is asked for."""
        return self.line.split(" ")[1]

    def start(self) -> int:
        """Where the range begins that is asked for."""
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", ""))
        return int(match[1]) if match else 0


Script = Callable[[Request, socket.socket], None]


@dataclass
class FaultServer:
    """A listening server; `requests` is what it was asked, `connections` how often somebody came."""

    port: int
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    scheme: str = "http"

    @property
    def url(self) -> str:
        """Its address without a path."""
        return f"{self.scheme}://127.0.0.1:{self.port}"


@contextlib.contextmanager
def serve(script: Script, context: ssl.SSLContext | None = None) -> Iterator[FaultServer]:
    """Serve on loopback, each connection in a thread of its own, until the body ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = FaultServer(listening.getsockname()[1], scheme="https" if context else "http")
    open_ones: set[socket.socket] = set()

    def one(connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection:
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            open_ones.add(connection)
            request = read_request(connection)
            if request:
                server.requests.append(request)
                script(request, connection)
            with contextlib.suppress(OSError):
                connection.close()

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            server.connections += 1
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        # closing alone does not wake the thread that waits in accept
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for connection in tuple(open_ones):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


def read_request(connection: socket.socket) -> Request | None:
    """One request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
        if data.startswith(b"\x16\x03"):
            return Request("TLS / in-a-plain-server", {})
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Request(first, headers, body)


def answer(connection: socket.socket, body: bytes = b"", status: str = "200 OK", **fields: object) -> None:
    """A well-formed answer; `fields` are more of its header (`Content_Length="7"`), None leaves one out."""
    fields = {"Content_Length": len(body)} | fields
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items() if value is not None)
    connection.sendall(f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body)


def file_script(content: bytes, **fields: object) -> Script:
    """Serve one content as a good server does, with ranges."""
    def script(request: Request, connection: socket.socket) -> None:
        start = request.start()
        if not start:
            answer(connection, content, Accept_Ranges="bytes", **fields)
        elif start < len(content):
            answer(connection, content[start:], "206 Partial Content",
                   Content_Range=f"bytes {start}-{len(content) - 1}/{len(content)}", **fields)
        else:
            answer(connection, b"", "416 Range Not Satisfiable", Content_Range=f"bytes */{len(content)}")
    return script


def hang(request: Request, connection: socket.socket) -> None:
    """Say nothing and keep the connection."""
    time.sleep(60)


def certificate(folder: Path, name: str = "127.0.0.1", days: int = 1) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context with a self-signed certificate for an address, and the file that makes it trusted."""
    key, public = folder / f"{name}.key", folder / f"{name}.pem"
    process.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                 "-out", public, "-days", str(days), "-subj", f"/CN={name}", "-addext", f"subjectAltName=IP:{name}"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, key)
    return context, public


def proxy_script(tunnels: list[str]) -> Script:
    """A real small proxy: forwards absolute addresses, opens tunnels for CONNECT; notes each address that it was asked for."""
    def script(request: Request, connection: socket.socket) -> None:
        method, target, _ = request.line.split(" ")
        tunnels.append(target)
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            with socket.create_connection((host, int(port))) as far:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_pump, args=(far, connection), daemon=True)
                back.start()
                _pump(connection, far)
                back.join()
            return
        match = re.fullmatch(r"http://([^/:]+):(\d+)(/.*)", target)
        kept = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items() if not name.startswith("proxy-"))
        with socket.create_connection((match[1], int(match[2]))) as far:
            far.sendall(f"{method} {match[3]} HTTP/1.1\r\n{kept}\r\n".encode())
            _pump(far, connection)
    return script


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
