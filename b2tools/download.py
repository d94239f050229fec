# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door to the network: files by pinned SHA-256, from pypi:, apt:, http(s):// and file:// URLs, kept in a cache."""
from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterable
from concurrent.futures import FIRST_EXCEPTION, wait
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from b2tools import errors, files, indexes, process, space
from b2tools.indexes import Refused
from b2tools.manifests import SourceFile
from b2tools.progress import Progress, silent

CHUNK = 1 << 20


@dataclass(frozen=True)
class Cache:
    """Downloaded files by their SHA-256; a file is in it only if it was whole and right."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where a file of that hash lies or would lie."""
        return self.folder / sha256

    def get(self, file: SourceFile) -> Path | None:
        """The cached file, hashed again; a damaged one is removed, None if there is none."""
        path = self.path(file.sha256)
        if not path.is_file():
            return None
        if path.stat().st_size == file.size and files.sha256(path) == file.sha256:
            return path
        path.unlink(missing_ok=True)
        return None


class Meter:
    """Adds up the bytes of several downloads for one progress callback."""

    def __init__(self, what: str, total: int, progress: Progress) -> None:
        self._what, self._total, self._progress = what, total, progress
        self._done: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, name: str, done: int) -> None:
        with self._lock:
            self._done[name] = done
            self._progress(self._what, min(sum(self._done.values()), self._total - 1), self._total)

    def finish(self) -> None:
        """Tell that everything has come."""
        self._progress(self._what, self._total, self._total)


def fetch_all(wanted: Iterable[SourceFile], cache: Cache, python: str, jobs: int = 4,
              progress: Progress = silent) -> dict[str, Path]:
    """Paths of all files by SHA-256, fetched in parallel; `python` is the interpreter whose pip serves `pypi:` URLs.

    Raises the first `FetchFailed` or `WrongHash`; what came whole and right until then stays in the cache.
    """
    wanted = list(wanted)
    with process.pool(jobs) as pool:
        cached = dict(zip((file.sha256 for file in wanted), pool.map(cache.get, wanted)))
        missing = sorted((file for file in wanted if cached[file.sha256] is None), key=lambda file: -file.size)
        if not missing:
            return cached
        space.require(cache.folder, sum(file.size for file in missing), "the download")
        meter = Meter("downloads", sum(file.size for file in missing) + 1, progress)
        running = {pool.submit(fetch, file, cache, python, meter): file for file in missing}
        wait(running, return_when=FIRST_EXCEPTION)
        pool.shutdown(wait=True, cancel_futures=True)
        failed = [future.exception() for future in running if not future.cancelled() and future.exception()]
        if failed:
            raise failed[0]
    meter.finish()
    return cached | {file.sha256: future.result() for future, file in running.items()}


def fetch(file: SourceFile, cache: Cache, python: str, meter: Meter | None = None) -> Path:
    """Path of one file in the cache, fetched from the first of its URLs that gives the right one."""
    found = cache.get(file)
    if found:
        return found
    reasons: list[str] = []
    wrong: errors.WrongHash | None = None
    with files.explained(cache.folder):
        cache.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache.folder, prefix=".fetch-") as folder:
            for url in file.urls:
                try:
                    came = _from_url(url, file, Path(folder), python, meter or Meter(file.name, file.size + 1, silent))
                    return _keep(came, file, url, cache)
                except Refused as refusal:
                    reasons.append(f"  {_public(url)}: {refusal}")
                except errors.WrongHash as error:
                    wrong = wrong or error
                    reasons.append(f"  {_public(url)}: SHA-256 {error.facts['found']} instead of {file.sha256}")
    if wrong and len(reasons) == 1:
        raise wrong
    raise errors.FetchFailed(name=file.name, reasons="\n".join(reasons))


def _from_url(url: str, file: SourceFile, folder: Path, python: str, meter: Meter) -> Path:
    if url.startswith("pypi:"):
        return indexes.from_python_index(url.removeprefix("pypi:"), file, folder, python, meter)
    if url.startswith("apt:"):
        return indexes.from_debian_archive(url.removeprefix("apt:"), file, folder, meter)
    target = folder / "download"
    if url.startswith("file://"):
        return _copy(Path(unquote(urlsplit(url).path)), target, file, meter)
    return _stream(url, target, file, meter)


def _copy(source: Path, target: Path, file: SourceFile, meter: Meter) -> Path:
    try:
        with open(source, "rb") as reader:
            _save(iter(lambda: reader.read(CHUNK), b""), target, file, meter)
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise Refused(error.strerror) from error
    return target


def _stream(url: str, target: Path, file: SourceFile, meter: Meter) -> Path:
    import requests
    try:
        with requests.get(url, stream=True, timeout=(10, 60), headers={"Accept-Encoding": "identity"}) as answer:
            if answer.status_code != 200:
                raise Refused(f"the server answers {answer.status_code} {answer.reason}")
            _save(answer.iter_content(CHUNK), target, file, meter)
    except requests.RequestException as error:
        raise Refused(_plain(error)) from error
    return target


def _save(chunks: Iterable[bytes], target: Path, file: SourceFile, meter: Meter) -> None:
    """Write a stream; one byte more than pinned ends it, so that an endless answer does not fill the disk."""
    done = 0
    with open(target, "wb") as writer:
        for chunk in chunks:
            done += len(chunk)
            if done > file.size:
                raise Refused(f"it gives more than the {file.size} bytes that {file.name} has")
            writer.write(chunk)
            meter(file.sha256, done)


def _keep(came: Path, file: SourceFile, url: str, cache: Cache) -> Path:
    found = files.sha256(came)
    if found != file.sha256:
        size = came.stat().st_size
        came.unlink()
        if size < file.size and not url.startswith(("pypi:", "apt:")):
            raise Refused(f"it ended after {size} of {file.size} bytes")
        raise errors.WrongHash(url=_public(url), name=file.name, found=found, wanted=file.sha256)
    with open(came, "rb") as stream:
        os.fsync(stream.fileno())
    os.replace(came, cache.path(file.sha256))
    return cache.path(file.sha256)


def _public(url: str) -> str:
    """A URL without the user name and password that it may carry."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


def _plain(error: Exception) -> str:
    """The innermost reason of an error of the network."""
    reason = error.args[0] if error.args else error
    reason = getattr(reason, "reason", reason)
    return str(reason).rpartition(": ")[2].strip("')>") or type(error).__name__
