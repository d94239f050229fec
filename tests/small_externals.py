# SPDX-License-Identifier: LGPL-3.0-or-later
"""Tiny wheels, source archives, Debian packages and manifests for tests of installation."""
from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from b2tools.places.installations import Means
from b2tools.thirdparty import manifests
from b2tools.thirdparty.pins import render


def wheel(folder: Path, name: str, members: Mapping[str, str | bytes] | None = None, version: str = "1.0") -> Path:
    """A wheel with a module of its name that knows its version, a program that prints its arguments, and more members."""
    info = f"{name}-{version}.dist-info"
    content = {f"{name}.py": f"import sys\nVERSION = '{version}'\n\n\ndef main():\n    print('{name}', *sys.argv[1:])\n",
               f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
               f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
               f"{info}/entry_points.txt": f"[console_scripts]\nsay-{name} = {name}:main\n", f"{info}/RECORD": ""}
    path = folder / f"{name}-{version}-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as bundle:
        for member, text in (content | dict(members or {})).items():
            entry = zipfile.ZipInfo(member, (2026, 11, 21, 12, 0, 0))
            entry.external_attr = (0o755 if ".data/scripts/" in member else 0o644) << 16
            bundle.writestr(entry, text)
    return path


def tar(path: Path, members: Mapping[str, str | bytes | tarfile.TarInfo], mode: str = "w:xz") -> Path:
    """A tar archive of files by name, or of members made by hand."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, mode) as bundle:
        for name, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                bundle.addfile(content)
                continue
            data = content.encode() if isinstance(content, str) else content
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            bundle.addfile(entry, io.BytesIO(data))
    return path


def debian(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """A Debian package (ar archive) whose data holds these files."""
    data = tar(path.with_suffix(".data"), members).read_bytes()
    parts = {"debian-binary": b"2.0\n", "control.tar.xz": b"odd", "data.tar.xz": data}
    with open(path, "wb") as file:
        file.write(b"!<arch>\n")
        for name, content in parts.items():
            header = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n"
            file.write(header.encode() + content + b"\n" * (len(content) % 2))
    return path


def pinned(path: Path, *urls: str) -> dict[str, object]:
    """The table of a file in a manifest; without URLs it is fetched from where it lies."""
    content = path.read_bytes()
    table = {"name": path.name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return table | {"urls": list(urls) or [path.as_uri()]}


def package(name: str, path: Path | None, kind: str = "wheel", **more: object) -> dict[str, object]:
    """The table of a package in a manifest."""
    files = {"files": [pinned(path)]} if path else {}
    return {"name": name, "version": "1.0", "licence": "MIT", "purpose": "Test", "kind": kind} | files | more


def write_manifest(folder: Path, *packages: Mapping[str, object], python: str = "3.11", size: int = 1000) -> manifests.Manifest:
    """Write and read the manifest of externals v01-00-00."""
    environment = {"set": {"SMALL": "{common}"}, "prepend": {"PATH": ["{common}/bin"]}}
    data = {"format": 1, "version": "v01-00-00", "python": python, "size": size, "environment": environment, "package": packages}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "v01-00-00.toml").write_text(render(data))
    return manifests.find(folder, "v01-00-00")


def means(folder: Path, **more: object) -> Means:
    """What an installation in a test works with; downloads are kept in `folder`."""
    return Means(folder / "cache", dict(os.environ), **more)
