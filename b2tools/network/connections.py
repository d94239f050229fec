# SPDX-License-Identifier: LGPL-3.0-or-later
"""One request by the `requests` package, over a connection that another thread can cut, with its errors as sentences."""
from __future__ import annotations

import contextlib
import http.client
import os
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import SplitResult

import requests
from requests.adapters import HTTPAdapter
from urllib3 import exceptions

from b2tools.network.hosts import Dead, Refused
from b2tools.network.transfers import CHUNK, Interrupted, Network, NO_URL

TUNNEL = "Tunnel connection failed: "
WRONG_URL = (requests.exceptions.InvalidURL, exceptions.LocationValueError, UnicodeError)
NOT_HTTP = (http.client.HTTPException, exceptions.InvalidHeader)
FAILURES = (OSError, exceptions.HTTPError, http.client.HTTPException, UnicodeError)


class Line(HTTPAdapter):
    """The way of one request. No `Session` sends it: that would bring passwords from netrc, cookies, settings of the environment,
    and the body of a redirect, however large, into memory."""

    def __init__(self, network: Network, proxy: SplitResult | None) -> None:
        super().__init__()
        self.network, self.proxy = network, proxy
        self.authorities = network.authorities or system_authorities() or True
        self.sockets: list[socket.socket] = []
        self.broken: Refused | None = None
        network.lines.append(self)

    def close(self) -> None:
        """Leave nothing open."""
        self.network.lines.remove(self)
        super().close()
        for one in self.sockets:
            one.close()

    def get_connection_with_tls_context(self, *words: object, **more: object):
        """As `requests` wants it, but its connections tell their sockets."""
        line, pool = self, super().get_connection_with_tls_context(*words, **more)

        class Known(pool.ConnectionCls):
            def _new_conn(self) -> socket.socket:
                connected = super()._new_conn()
                connected.settimeout(line.network.limits.silence)
                # one of our own to the same end: TLS takes the first one away
                line.sockets.append(connected.dup())
                if line.broken:
                    line.cut(line.broken)
                return connected

        pool.ConnectionCls = Known
        return pool

    def cert_verify(self, conn, url: str, *settings: object) -> None:
        """Check also the certificate of a proxy that plain HTTP goes through, which `requests` would not."""
        super().cert_verify(conn, conn.scheme, *settings)

    def cut(self, reason: Refused) -> None:
        """Break the connection, whoever waits for it, who is told the reason."""
        self.broken = reason
        for one in tuple(self.sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def ask(self, url: str, headers: Mapping[str, str], body: bytes | None) -> requests.Response:
        """Connect, ask, and read the answer's header, all of it within the limits. Raises `Refused` and `Dead`."""
        if self.network.stopped.is_set():
            raise Refused("stopped")
        limits, whom = self.network.limits, f"the proxy {self.proxy.hostname}: " if self.proxy else ""
        late = Dead(f"{whom}no whole answer came within {limits.header:g} s")
        timer = threading.Timer(limits.connect + limits.header, self.cut, [late])
        timer.daemon = True
        timer.start()
        try:
            asked = requests.Request("GET" if body is None else "POST", url, headers, data=body).prepare()
            response = self.send(asked, stream=True, timeout=(limits.connect, limits.silence), verify=self.authorities,
                                 proxies={"all": self.proxy.geturl()} if self.proxy else None)
        except FAILURES as error:
            raise self.broken or self._refusal(error, whom) from None
        finally:
            timer.cancel()
        # whoever asks knows how much is to come
        response.raw.enforce_content_length = False
        return response

    def _refusal(self, error: Exception, whom: str) -> Refused:
        """What it means that no answer came."""
        below, limits = _below(error), self.network.limits
        if isinstance(error, WRONG_URL):
            return Refused(NO_URL)
        if isinstance(below, ssl.SSLCertVerificationError):
            return Dead(f"{whom}its TLS certificate is not valid ({below.verify_message})")
        if "CA certificate bundle" in str(below) or getattr(below, "library", "") == "X509":
            return Refused(f"{self.authorities} cannot be read")
        if TUNNEL in str(below):
            return Refused(f"{whom}it answers {str(below).partition(TUNNEL)[2]}")
        if not self.sockets:
            return Dead(whom + plain(below, limits.connect), near_is_dead=bool(whom))
        return (Dead if isinstance(below, TimeoutError) else Refused)(whom + plain(below, limits.silence))


def read(response: requests.Response, unpack: bool) -> bytes:
    """What comes next of the body, nothing at its end. Raises `TimeoutError`, `Interrupted`, `Refused`."""
    try:
        return response.raw.read1(CHUNK, decode_content=unpack)
    except exceptions.DecodeError:
        raise Refused(f"what the server calls {response.headers['Content-Encoding']} is damaged") from None
    except exceptions.ReadTimeoutError:
        raise TimeoutError from None
    except FAILURES as error:
        raise Interrupted(plain(_below(error))) from None


def system_authorities() -> str | None:
    """The system's certificate authorities, a file or a folder (SSL_CERT_FILE, SSL_CERT_DIR name others); None without."""
    known = ssl.get_default_verify_paths()
    return known.cafile or (known.capath if known.capath and os.listdir(known.capath) else None)


def _below(error: BaseException) -> BaseException:
    """The error of the system or of HTTP that urllib3 and `requests` have wrapped up."""
    below: BaseException | None = error
    while isinstance(below, requests.RequestException) or below and not isinstance(below, (OSError, *NOT_HTTP)):
        below = below.__context__
    return below or error


def plain(error: BaseException, seconds: float = 0) -> str:
    """An error of the network in words."""
    if isinstance(error, TimeoutError):
        return f"no answer within {seconds:g} s"
    if isinstance(error, socket.gaierror):
        return "the name of the host is not known (is there a network, or a proxy to set?)"
    if isinstance(error, http.client.RemoteDisconnected):
        return "the connection was closed without an answer"
    if isinstance(error, ssl.SSLError):
        return f"it does not speak TLS as it should ({error.reason or 'it ended early'})"
    if isinstance(error, NOT_HTTP):
        return "it does not speak HTTP as it should"
    return (getattr(error, "strerror", None) or str(error)).lower() or type(error).__name__
