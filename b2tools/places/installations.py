# SPDX-License-Identifier: LGPL-3.0-or-later
"""One installation: staged beside its final place under a lock, then renamed into it, so that it is whole or absent."""
from __future__ import annotations

import errno
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import b2tools
from b2tools import errors, files, guardians, locks, permissions, process
from b2tools.places import receipts, roots
from b2tools.progress import Progress, silent

MADE_BY = f"b2tools {b2tools.__version__}"
KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "USER", "LOGNAME", "SSL_CERT_FILE", "http_proxy", "https_proxy", "no_proxy")


def arch() -> str:
    """System and machine, like `Linux_x86_64` (BELLE2_ARCH)."""
    return f"{platform.system()}_{platform.machine()}"


@dataclass(frozen=True)
class Means:
    """What an installation works with: download cache, the caller's environment, processes at a time, who is told what,
    interpreter, proxies by scheme."""

    cache: Path
    environ: Mapping[str, str]
    jobs: int = 2
    progress: Progress = silent
    waiting: Callable[[str], None] = lambda holder: None
    python: str = sys.executable
    proxies: Mapping[str, str] = field(default_factory=dict)

    def clean(self) -> dict[str, str]:
        """The caller's environment without anything that could steer a compiler, linker or interpreter."""
        return {name: value for name, value in self.environ.items() if name in KEPT} | {"LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Installation:
    """Where one version lies below `top` and where it is staged; a folder without a receipt is not an installation.

    Members of `group` may replace it; without a name that of a set-gid, group-writable `top` counts. All can read it."""

    top: Path
    name: str
    group: str | None = None

    @property
    def final(self) -> Path:
        """Where it is when it is whole."""
        return self.top / self.name

    @property
    def staging(self) -> Path:
        """Where it is made; what is finished in it is used again after an interruption."""
        return self.top / f".{self.name}.staging"

    @property
    def lock(self) -> Path:
        """The file that who installs or removes it holds."""
        return self.top / f".{self.name}.lock"

    @property
    def _old(self) -> Path:
        return self.top / f".{self.name}.old"

    @property
    def _gone(self) -> Path:
        return self.top / f".{self.name}.gone"

    def receipt(self) -> receipts.Receipt | None:
        """Its receipt, None if it is not installed."""
        return receipts.read(self.final)

    def refuse_without_rights(self) -> None:
        """Raise `NoRights`, `BadGroup`, `BadPath` if this user cannot install it; to be asked before anything is fetched."""
        files.refuse_apostrophe(self.top)
        permissions.require(self.top)
        permissions.group_of(self.top, self.group)

    @contextmanager
    def locked(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Hold it against other installs; puts back what an interrupted replacement left, ends what an interrupted removal began.

        Programs that the body starts hold the lock as well and die with this process.
        Raises `NoRights`, `BadGroup`, `LockUnusable`.
        """
        self.refuse_without_rights()
        group = permissions.group_of(self.top, self.group)
        with files.explained(self.top):
            permissions.make_folder(self.top, group)
        if self.top.name in ("externals", "releases"):
            roots.prepare(self.top.parent)
        with ExitStack() as stack:
            handle = stack.enter_context(locks.exclusive(self.lock, waiting, shared=group is not None))
            stack.enter_context(guardians.guarding(handle))
            stack.enter_context(permissions.open_to_all(group is not None))
            self._mend()
            with self.dropping(errors.DiskFull):
                yield

    @contextmanager
    def dropping(self, *failures: type[BaseException]) -> Iterator[None]:
        """Remove what is staged if the body ends with one of these, for what nobody should go on with."""
        try:
            yield
        except failures:
            self._drop_staging()
            raise

    @contextmanager
    def used(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Nobody replaces or removes it while the body runs, or what the body starts; several may use it.

        Raises `LockUnusable`. A user who may not even read the lock goes on without.
        """
        if not self.top.is_dir():
            yield
            return
        with ExitStack() as stack:
            handle = stack.enter_context(locks.together(self.lock, waiting, permissions.group_of(self.top, self.group) is not None))
            if handle is not None:
                stack.enter_context(guardians.guarding(handle))
            yield

    def _mend(self) -> None:
        """Bring what an interruption left into order."""
        with files.explained(self.final):
            if self._old.exists() and not self.final.exists():
                os.rename(self._old, self.final)
            for left in (self._old, self._gone):
                _clear(left)
            if os.path.lexists(self.staging) and not permissions.is_own_folder(self.staging):
                # a link, or made by another user, who could steer what we make of it
                _clear(self.staging)
            elif (self.staging / receipts.NAME).exists():
                # finished, or replaced by a finished one: nobody knows whether all of it reached the disk
                self._drop_staging()

    def _drop_staging(self) -> None:
        """Remove what is staged, so that a kill on the way leaves no half product to be gone on with."""
        _clear(self._gone)
        if self.staging.is_dir():
            os.rename(self.staging, self._gone)
        _clear(self._gone)

    def commit(self) -> None:
        """Make the staged version durable and put it in its place with one rename, instead of an older one if there is one."""
        if receipts.read(self.staging) is None:
            raise ValueError(f"{self.staging} has no receipt")
        with files.explained(self.final):
            permissions.settle(self.staging, permissions.group_of(self.top, self.group))
        process.run(["sync", "-f", self.staging], purpose="writing files durably")
        with files.explained(self.final):
            if self.final.exists() and files.exchange(self.staging, self.final):
                os.rename(self.staging, self._gone)
            else:
                if self.final.exists():
                    os.rename(self.final, self._old)
                os.rename(self.staging, self.final)
            files.sync_folder(self.top)
            _clear(self._old)
            _clear(self._gone)

    def remove(self) -> None:
        """Take it away: from the first moment on it is not an installation; what a crash leaves goes with the next one."""
        with files.explained(self.final):
            _clear(self._gone)
            if self.final.exists():
                os.rename(self.final, self._gone)
                files.sync_folder(self.top)
            files.remove(self._gone)
            self._drop_staging()


def _clear(path: Path) -> None:
    """Remove a leftover; what cannot be removed (of other users, or still open over NFS) is put aside for b2install-gc."""
    try:
        files.remove(path)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.ENOTEMPTY, errno.EBUSY):
            raise
        os.rename(path, path.with_name(f"{path.name}.{os.urandom(4).hex()}"))


def installed(top: Path) -> list[Installation]:
    """All installations below a folder, by name."""
    found = [Installation(top, path.name) for path in sorted(top.iterdir())] if top.is_dir() else []
    return [one for one in found if not one.name.startswith(".") and (one.final / receipts.NAME).is_file()]
