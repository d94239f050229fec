# SPDX-License-Identifier: LGPL-3.0-or-later
"""The signed list of a site's data sets, `data.toml` in its download area (docs/formats.md has the grammar)."""
from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from b2tools import config, errors
from b2tools.network import transfers
from b2tools.network.sourcefiles import SourceFile
from b2tools.places.installations import Means
from b2tools.publishing import serials, signedfiles
from b2tools.sites import Site

NAME = "data.toml"
FORMAT = 1
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
SHA256 = re.compile("[0-9a-f]{64}")
FILE_NAME = re.compile(r"(?!\.{1,2}$)[^/\0-\x1f\x7f]{1,200}")
# a folder inside the data set
INSIDE = re.compile(r"(?!/)(?!(.*/)?\.\.(/|$))[^\0-\x1f\x7f]{0,1000}")
ADDRESS = re.compile(r"(?:(?:https?|file)://|pypi:|apt:|apt-source:)\S+|(?![A-Za-z][A-Za-z0-9+.-]*:)[^/\s]\S*")
REPOSITORY = re.compile(r"(?:https?|file|ssh|git)://\S+|(?![A-Za-z][A-Za-z0-9+.-]*:)[A-Za-z0-9]\S*")
SCHEMA: config.Schema = {
    "format!": int, "serial": int,
    "data": [{"name!": WORD, "version!": WORD, "purpose!": str, "licence": str, "size!": int,
              "files": [{"name!": FILE_NAME, "sha256!": SHA256, "size!": int, "urls": [str], "to": str, "unpack": bool}],
              "git": {"repository!": str, "commit!": re.compile("[0-9a-f]{40}|[0-9a-f]{64}"), "objects": [str], "lfs": str}}]}
# what a value must fit, wherever a key of that name stands
RULES = {"to": (INSIDE, "must be a folder inside the data set"),
         "urls": (ADDRESS, "must be an http, https, file, pypi, apt or apt-source URL, or relative to the download area"),
         "objects": (re.compile(rf"(?=.*\{{oid\}})(?:{ADDRESS.pattern})"), "must be such a URL with {oid}, the SHA-256, in it"),
         "repository": (REPOSITORY, "must be an http, https, ssh, git or file URL, or relative to the git server"),
         "lfs": (re.compile(r"https?://\S+"), "must be an http or https URL")}
ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".txz", ".tar.zst", ".zip")


@dataclass(frozen=True)
class Piece:
    """One file of a data set, the folder inside it where it belongs, and whether it is an archive to unpack."""

    file: SourceFile
    to: str
    unpack: bool


@dataclass(frozen=True)
class Repository:
    """A repository of data at one commit; addresses of large objects with `{oid}`, an LFS server that may be asked for more."""

    address: str
    commit: str
    objects: tuple[str, ...]
    lfs: str | None


@dataclass(frozen=True)
class DataSet:
    """One version of one data set; `size` in bytes when it is installed, `digest` of all that describes its content."""

    name: str
    version: str
    purpose: str
    licence: str
    size: int
    pieces: tuple[Piece, ...]
    repository: Repository | None
    digest: str


def current(site: Site, means: Means, allow_downgrade: bool = False) -> tuple[list[DataSet], float | None]:
    """The site's data sets; where they cannot be asked for, those known from last time with their age in seconds.

    Raises `NoDataList`, `NotServed`, `BadSignature`, `Refused`, `BadConfig`, `RolledBack` (not with `allow_downgrade`).
    """
    memory = serials.memory(site, means, NAME)

    def judge(url: str, content: bytes) -> None:
        memory.refuse_older(url, _serial(content, site), allow_downgrade)
    try:
        content = signedfiles.fetch(site, NAME, means, judge)
    except errors.NotServed as error:
        if error.facts.get("missing"):
            urls = ", ".join(transfers.public(url) for url in site.download_urls)
            raise errors.NoDataList(site=site.name, urls=urls, name=NAME) from error
        known = signedfiles.cached(site, NAME, means)
        if known is None:
            raise
        return parse(known[0], site), known[1]
    memory.remember(_serial(content, site), allow_downgrade)
    return parse(content, site), None


