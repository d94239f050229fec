# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door to the network: files by pinned SHA-256 from http(s):, file:, pypi:, apt: and apt-source: URLs, kept in a cache."""
from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, files, process, space
from b2tools.network import debiansources, indexes, mirrors, partials, pythonindexes, transfers
from b2tools.network.hosts import Dead, Refused
from b2tools.network.partials import Partial
from b2tools.network.sourcefiles import SourceFile
from b2tools.network.transfers import Network, public
from b2tools.progress import Bytes, Progress, silent

# connections at a time; a server that limits each of them is no slower for several files
CONNECTIONS = 8
# seconds for a small file: whoever drips it keeps everybody waiting who only looks whether there is something new
SMALL_TIME = 300.


@dataclass(frozen=True)
class Cache:
    """Downloaded files by their SHA-256; a file is in it only if it was whole and right."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where a file of that hash lies or would lie."""
        return self.folder / sha256

    def part(self, sha256: str) -> Path:
        """Where what has come of it lies."""
        return self.folder / f"{sha256}.part"

    def missing(self, file: SourceFile) -> int:
        """Bytes that are still to come, going by sizes."""
        part = self.part(file.sha256)
        return max(0, file.size - (part.stat().st_size if part.is_file() else 0))

    def get(self, file: SourceFile) -> Path | None:
        """The cached file, hashed again; a damaged one is removed, None if there is none."""
        path = self.path(file.sha256)
        if not path.is_file():
            return None
        with files.explained(path):
            if path.stat().st_size == file.size and files.sha256(path) == file.sha256:
                return path
            path.unlink(missing_ok=True)
        return None


class Meter:
    """Adds up the bytes of several downloads for one progress callback."""

    def __init__(self, what: str, total: int, progress: Progress) -> None:
        self._what, self._total, self.progress = what, total, progress
        self._done: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, name: str, done: int) -> None:
        with self._lock:
            self._done[name] = done
            self.progress(self._what, min(sum(self._done.values()), self._total - 1), self._total)

    def waiting(self, name: str, holder: str) -> None:
        """Tell that another process fetches a file."""
        with self._lock:
            self.progress(f"waiting for {holder}, who is fetching {name}", 0, 0)

    def finish(self) -> None:
        """Tell that everything has come."""
        self.progress(self._what, self._total, self._total)


def fetch_all(wanted: Iterable[SourceFile], cache: Cache, python: str, jobs: int = CONNECTIONS, progress: Progress = silent,
              proxies: Mapping[str, str] = {}, network: Network | None = None) -> dict[str, Path]:
    """Paths of all files by SHA-256, fetched in parallel; `python` is the interpreter whose pip knows the package index.

    Raises the first `FetchFailed` or `WrongHash`; what came whole and right until then stays in the cache.
    """
    wanted = list({file.sha256: file for file in wanted}.values())
    network = network or Network(proxies)
    with process.pool(jobs) as pool, _breaking(network):
        cached = dict(zip((file.sha256 for file in wanted), pool.map(cache.get, wanted)))
        missing = sorted((file for file in wanted if cached[file.sha256] is None), key=lambda file: -file.size)
        if not missing:
            return cached
        space.require(cache.folder, sum(cache.missing(file) for file in missing), "the download")
        meter = Meter(Bytes("downloads"), sum(file.size for file in missing) + 1, progress)
        running = {pool.submit(fetch, file, cache, python, meter, network=network): file for file in missing}
        wait(running, return_when=FIRST_EXCEPTION)
        pool.shutdown(wait=True, cancel_futures=True)
        failed = [future.exception() for future in running if not future.cancelled() and future.exception()]
        if failed:
            raise failed[0]
    meter.finish()
    return cached | {file.sha256: future.result() for future, file in running.items()}


@contextmanager
def _breaking(network: Network) -> Iterator[None]:
    """Break all connections when the body is interrupted, so that nobody waits for their ends."""
    try:
        yield
    except KeyboardInterrupt:
        network.stop()
        raise


def fetch(file: SourceFile, cache: Cache, python: str, meter: Meter | None = None, proxies: Mapping[str, str] = {},
          network: Network | None = None) -> Path:
    """Path of one file in the cache, fetched from the first of its URLs that gives the right one.

    Processes that want the same file wait for the one that fetches it.
    """
    meter = meter or Meter(file.name, file.size + 1, silent)
    network = network or Network(proxies)
    found = cache.get(file)
    if found:
        return found

    def waiting(holder: str) -> None:
        if network.stopped.is_set():
            raise Refused("stopped")
        meter.waiting(file.name, holder)
    with files.explained(cache.folder):
        cache.folder.mkdir(parents=True, exist_ok=True)
        with partials.claimed(cache.folder / f".{file.sha256}.lock", waiting):
            return cache.get(file) or _Errand(file, cache, python, meter, network).run()


