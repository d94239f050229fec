# SPDX-License-Identifier: LGPL-3.0-or-later
"""Large files behind pointers in a git repository: the pointer format and the batch interface of Git LFS, version 1."""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from b2tools import errors
from b2tools.network import download
from b2tools.network.transfers import Network

FIRST = b"version https://git-lfs.github.com/spec/v1\n"
# larger files are never pointers
LARGEST = 1024
AT_ONCE = 100
MEDIA = "application/vnd.git-lfs+json"
LINE = re.compile(r"([a-z0-9.-]+) (.*)")


class Damaged(Exception):
    """A file begins like a pointer and is none; the text says what is wrong."""


@dataclass(frozen=True)
class Pointer:
    """A large file: its SHA-256 and its size in bytes."""

    oid: str
    size: int


def pointer(content: bytes) -> Pointer | None:
    """The pointer that a file is, None for any other file; raises `Damaged`."""
    if len(content) >= LARGEST or not content.startswith(FIRST[:-1]):
        return None
    try:
        *lines, last = content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Damaged("it is not UTF-8") from None
    fields = [LINE.fullmatch(line) for line in lines]
    if last or not content.startswith(FIRST) or not all(fields):
        raise Damaged("its lines are not as they should be")
    values = {field[1]: field[2] for field in fields}
    others = values.keys() - {"version", "oid", "size"}
    if others:
        raise Damaged(f"it has {', '.join(sorted(others))}, which is not known here")
    oid = re.fullmatch("sha256:([0-9a-f]{64})", values.get("oid", ""))
    size = re.fullmatch(r"\d{1,18}", values.get("size", ""))
    if not oid or not size or len(values) != len(lines):
        raise Damaged("it lacks oid (sha256:...) or size, or has one twice")
    return Pointer(oid[1], int(size[0]))


def addresses(endpoint: str, wanted: Iterable[Pointer], network: Network) -> tuple[dict[str, str], dict[str, str]]:
    """Ask an LFS server where objects can be downloaded: addresses by SHA-256, and the reasons why there is none.

    Credentials are neither sent nor, if the server hands out some for a download, used. Raises `FetchFailed`.
    """
    found: dict[str, str] = {}
    reasons: dict[str, str] = {}
    rest = iter(wanted)
    while group := list(islice(rest, AT_ONCE)):
        for oid, address, reason in _batch(endpoint, group, network):
            if address:
                found[oid] = address
            else:
                reasons[oid] = reason
    return found, reasons


def _batch(endpoint: str, wanted: list[Pointer], network: Network) -> Iterator[tuple[str, str, str]]:
    objects = [{"oid": one.oid, "size": one.size} for one in wanted]
    question = {"operation": "download", "transfers": ["basic"], "hash_algo": "sha256", "objects": objects}
    url = f"{endpoint.rstrip('/')}/objects/batch"
    answer = download.small(url, network=network, body=json.dumps(question).encode(),
                            headers={"Accept": MEDIA, "Content-Type": MEDIA})
    try:
        listed = json.loads(answer)
        if listed.get("transfer", "basic") != "basic":
            raise ValueError("another way of transfer")
        for one in listed["objects"]:
            error = one.get("error") or {}
            reason = f"the LFS server says {error.get('code', 'nothing')} {error.get('message', '')}".rstrip()
            yield str(one["oid"]), str(one.get("actions", {}).get("download", {}).get("href", "")), reason
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise errors.FetchFailed(name=url, reasons=f"  {url}: its answer is not that of an LFS server") from None