def parse(content: bytes, site: Site) -> list[DataSet]:
    """The data sets that a list describes; raises `BadConfig` with all its mistakes."""
    return [_data_set(table, site) for table in _tables(content, site).get("data", [])]


def _serial(content: bytes, site: Site) -> int:
    return _tables(content, site).get("serial", 0)


def _tables(content: bytes, site: Site) -> dict[str, Any]:
    return config.parse(Path(f"{NAME} of the site {site.name}"), content, SCHEMA, _mistakes).data


def _mistakes(data: dict[str, Any]) -> Iterator[tuple[config.Place, str]]:
    if isinstance(data.get("format"), int) and data["format"] > FORMAT:
        yield ("format",), f"format is {data['format']}, but these tools know format {FORMAT}; use newer tools"
    listed = data.get("data")
    seen = set()
    for number, table in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(table, dict):
            continue
        place: config.Place = ("data", number)
        if ("files" in table) == ("git" in table):
            yield place, "a data set has either files or a git repository"
        identity = (table.get("name"), table.get("version"))
        if identity in seen:
            yield place, f"{identity[0]} {identity[1]} is listed twice"
        seen.add(identity)
        pieces = table.get("files")
        yield from _unfit(table.get("git"), (*place, "git"))
        for index, piece in enumerate(pieces if isinstance(pieces, list) else []):
            yield from _unfit(piece, (*place, "files", index))


def _unfit(table: Any, place: config.Place) -> Iterator[tuple[config.Place, str]]:
    """Values that the rules do not allow; wrong kinds are told elsewhere."""
    for key, (pattern, sentence) in RULES.items():
        values = table.get(key) if isinstance(table, dict) else None
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, str) and not pattern.fullmatch(value):
                yield (*place, key), f"{key} is {value!r}, but {sentence}"


def _data_set(table: Mapping[str, Any], site: Site) -> DataSet:
    what = {key: table[key] for key in ("name", "version", "files", "git") if key in table}
    pieces = tuple(_piece(one, site) for one in table.get("files", ()))
    repository = table.get("git")
    return DataSet(table["name"], table["version"], table["purpose"], table.get("licence", ""), table["size"], pieces,
                   _repository(repository, site) if repository else None,
                   hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest())


def _piece(table: Mapping[str, Any], site: Site) -> Piece:
    urls = _absolute(table.get("urls", [f"data/{quote(table['name'])}"]), site)
    file = SourceFile(table["name"], table["sha256"], table["size"], urls)
    return Piece(file, table.get("to", ""), table.get("unpack", table["name"].endswith(ARCHIVES)))


def _repository(table: Mapping[str, Any], site: Site) -> Repository:
    objects = _absolute(table.get("objects", ["objects/{oid}"]), site)
    return Repository(table["repository"], table["commit"], objects, table.get("lfs"))


def _absolute(urls: list[str], site: Site) -> tuple[str, ...]:
    """Addresses in order; a relative one is below each address of the download area."""
    found = []
    for url in urls:
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url):
            found.append(url)
        else:
            found += [address if "://" in address else address.removesuffix(url) + unquote(url)
                      for address in signedfiles.addresses(site, url)]
    return tuple(dict.fromkeys(found))


def find(listed: list[DataSet], site: Site, name: str, version: str | None = None) -> DataSet:
    """A data set by name; without a version the one that is listed last. Raises `UnknownData` with near names."""
    named = [one for one in listed if one.name == name]
    if not named:
        raise errors.UnknownData(site=site.name, name=name, near=errors.near(name, {one.name for one in listed}))
    if version is None:
        return named[-1]
    for one in named:
        if one.version == version:
            return one
    raise errors.UnknownData(site=site.name, name=f"{name} {version}", near=errors.near(version, [one.version for one in named]))
