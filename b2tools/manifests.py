# SPDX-License-Identifier: LGPL-3.0-or-later
"""Externals manifests: which third-party files make one version of the externals, and how (docs/formats.md has the grammar)."""
from __future__ import annotations

import graphlib
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import errors, manifest_schema
from b2tools.versions import ExternalsVersion

PATCHES = "patches"


@dataclass(frozen=True)
class SourceFile:
    """One file to fetch: its name, SHA-256, size in bytes and the URLs that serve it, in order of preference."""

    name: str
    sha256: str
    size: int
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """One third-party package and how it becomes part of the prefix."""

    name: str
    version: str
    licence: str
    purpose: str
    kind: str
    files: tuple[SourceFile, ...] = ()
    requires: tuple[str, ...] = ()
    option: str = "common"
    optional: bool = False
    programs: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    check: str = ""


@dataclass(frozen=True)
class Manifest:
    """One version of the externals: Python series that it is made for, installed size in bytes, hash of manifest and patches."""

    path: Path
    version: str
    python: str
    size: int
    environment: Mapping[str, Mapping[str, object]]
    packages: tuple[Package, ...]
    digest: str

    def in_order(self) -> list[Package]:
        """The packages such that each comes after those it requires."""
        named = {package.name: package for package in self.packages}
        sorter = graphlib.TopologicalSorter({package.name: package.requires for package in self.packages})
        return [named[name] for name in sorter.static_order()]

    def files(self) -> list[SourceFile]:
        """Every file of every package, each once."""
        return list({file.sha256: file for package in self.packages for file in package.files}.values())


def read(path: Path) -> Manifest:
    """Read a manifest; raises `BadManifest` with all its mistakes and their lines."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
        data = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise errors.BadManifest(path=path, mistakes=f"  {error}") from None
    mistakes = manifest_schema.mistakes(data, text)
    if not mistakes:
        mistakes = _wrong_requires(data) + _missing_patches(data, path.parent / PATCHES)
    if mistakes:
        raise errors.BadManifest(path=path, mistakes="\n".join(f"  {mistake}" for mistake in mistakes))
    digest = hashlib.sha256(content)
    for name in _patches(data):
        digest.update((path.parent / PATCHES / name).read_bytes())
    return _build(path, data, digest.hexdigest())


def _patches(data: Mapping) -> list[str]:
    return [name for package in data["package"] for name in package.get("patches", [])]


def _missing_patches(data: Mapping, folder: Path) -> list[str]:
    return [f"the patch {name} is not in {folder}" for name in _patches(data) if not (folder / name).is_file()]


def _wrong_requires(data: Mapping) -> list[str]:
    names = [package["name"] for package in data["package"]]
    mistakes = [f"package {name} is listed twice" for name in sorted({name for name in names if names.count(name) > 1})]
    for package in data["package"]:
        mistakes += [f"package {package['name']} requires {wanted}, which is not listed. {errors.near(wanted, names)}"
                     for wanted in package.get("requires", []) if wanted not in names]
    if not mistakes:
        try:
            graphlib.TopologicalSorter({one["name"]: one.get("requires", []) for one in data["package"]}).prepare()
        except graphlib.CycleError as error:
            mistakes.append("packages require each other in a circle: " + " -> ".join(error.args[1]))
    return mistakes


def _build(path: Path, data: Mapping, digest: str) -> Manifest:
    environment = {kind: data.get("environment", {}).get(kind, {}) for kind in ("set", "prepend")}
    return Manifest(path, data["version"], data["python"], data["size"], environment,
                    tuple(package_from(table) for table in data["package"]), digest)


def package_from(table: Mapping) -> Package:
    """A package from its checked table."""
    lists = {key: tuple(table.get(key, ())) for key in ("requires", "programs", "patches", "build")}
    files = tuple(SourceFile(one["name"], one["sha256"], one["size"], tuple(one["urls"])) for one in table.get("files", ()))
    texts = {key: table[key] for key in ("name", "version", "licence", "purpose", "kind")}
    return Package(**texts, **lists, files=files, option=table.get("option", "common"), optional=table.get("optional", False),
                   links=dict(table.get("links", {})), check=table.get("check", ""))


def names(folder: Path) -> list[str]:
    """The versions that have a manifest in a folder, oldest first."""
    return sorted((path.stem for path in folder.glob("v*.toml") if ExternalsVersion.matches(path.stem)), key=ExternalsVersion.parse)


def find(folder: Path, version: str) -> Manifest:
    """The manifest of a version; raises `UnknownExternals` with near names."""
    known = names(folder)
    if version not in known:
        raise errors.UnknownExternals(version=version, near=errors.near(version, known))
    return read(folder / f"{version}.toml")
