# SPDX-License-Identifier: LGPL-3.0-or-later
"""One installation: staged beside its final place under a lock, then renamed into it, so that it is whole or absent."""
from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import b2tools
from b2tools import errors, files, locks, process, receipts
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
    """Where one version lies below `top` and where it is staged; a folder without a receipt is not an installation."""

    top: Path
    name: str

    @property
    def final(self) -> Path:
        """Where it is when it is whole."""
        return self.top / self.name

    @property
    def staging(self) -> Path:
        """Where it is made; what is finished in it is used again after an interruption."""
        return self.top / f".{self.name}.staging"

    @property
    def _old(self) -> Path:
        return self.top / f".{self.name}.old"

    def receipt(self) -> receipts.Receipt | None:
        """Its receipt, None if it is not installed."""
        return receipts.read(self.final)

    @contextmanager
    def locked(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Hold it against other installs; puts back what an interrupted replacement left."""
        files.refuse_apostrophe(self.top)
        with locks.exclusive(self.top / f".{self.name}.lock", waiting):
            if self._old.exists() and not self.final.exists():
                os.rename(self._old, self.final)
            files.remove(self._old)
            try:
                yield
            except errors.DiskFull:
                files.remove(self.staging)
                raise

    def commit(self) -> None:
        """Make the staged version durable and put it in its place with one rename, instead of an older one if there is one."""
        if receipts.read(self.staging) is None:
            raise ValueError(f"{self.staging} has no receipt")
        process.run(["sync", "-f", self.staging], purpose="writing files durably")
        with files.explained(self.final):
            if self.final.exists():
                os.rename(self.final, self._old)
            os.rename(self.staging, self.final)
            files.sync_folder(self.top)
        files.remove(self._old)

    def remove(self) -> None:
        """Take it away: from the first moment on it is not an installation."""
        with files.explained(self.final):
            os.rename(self.final, self._old)
            files.remove(self._old)
            files.remove(self.staging)


def installed(top: Path) -> list[Installation]:
    """All installations below a folder, by name."""
    found = [Installation(top, path.name) for path in sorted(top.iterdir())] if top.is_dir() else []
    return [one for one in found if not one.name.startswith(".") and (one.final / receipts.NAME).is_file()]
