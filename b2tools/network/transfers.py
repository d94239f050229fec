# SPDX-License-Identifier: LGPL-3.0-or-later
"""One HTTP request: through proxies, without credentials, with limits on everything that a server can do to whoever asks it."""
from __future__ import annotations

import base64
import contextlib
import http.client
import os
import re
import socket
import ssl
import threading
import time
import urllib.request
import weakref
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

import b2tools
from b2tools.network.hosts import Dead, EVERYBODY, Hosts, Refused

CHUNK = 1 << 18
REDIRECTS = (301, 302, 303, 307, 308)
NETWORK = (OSError, http.client.HTTPException)
TUNNEL = "Tunnel connection failed: "
SAFE = "/%:=&?~+!$,;'@()*[]|"


class Interrupted(Exception):
    """The body ended before it was whole; what came is as good as it was."""


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, to the end of the answer's header, without a byte; fewest bytes in a window; most redirects."""

    connect: float = 10.0
    header: float = 30.0
    silence: float = 30.0
    window: float = 60.0
    fewest: int = 60_000
    redirects: int = 10


@dataclass(frozen=True)
class Network:
    """How to reach others: the site's proxies by scheme (the environment's win), limits, the hosts known so far, a file of
    certificate authorities in place of the system's; `memory` keeps, under `lock`, what need not be asked twice."""

    proxies: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()
    hosts: Hosts = EVERYBODY
    authorities: str | None = None
    memory: dict[object, object] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    stopped: threading.Event = field(default_factory=threading.Event)
    connected: weakref.WeakSet[socket.socket] = field(default_factory=weakref.WeakSet)

    def stop(self) -> None:
        """Break all connections and allow no more, so that the threads that wait for them end."""
        self.stopped.set()
        for connected in tuple(self.connected):
            _cut(connected)


class _Plain(http.client.HTTPConnection):
    """A connection whose socket can be cut by others at any time."""

    left: socket.socket | None = None

    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(self.limits.silence)

    def close(self) -> None:
        self.left = self.sock or self.left
        super().close()

    def release(self) -> None:
        """Close for good, also what the answer of a proxy that refuses leaves open."""
        self.close()
        if self.left is not None and self.left.fileno() >= 0:
            os.close(self.left.detach())


class _Secure(_Plain):
    """The same with TLS, to the far end of a tunnel if there is one."""

    default_port = 443

    def connect(self) -> None:
        super().connect()
        name = self._tunnel_host or self.host
        self.sock = self.context.wrap_socket(self.sock, server_hostname=name, do_handshake_on_connect=False)
        self.sock.do_handshake()


@dataclass(frozen=True)
class Answer:
    """A server's answer; its header has come, its body is read by `chunks`."""

    url: str
    host: str
    response: http.client.HTTPResponse
    network: Network

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status

    def header(self, name: str) -> str:
        """A field of the header, empty if it is not there."""
        return (self.response.getheader(name) or "").strip()

    def length(self) -> int | None:
        """Bytes of the body as sent, None if the server does not say."""
        text = self.header("Content-Length")
        return int(text) if re.fullmatch(r"\d{1,18}", text) and not self.response.chunked else None

    def packed(self) -> str:
        """Content-Encoding, empty if there is none."""
        return self.header("Content-Encoding").lower().replace("identity", "")

    def refusal(self) -> Refused:
        """What an answer without the file means."""
        reason = f" {self.response.reason}" if self.response.reason else ""
        later = self.header("Retry-After")
        advice = f" (it asks to come back in {later} s)" if later.isdigit() else ""
        return Refused(f"the server answers {self.status}{reason}{advice}", missing=self.status in (404, 410))

    def chunks(self) -> Iterator[bytes]:
        """The body as it comes; raises `Interrupted` if the connection breaks, `Dead` if it hangs or crawls."""
        limits, started, came = self.network.limits, time.monotonic(), 0
        while True:
            try:
                chunk = self.response.read1(CHUNK)
            except TimeoutError:
                raise self._dead(f"nothing came for {limits.silence:g} s") from None
            except NETWORK as error:
                raise Interrupted(_plain(error)) from None
            if not chunk:
                return
            yield chunk
            came += len(chunk)
            if time.monotonic() - started > limits.window:
                if came < limits.fewest:
                    raise self._dead(f"only {came} bytes came in {limits.window:g} s")
                started, came = time.monotonic(), 0

    def unpacked(self) -> Iterator[bytes]:
        """The body without the Content-Encoding that the server chose although nobody asked for it."""
        kind = self.packed()
        if kind not in ("gzip", "x-gzip", "deflate"):
            raise Refused(f"the server packs it as {kind}, which was not asked for")
        reader = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            for chunk in self.chunks():
                while chunk:
                    yield reader.decompress(chunk, CHUNK)
                    chunk = reader.unconsumed_tail
            yield reader.flush()
        except zlib.error:
            raise Refused(f"what the server calls {kind} is damaged") from None

    def _dead(self, reason: str) -> Dead:
        self.network.hosts.bury(self.host, reason)
        return Dead(reason)