@dataclass(frozen=True)
class _Errand:
    """Fetching one file while nobody else does."""

    file: SourceFile
    cache: Cache
    python: str
    meter: Meter
    network: Network

    def run(self) -> Path:
        file, reasons, wrong, missing = self.file, [], None, []
        folder = self.cache.folder / f".{file.sha256}.fetch"
        try:
            with Partial(self.cache.part(file.sha256)) as part:
                for url in file.urls:
                    try:
                        self._from_url(url, part, folder)
                        return part.finish(self.cache.path(file.sha256))
                    except Refused as refusal:
                        reasons.append(f"  {public(url)}: {refusal}")
                        missing.append(refusal.missing)
                    except errors.WrongHash as error:
                        wrong = wrong or error
                        reasons.append(f"  {public(url)}: SHA-256 {error.facts['found']} instead of {file.sha256}")
                kept = part.size
        finally:
            files.remove(folder)
        if wrong and len(reasons) == 1:
            raise wrong
        raise errors.FetchFailed(name=file.name, reasons="\n".join(reasons), missing=all(missing) and not wrong, kept=_kept(kept))

    def _from_url(self, url: str, part: Partial, folder: Path) -> None:
        scheme, _, rest = url.partition(":")
        if scheme == "pypi":
            self._from_python_index(url, rest, part, folder)
        elif scheme == "apt-source":
            address = debiansources.locate(rest, self.file, self.cache.folder / ".apt-source",
                                           lambda holder: self.meter.waiting("apt's lists", holder))
            proxies = {**self.network.proxies, **debiansources.proxies()}
            self._from_address(address, dataclasses.replace(self.network, proxies=proxies), part, url)
        elif scheme == "apt":
            self._whole(indexes.from_debian_archive(rest, self.file, _fresh(folder), self.meter), part, url)
        else:
            self._from_address(url, self.network, part, url)

    def _from_address(self, address: str, network: Network, part: Partial, url: str) -> None:
        try:
            if address.startswith(("file:", "/")):
                mirrors.copy(address, self.file, part, self.meter)
            else:
                mirrors.Mirror(address, self.file, network).bring(part, self.meter)
        except errors.WrongHash as error:
            raise errors.WrongHash(**error.facts | {"url": public(url)}) from None

    def _from_python_index(self, url: str, requirement: str, part: Partial, folder: Path) -> None:
        """By ourselves, which shows progress and resumes; where that fails (an index that wants a password), with pip."""
        reasons, hopeless = [], True
        for address, network in pythonindexes.locate(requirement, self.file, self.python, self.network):
            try:
                return self._from_address(address, network, part, url)
            except Refused as refusal:
                reasons.append(f"{public(address)}: {refusal}")
                hopeless &= isinstance(refusal, Dead) and "certificate" not in str(refusal)
        if reasons and hopeless:
            raise Refused("; ".join(reasons))
        try:
            came = indexes.from_python_index(requirement, self.file, _fresh(folder), self.python, self.meter)
        except Refused as refusal:
            raise Refused("; ".join([*reasons, str(refusal)])) from None
        self._whole(came, part, url)

    def _whole(self, came: Path, part: Partial, url: str) -> None:
        """Take a file that another program has fetched."""
        part.restart()
        for chunk in mirrors.read(came):
            part.write(chunk)
        mirrors.whole(part, self.file, url)


def _fresh(folder: Path) -> Path:
    files.remove(folder)
    folder.mkdir()
    return folder


def _kept(size: int) -> str:
    return f"{space.text(size)} of it are kept, and the next try goes on there. " if size else ""


def small(url: str, limit: int = 1 << 22, proxies: Mapping[str, str] = {}, network: Network | None = None,
          body: bytes | None = None, headers: Mapping[str, str] = {}) -> bytes:
    """A small file that is not pinned (but signed): at most `limit` bytes from an http(s) or file URL or an absolute path.

    With `body` it is posted there. Raises `FetchFailed`; its `facts["missing"]` is true where the server is there without the file.
    """
    network = network or Network(proxies)
    try:
        if url.startswith(("file:", "/")):
            return _at_most(limit, mirrors.read(mirrors.local_path(url)))
        for last in (False, True):
            try:
                with transfers.request(url, network, headers, body) as answer:
                    if answer.status != 200:
                        raise answer.refusal()
                    return _at_most(limit, answer.unpacked() if answer.packed() else answer.chunks(), answer)
            except transfers.Interrupted as error:
                if last:
                    raise Refused(f"it ended too early {error}".rstrip()) from None
    except Refused as refusal:
        raise errors.FetchFailed(name=public(url), reasons=f"  {refusal}", missing=refusal.missing) from None


def _at_most(limit: int, chunks: Iterable[bytes], answer: transfers.Answer | None = None) -> bytes:
    content, end = bytearray(), time.monotonic() + SMALL_TIME
    for chunk in chunks:
        content += chunk
        if time.monotonic() > end:
            raise Refused(f"only {len(content)} bytes came in {SMALL_TIME:g} s")
        if len(content) > limit:
            raise Refused(f"it gives more than the {limit} bytes that it may have")
    if answer and not answer.packed() and answer.length() not in (None, len(content)):
        raise transfers.Interrupted(f"({len(content)} of {answer.length()} bytes)")
    return bytes(content)
