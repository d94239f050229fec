# SPDX-License-Identifier: LGPL-3.0-or-later
"""Install a wheel (PyPA binary distribution format 1.0) into a prefix that can be moved."""
from __future__ import annotations

import configparser
import re
from pathlib import Path

from b2tools import errors
from b2tools.unpacking import archives

LAUNCHER = """#!/bin/sh
''':'
here=${{0%/*}}
if [ -h "$0" ]; then here=$(readlink -f -- "$0") && here=${{here%/*}}; fi
exec "$here/python3" "$0" "$@"
'''
import os
import sys
packages = os.path.normpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "lib", "{python}", "site-packages"))
if not sys.flags.safe_path:
    del sys.path[0]
if packages not in sys.path:
    sys.path.insert(0, packages)
from {module} import {first}
sys.exit({function}())
"""


def install(wheel: Path, name: str, prefix: Path, series: str) -> None:
    """Unpack the wheel `name` below `prefix` for Python `series` ("3.11") and make launchers for its programs."""
    packages = f"lib/python{series}/site-packages"
    data = "-".join(name.split("-")[:2]) + ".data"
    schemes = {"purelib": packages, "platlib": packages, "data": ".", "scripts": "bin",
               "headers": f"include/python{series}/{name.split('-')[0]}"}

    def place(member: str) -> str | None:
        parts = member.split("/")
        if "__pycache__" in parts:
            return None
        if parts[0] != data:
            return f"{packages}/{member}"
        if len(parts) > 1 and parts[1] not in schemes:
            raise errors.BadArchive(archive=name, reason=f"it holds {member}, a kind of data that wheels do not have")
        if len(parts) < 3:
            return None
        return "/".join([schemes[parts[1]], *parts[2:]])

    archives.unpack(wheel, prefix, place, name)
    try:
        _finish(prefix, packages, series)
    except (configparser.Error, UnicodeError, FileExistsError, IsADirectoryError, NotADirectoryError) as error:
        raise errors.BadArchive(archive=name, reason=" ".join(str(error).split())) from error


def _finish(prefix: Path, packages: str, series: str) -> None:
    _relocate_scripts(prefix / "bin")
    for information in (prefix / packages).glob("*.dist-info"):
        _replace(information / "INSTALLER", b"b2tools\n", 0o644)
        if (information / "entry_points.txt").is_file():
            _launchers(information / "entry_points.txt", prefix / "bin", series)


def _launchers(entry_points: Path, folder: Path, series: str) -> None:
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str
    parser.read_string(entry_points.read_text(encoding="utf-8"))
    for name, target in parser.items("console_scripts") if parser.has_section("console_scripts") else ():
        match = re.fullmatch(r"\s*([\w.]+)\s*:\s*([\w.]+)\s*(\[.*\])?\s*", target)
        if not match or not name or "/" in name or name.startswith("."):
            raise errors.BadArchive(archive=entry_points.parent.name, reason=f"its program {name} = {target} is no module:function")
        first = match[2].split(".")[0]
        text = LAUNCHER.format(python=f"python{series}", module=match[1], first=first, function=match[2])
        _replace(folder / name, text.encode())


def _relocate_scripts(folder: Path) -> None:
    """Let scripts that ask for `#!python` find the interpreter beside them."""
    for script in (path for path in folder.glob("*") if not path.is_symlink()):
        content = script.read_bytes()
        script.chmod(0o755)
        if content.startswith(b"#!python"):
            head = LAUNCHER.partition("import os\n")[0]
            _replace(script, head.format().encode() + content.partition(b"\n")[2])


def _replace(path: Path, content: bytes, mode: int = 0o755) -> None:
    """Write a file instead of the one or the link that an archive put there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