@contextmanager
def request(url: str, network: Network, headers: Mapping[str, str], body: bytes | None = None) -> Iterator[Answer]:
    """Ask for a URL, following redirects; POST with a body. No credentials are ever sent, not even those in the URL.

    Raises `Refused` (with `Dead` for hosts that are not there).
    """
    seen = []
    while True:
        parts = _checked(url)
        if network.stopped.is_set():
            raise Refused("stopped")
        with _asked(parts, network, headers, body) as answer:
            if answer.status not in REDIRECTS:
                yield answer
                return
            seen.append(url)
            url = _redirected(url, answer)
        if url in seen:
            raise Refused(f"it redirects in a circle, to {public(url)} again")
        if len(seen) > network.limits.redirects:
            raise Refused(f"it redirects more than {network.limits.redirects} times")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port
    except ValueError:
        raise Refused("this is not a valid URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("this is not a valid URL; known are http, https, file, pypi, apt and apt-source")
    return parts


def _redirected(url: str, answer: Answer) -> str:
    target = urljoin(url, answer.header("Location").encode("latin-1", "replace").decode("utf-8", "replace"))
    scheme = target.partition(":")[0].lower()
    if not answer.header("Location"):
        raise Refused("it redirects to nowhere")
    if url.lower().startswith("https:") and scheme == "http":
        raise Refused(f"it redirects from https to {public(target)}, which is not protected")
    if scheme not in ("http", "https"):
        raise Refused(f"it redirects to {public(target)}, which is no web address")
    return target


def place(parts: SplitResult) -> str:
    """Host and port of a URL, by which dead hosts are counted."""
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{name}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def proxy_for(parts: SplitResult, table: Mapping[str, str]) -> SplitResult | None:
    """The proxy for a URL: of the environment (http_proxy, https_proxy, all_proxy, no_proxy), else of the site's table."""
    environment = urllib.request.getproxies_environment()
    excluded = ",".join(filter(None, (environment.get("no"), table.get("no"))))
    if excluded and urllib.request.proxy_bypass_environment(place(parts), {"no": excluded}):
        return None
    for source in (environment, table):
        proxy = source.get(parts.scheme) or source.get("all")
        if proxy:
            return urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    return None


@contextmanager
def _asked(parts: SplitResult, network: Network, headers: Mapping[str, str], body: bytes | None) -> Iterator[Answer]:
    proxy = proxy_for(parts, network.proxies)
    host = place(parts) + (f" through {place(proxy)}" if proxy else "")
    connection = _connection(parts, proxy, network)
    with contextlib.ExitStack() as stack:
        stack.callback(connection.release)
        with network.hosts.contact(host):
            response = _header(connection, parts, proxy, network, dict(headers), body)
        stack.enter_context(contextlib.closing(response))
        yield Answer(parts.geturl(), host, response, network)


def _connection(parts: SplitResult, proxy: SplitResult | None, network: Network) -> _Plain:
    near = proxy or parts
    if proxy and (proxy.scheme not in ("http", "https") or not proxy.hostname or proxy.scheme == parts.scheme == "https"):
        raise Refused(f"the proxy {public(proxy.geturl())} cannot be used; it must be an http proxy")
    secure = "https" in (parts.scheme, near.scheme)
    try:
        connection = (_Secure if secure else _Plain)(near.hostname, near.port, timeout=network.limits.connect)
        if proxy and parts.scheme == "https":
            connection.set_tunnel(parts.hostname, parts.port or 443, _proxy_authorization(proxy))
    except (ValueError, http.client.HTTPException):
        raise Refused("this is not a valid URL") from None
    connection.limits = network.limits
    if secure:
        try:
            connection.context = context(network.authorities)
        except OSError:
            raise Refused(f"{network.authorities or 'the file of certificate authorities'} cannot be read") from None
    return connection


def context(authorities: str | None = None) -> ssl.SSLContext:
    """TLS with the authorities of a file, else of the system (SSL_CERT_FILE names others), else of the certifi package."""
    known = ssl.get_default_verify_paths()
    if not (authorities or known.cafile or known.capath):
        import certifi
        authorities = certifi.where()
    return ssl.create_default_context(cafile=authorities)


def _header(connection: _Plain, parts: SplitResult, proxy: SplitResult | None, network: Network, headers: dict[str, str],
            body: bytes | None) -> http.client.HTTPResponse:
    """Connect, ask, and read the answer's header, all of it within the limits."""
    target = quote(parts.path or "/", safe=SAFE, errors="surrogateescape")
    if parts.query:
        target += "?" + quote(parts.query, safe=SAFE, errors="surrogateescape")
    if proxy and parts.scheme == "http":
        target = f"http://{parts.netloc.rpartition('@')[2]}{target}"
        headers |= _proxy_authorization(proxy)
    headers |= {"User-Agent": f"b2tools/{b2tools.__version__}", "Accept-Encoding": "identity", "Connection": "close"}
    with _limited(connection, network.limits) as late:
        try:
            connection.connect()
            network.connected.add(connection.sock)
            connection.request("GET" if body is None else "POST", target, body, headers)
            return connection.getresponse()
        except UnicodeError:
            raise Refused("this is not a valid URL") from None
        except NETWORK as error:
            whom = f"the proxy {proxy.hostname}: " if proxy else ""
            raise _failure(error, connection, network.limits, late.is_set(), whom) from None


def _failure(error: Exception, connection: _Plain, limits: Limits, late: bool, whom: str) -> Refused:
    """What it means that no answer came."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Dead(f"its TLS certificate is not valid ({error.verify_message})")
    if isinstance(error, http.client.InvalidURL):
        return Refused("this is not a valid URL")
    if str(error).startswith(TUNNEL):
        return Refused(whom + "it answers " + str(error).removeprefix(TUNNEL))
    if late:
        return Dead(f"{whom}no whole answer came within {limits.header:g} s")
    if connection.sock is None or isinstance(error, TimeoutError):
        return Dead(whom + _plain(error, limits.connect if connection.sock is None else limits.silence))
    return Refused(whom + _plain(error))


@contextmanager
def _limited(connection: _Plain, limits: Limits) -> Iterator[threading.Event]:
    """Cut a connection when the body takes longer; the event tells that it did."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        _cut(connection.sock)

    timer = threading.Timer(limits.connect + limits.header, stop)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def _cut(connected: socket.socket | None) -> None:
    try:
        # of TLS only the socket below may be touched from another thread
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except (OSError, TypeError):
        return


def _proxy_authorization(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def public(url: str) -> str:
    """A URL without the user name and password that it may carry."""
    return re.sub(r"(?<=://)[^/?#]*@", "", url)


def _plain(error: Exception, seconds: float = 0) -> str:
    """An error of the network in words."""
    if isinstance(error, TimeoutError):
        return f"no answer within {seconds:g} s"
    if isinstance(error, socket.gaierror):
        return "the name of the host is not known (is there a network, or a proxy to set?)"
    if isinstance(error, http.client.RemoteDisconnected):
        return "the connection was closed without an answer"
    if isinstance(error, ssl.SSLError):
        return f"it does not speak TLS as it should ({error.reason or 'it ended early'})"
    if isinstance(error, http.client.HTTPException):
        return "it does not speak HTTP as it should"
    return (error.strerror or str(error)).lower().removeprefix("[errno ") or type(error).__name__
