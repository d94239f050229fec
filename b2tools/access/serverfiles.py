# SPDX-License-Identifier: LGPL-3.0-or-later
"""Where the server keeps what it knows, and how its files are read quickly: nothing here needs more than the start of Python."""
from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from b2tools import errors
from b2tools.variables import clean

ACCOUNTS, SETTINGS, CREATORS = "accounts.toml", "policy.toml", "b2-creators"
TOLD = "b2-published"
# after the name of an account, where git wants an address
MARK = "@account.b2"
PARSED = (1, sys.version)


def server_of(repository: Path) -> Path:
    """The server's folder: the nearest one above the repository with an `accounts.toml`."""
    for folder in repository.parents:
        if (folder / ACCOUNTS).is_file():
            return folder
    raise errors.BadServerFile(path=repository, mistakes=f"  no folder above it holds {ACCOUNTS}")


def sealed(environment: Mapping[str, str], repository: Path, keep: tuple[str, ...] = ()) -> dict[str, str]:
    """The environment for git on the server: nothing of the pusher's, no personal or system configuration."""
    return clean(environment, keep) | {"GIT_DIR": str(repository), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}


def edited(server: Path) -> str:
    """A mark of accounts and policy that changes with every edit."""
    facts = [os.stat(server / name) for name in (ACCOUNTS, SETTINGS)]
    return " ".join(f"{one.st_mtime_ns} {one.st_size} {one.st_ino}" for one in facts)


def is_told(server: Path, place: Path) -> bool:
    """Whether clients were told of the present accounts and policy in a repository, by the note beside its objects."""
    try:
        return (place / TOLD).read_text("utf-8") == edited(server)
    except FileNotFoundError:
        return False


def toml(path: Path) -> tuple[str, dict[str, object]]:
    """Text and content of a TOML file, which is parsed once and then remembered beside it; raises `BadServerFile`.

    A thousand accounts take 50 ms to parse, at every connection. What is remembered counts only together with exactly these bytes.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
        known = _remembered(path, content)
        if known is not None:
            return text, known
        import tomllib  # only for a file that changed
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise errors.BadServerFile(path=path, mistakes=f"  {error}") from error
    except ValueError as error:
        raise errors.BadServerFile(path=path, mistakes=f"  {error}") from error
    _remember(path, content, data)
    return text, data


def _place(path: Path) -> Path:
    return path.with_name(f".{path.name}.parsed")


def _remembered(path: Path, content: bytes) -> dict[str, object] | None:
    try:
        with open(_place(path), "rb") as file:
            facts = os.fstat(file.fileno())
            # what others could write is not even looked at
            if facts.st_uid != os.geteuid() or facts.st_mode & 0o022:
                return None
            mark, same, data = marshal.load(file)
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return data if (mark, same) == (PARSED, content) and isinstance(data, dict) else None


def _remember(path: Path, content: bytes, data: dict[str, object]) -> None:
    from b2tools import files  # only for a file that changed
    try:
        if path.stat().st_uid != os.geteuid():
            # an administrator who looks as another user leaves nothing behind
            return
        files.write(_place(path), marshal.dumps((PARSED, content, data)), 0o600, durable=False)
    except (OSError, ValueError, errors.B2Error):
        # dates cannot be remembered, and a server on a read-only disk is only slower
        return
