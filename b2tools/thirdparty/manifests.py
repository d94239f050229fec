# SPDX-License-Identifier: LGPL-3.0-or-later
"""Externals manifests: which third-party files make one version of the externals, and how (docs/formats.md has the grammar)."""
from __future__ import annotations

import graphlib
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from b2tools import config, errors
from b2tools.network.sourcefiles import SourceFile
from b2tools.thirdparty import manifest_schema
from b2tools.versions import ExternalsVersion

PATCHES = "patches"
TIME_LIMIT = 7200


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
    options: tuple[str, ...] = ("common",)
    optional: bool = False
    programs: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict, hash=False)
    check: str = ""
    time_limit: int = TIME_LIMIT
    folder: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """A package for one option: what is made once, in a folder of its own, and becomes part of PREFIX/ARCH/OPTION."""

    package: Package
    option: str

    @property
    def label(self) -> str:
        """Its name in messages and file names: with the option if the package has several."""
        return f"{self.package.name}-{self.option}" if len(self.package.options) > 1 else self.package.name


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

    def chosen(self, optional: Collection[str] = (), only: Iterable[str] = ()) -> list[Package]:
        """The packages to make, in order: all but optional ones that nobody asked for, with what these need; or `only` some
        with what they need. Raises `NoSuchExternal` for names that the manifest lacks."""
        named = {package.name: package for package in self.packages}
        for name in (*optional, *only):
            if name not in named:
                raise errors.NoSuchExternal(name=name, manifest=self.path, near=errors.near(name, named))
        wanted = list(only) or [one.name for one in self.packages if not one.optional or one.name in optional]
        needed: set[str] = set()
        while wanted:
            name = wanted.pop()
            if name not in needed:
                needed.add(name)
                wanted += named[name].requires
        return [package for package in self.in_order() if package.name in needed]

    def files(self) -> list[SourceFile]:
        """Every file of every package, each once."""
        return list({file.sha256: file for package in self.packages for file in package.files}.values())


def read(path: Path) -> Manifest:
    """Read a manifest; raises `BadManifest` with all its mistakes and their lines."""
    content = path.read_bytes()
    patches = path.parent / PATCHES
    document = config.parse(path, content, manifest_schema.SCHEMA, lambda data: manifest_schema.mistakes(data, patches),
                            errors.BadManifest)
    digest = hashlib.sha256(content)
    for name in (name for package in document.data["package"] for name in package.get("patches", [])):
        digest.update((patches / name).read_bytes())
    data = document.data
    environment = {kind: data.get("environment", {}).get(kind, {}) for kind in ("set", "prepend")}
    return Manifest(path, data["version"], data["python"], data["size"], environment,
                    tuple(package_from(table) for table in data["package"]), digest.hexdigest())


def package_from(table: Mapping) -> Package:
    """A package from its checked table."""
    lists = {key: tuple(table.get(key, ())) for key in ("requires", "programs", "patches", "build", "allowed")}
    files = tuple(SourceFile(one["name"], one["sha256"], one["size"], tuple(one["urls"])) for one in table.get("files", ()))
    texts = {key: table[key] for key in ("name", "version", "licence", "purpose", "kind")}
    return Package(**texts, **lists, files=files, options=manifest_schema.options(table), optional=table.get("optional", False),
                   links=dict(table.get("links", {})), check=table.get("check", ""),
                   time_limit=table.get("time_limit", TIME_LIMIT), folder=table.get("folder", ""))


def names(folder: Path) -> list[str]:
    """The versions that have a manifest in a folder, oldest first."""
    return sorted((path.stem for path in folder.glob("v*.toml") if ExternalsVersion.matches(path.stem)), key=ExternalsVersion.parse)


def find(folder: Path, version: str) -> Manifest:
    """The manifest of a version; raises `UnknownExternals` with near names."""
    known = names(folder)
    if version not in known:
        raise errors.UnknownExternals(version=version, near=errors.near(version, known))
    return read(folder / f"{version}.toml")
