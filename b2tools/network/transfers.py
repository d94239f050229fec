# SPDX-License-Identifier: LGPL-3.0-or-later
"""One HTTP request: through proxies, without credentials, with limits on everything that a server can do to whoever asks it."""
from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

import b2tools
from b2tools.network.hosts import Dead, EVERYBODY, Hosts, Refused

if TYPE_CHECKING:
    import requests

    from b2tools.network.connections import Line

CHUNK = 1 << 18
REDIRECTS = (301, 302, 303, 307, 308)
PACKINGS = ("gzip", "x-gzip", "deflate")
NO_URL = "this is not a valid URL; known are http, https, file, pypi, apt and apt-source"


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
    lines: list[Line] = field(default_factory=list)

    def stop(self) -> None:
        """Break all connections and allow no more, so that the threads that wait for them end."""
        self.stopped.set()
        for line in tuple(self.lines):
            line.cut(Refused("stopped"))


@dataclass(frozen=True)
class Answer:
    """A server's answer; its header has come, its body is read by `chunks`."""

    url: str
    host: str
    response: requests.Response
    network: Network

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status_code

    def header(self, name: str) -> str:
        """A field of the header, empty if it is not there."""
        return self.response.headers.get(name, "").strip()

    def length(self) -> int | None:
        """Bytes of the body as sent, None if the server does not say."""
        text = self.header("Content-Length")
        return int(text) if re.fullmatch(r"\d{1,18}", text) and not self.response.raw.chunked else None

    def packed(self) -> str:
        """Content-Encoding, empty if there is none."""
        return self.header("Content-Encoding").lower().replace("identity", "")

    def refusal(self) -> Refused:
        """What an answer without the file means."""
        reason = f" {self.response.reason}" if self.response.reason else ""
        later = self.header("Retry-After")
        advice = f" (it asks to come back in {later} s)" if later.isdigit() else ""
        return Refused(f"the server answers {self.status}{reason}{advice}", missing=self.status in (404, 410))

    def unpacked(self) -> Iterator[bytes]:
        """The body without the Content-Encoding that the server chose although nobody asked for it."""
        if self.packed() not in PACKINGS:
            raise Refused(f"the server packs it as {self.packed()}, which was not asked for")
        return self.chunks(unpack=True)

    def chunks(self, unpack: bool = False) -> Iterator[bytes]:
        """The body as it comes; raises `Interrupted` if the connection breaks, `Dead` if it hangs or crawls."""
        from b2tools.network import connections
        limits, started, came = self.network.limits, time.monotonic(), 0
        while True:
            try:
                chunk = connections.read(self.response, unpack)
            except TimeoutError:
                raise self._dead(f"nothing came for {limits.silence:g} s") from None
            if not chunk:
                return
            yield chunk
            came += len(chunk)
            if time.monotonic() - started > limits.window:
                if came < limits.fewest:
                    raise self._dead(f"only {came} bytes came in {limits.window:g} s")
                started, came = time.monotonic(), 0

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
        with _asked(_checked(url), network, headers, body) as answer:
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
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts
    raise Refused(NO_URL)


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
    import urllib.request  # only here: it brings HTTP and TLS, and most commands ask for nothing
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
    from b2tools.network import connections  # only here: `requests` takes long to import, and most commands ask for nothing
    proxy = proxy_for(parts, network.proxies)
    if proxy and (proxy.scheme not in ("http", "https") or not proxy.hostname):
        raise Refused(f"the proxy {public(proxy.geturl())} cannot be used; it must be an http proxy")
    headers = {**headers, "User-Agent": f"b2tools/{b2tools.__version__}", "Accept-Encoding": "identity", "Connection": "close"}
    with closing(connections.Line(network, proxy)) as line:
        with network.hosts.contact(place(parts), proxy and place(proxy)) as host:
            response = line.ask(public(parts.geturl()), headers, body)
        with closing(response):
            yield Answer(parts.geturl(), host, response, network)


def public(url: str) -> str:
    """A URL without the user name and password that it may carry."""
    return re.sub(r"(?<=://)[^/?#]*@", "", url)
