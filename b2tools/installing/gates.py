# SPDX-License-Identifier: LGPL-3.0-or-later
"""The links of a release to what its machine and its site have: Python's headers and library, the externals."""
from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

from b2tools import errors
from b2tools.places import receipts
from b2tools.places.receipts import Receipt
from b2tools.versions import ExternalsVersion


def make(staging: Path, receipt: Receipt) -> None:
    """Make those links, which an archive does not bring; raises `BadReceipt` if a release does not say what it stands on."""
    for path, said in receipt.links.items():
        placeholder = receipts.portable(path, said)
        if receipts.GATE.fullmatch(path) and placeholder in receipts.LOCAL:
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).symlink_to(_target(staging, placeholder, receipt))


def _target(staging: Path, placeholder: str, receipt: Receipt) -> Path:
    if placeholder == receipts.EXTERNALS:
        return _externals(staging, receipt)
    return _headers() if placeholder == receipts.PYTHON_INCLUDE else _library()


def _externals(staging: Path, receipt: Receipt) -> Path:
    """From `releases/NAME/lib/ARCH/OPTION` to the externals beside `releases`, so that both can be moved together."""
    version = receipt.inputs.get("externals", "")
    if not ExternalsVersion.matches(version):
        raise errors.BadReceipt(path=staging / receipts.NAME, reason=f"its externals are {version!r}")
    return Path("../../../../../externals", version, receipt.platform)


def _headers() -> Path:
    return Path(sysconfig.get_config_var("INCLUDEPY"))


def _library() -> Path:
    """The folder of Python's shared library, which may be the system's own folder for several architectures."""
    settings = sysconfig.get_config_vars()
    usual = Path(settings.get("LIBDIR") or f"{sys.base_prefix}/lib")
    folders = [usual, usual / (settings.get("MULTIARCH") or ""), Path(settings.get("LIBPL") or usual)]
    return next((folder for folder in folders if (folder / (settings.get("INSTSONAME") or "-")).exists()), usual)
