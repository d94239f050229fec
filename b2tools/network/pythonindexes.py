# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the indexes that pip is configured for keep a file, so that we can fetch it ourselves (PEP 503, PEP 691, find-links)."""
from __future__ import annotations

import ast
import dataclasses
import html.parser
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from b2tools import process
from b2tools.network import mirrors, transfers
from b2tools.network.hosts import Dead, Refused
from b2tools.network.sourcefiles import SourceFile
from b2tools.network.transfers import Network

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
# the page of a project with many thousand files
LARGEST_PAGE = 1 << 26
OFFLINE = "the package index cannot be reached; is there a network, or a proxy to set?"


@dataclass(frozen=True)
class Settings:
    """What pip is configured with; `ours` is false where only pip can serve (passwords, client certificates)."""

    indexes: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    proxy: str = ""
    authorities: str | None = None
    trusted: bool = False
    ours: bool = True


@dataclass(frozen=True)
class Link:
    """A file that an index offers; the hash is empty if it does not say."""

    url: str
    name: str
    sha256: str = ""


def locate(requirement: str, file: SourceFile, python: str, network: Network) -> list[tuple[str, Network]]:
    """Addresses of a file of `NAME==VERSION`, best first, each with how to reach it; none if that is better left to pip.

    Raises `Dead` if no index can be reached.
    """
    with network.lock:
        if ("pip", python) not in network.memory:
            network.memory["pip", python] = _settings(python)
        settings = network.memory["pip", python]
    if not settings.ours:
        return []
    network = dataclasses.replace(network, authorities=settings.authorities,
                                  proxies={"all": settings.proxy} if settings.proxy else network.proxies)
    project = re.sub(r"[-_.]+", "-", requirement.partition("==")[0].partition("[")[0]).lower()
    sources = [*settings.find_links, *(f"{index.rstrip('/')}/{project}/" for index in settings.indexes)]
    found, dead = [], []
    for source in sources:
        try:
            found += [link for link in _page(source, network) if file.name == link.name or file.sha256 == link.sha256]
        except Dead as error:
            dead.append(error)
        except Refused:
            continue
        if any(link.sha256 == file.sha256 for link in found):
            break
    if not found and dead and not settings.trusted:
        host = urlsplit(sources[-1]).hostname or "index"
        raise Dead(f"{OFFLINE} ({host}: {dead[-1]})")
    found.sort(key=lambda link: (link.sha256 != file.sha256, bool(link.sha256)))
    return [(link.url, network) for link in found]


def _settings(python: str) -> Settings:
    """pip's own settings: environment before the section [download] before [global]."""
    listed = process.run([python, "-I", "-m", "pip", "config", "list"], check=False)
    if listed.returncode:
        return Settings(ours=False)
    values: dict[str, str] = {}
    for section in ("global", "download", ":env:"):
        for key, value in re.findall(rf"(?m)^{section}\.([\w-]+)=(.*)$", listed.text):
            values[key] = str(ast.literal_eval(value))
    indexes = [values["index-url"]] if values.get("index-url") else []
    if values.get("no-index", "").lower() in ("1", "true", "yes", "on", "y", "t"):
        extra = indexes = []
    else:
        extra = values.get("extra-index-url", "").split()
        indexes = indexes or _default_index(python)
    links = values.get("find-links", "").split()
    secret = any("@" in urlsplit(url).netloc for url in (*indexes, *extra, *links))
    return Settings((*indexes, *extra), tuple(links), values.get("proxy", ""), values.get("cert") or None,
                    bool(values.get("trusted-host")), ours=not secret and not values.get("client-cert"))


def _default_index(python: str) -> list[str]:
    told = process.run(["env", "COLUMNS=1000", python, "-I", "-m", "pip", "download", "--help"], check=False).text
    match = re.search(r"--index-url.*?\(default\s+(https?://[^\s)]+)\)", told, re.DOTALL)
    return [match[1]] if match else []


def _page(source: str, network: Network) -> list[Link]:
    """What a page, a folder or a page in a file offers."""
    with network.lock:
        known = network.memory.get(("page", source))
    if known is None:
        known = list(_read(source, network))
        with network.lock:
            network.memory["page", source] = known
    return known


def _read(source: str, network: Network) -> Iterator[Link]:
    if not source.startswith(("http://", "https://")):
        path = mirrors.local_path(source) if source.startswith("file:") else Path(source).absolute()
        if path.is_dir() and (path / "index.html").is_file():
            path /= "index.html"
        if path.is_dir():
            return (Link(one.as_uri(), one.name) for one in sorted(path.iterdir()) if one.is_file())
        return _links(b"".join(mirrors.read(path)), path.as_uri())
    with transfers.request(source, network, {"Accept": ACCEPT}) as answer:
        if answer.status != 200:
            raise answer.refusal()
        content = bytearray()
        try:
            for chunk in answer.unpacked() if answer.packed() else answer.chunks():
                content += chunk
                if len(content) > LARGEST_PAGE:
                    raise Refused("its page is too large")
        except transfers.Interrupted:
            raise Refused("its page ended too early") from None
        return _links(bytes(content), answer.url)


def _links(content: bytes, base: str) -> Iterator[Link]:
    """The files of a page, which is JSON (PEP 691) or HTML (PEP 503)."""
    text = content.decode("utf-8", "replace")
    if not text.lstrip().startswith("{"):
        page = _Page(base)
        page.feed(text)
        return iter(page.found)
    try:
        listed = json.loads(text)["files"]
        return iter([Link(urljoin(base, one["url"]), str(one["filename"]), str(one.get("hashes", {}).get("sha256", "")))
                     for one in listed])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused("its page cannot be understood") from None


class _Page(html.parser.HTMLParser):
    """Collects the links of a page."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        self.found: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if tag == "base" and target:
            self._base = urljoin(self._base, target)
        elif tag == "a" and target:
            try:
                url, _, fragment = urljoin(self._base, target.strip()).partition("#")
            except ValueError:
                return
            match = re.search(r"sha256=([0-9a-fA-F]{64})", fragment)
            name = os.path.basename(unquote(urlsplit(url).path))
            self.found.append(Link(url, name, match[1].lower() if match else ""))
