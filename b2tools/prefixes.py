# SPDX-License-Identifier: LGPL-3.0-or-later
"""The prefix of one version of the externals: products merged into bin, lib, include and share, with an interpreter, checked."""
from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from b2tools import errors, files, process
from b2tools.manifests import Manifest, Package

FOLDERS = ("bin", "lib", "include", "share")
OPTIONS = ("common", "opt", "debug")


def assemble(manifest: Manifest, products: Mapping[str, Path], folder: Path) -> None:
    """Merge products into `folder`/{common,opt,debug} by hard links, from nothing, and link the interpreter."""
    files.remove(folder)
    with files.explained(folder):
        for option in OPTIONS:
            for name in FOLDERS:
                (folder / option / name).mkdir(parents=True)
        owners: dict[Path, str] = {}
        for package in manifest.packages:
            if package.name in products:
                _merge(products[package.name], folder / package.option, package.name, owners, manifest.path)
        interpreter = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
        for name in ("python", "python3", f"python{manifest.python}"):
            (folder / "common" / "bin" / name).symlink_to(interpreter)


def _merge(product: Path, target: Path, name: str, owners: dict[Path, str], manifest: Path) -> None:
    pending = [""]
    while pending:
        place = pending.pop()
        (target / place).mkdir(parents=True, exist_ok=True)
        with os.scandir(product / place) as entries:
            for entry in entries:
                path = os.path.join(place, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                elif os.path.lexists(target / path):
                    _refuse_clash(product / path, target / path, path, (owners[target / path], name), manifest)
                else:
                    _link(product / path, target / path)
                    owners[target / path] = name


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.EXDEV):
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def _refuse_clash(source: Path, target: Path, path: str, owners: tuple[str, str], manifest: Path) -> None:
    if source.is_symlink() or target.is_symlink() or not source.is_file() or source.read_bytes() != target.read_bytes():
        raise errors.Clash(first=owners[0], second=owners[1], path=path, manifest=manifest)


def environment(tables: Mapping[str, Mapping[str, object]], prefix: Path, arch: str, option: str = "opt") -> dict[str, str]:
    """Variables that `[environment]` tables set for a prefix on their own, lists joined."""
    words = {"prefix": str(prefix), "common": str(prefix / arch / "common"), "option": str(prefix / arch / option),
             "subdir": f"{arch}/{option}"}
    values = {name: str(value).format_map(words) for name, value in tables.get("set", {}).items()}
    return values | {name: ":".join(str(one).format_map(words) for one in many) for name, many in tables.get("prepend", {}).items()}


def check(manifest: Manifest, packages: list[Package], prefix: Path, arch: str, clean: Mapping[str, str], jobs: int) -> None:
    """Run each package's own check command, which finds the common folder in $PREFIX; raises the first `CheckFailed`.

    HOME is an empty folder, so that nobody's settings and caches decide."""
    values = environment(manifest.environment, prefix, arch)
    with tempfile.TemporaryDirectory(dir=prefix, prefix=".check-") as home:
        values |= {"PREFIX": str(prefix / arch / "common"), "HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1",
                   "PYTHONWARNINGS": "ignore"}
        values["PATH"] = ":".join(part for part in (values.get("PATH"), clean.get("PATH", os.defpath)) if part)

        def run(package: Package) -> None:
            result = process.run(["sh", "-c", package.check], cwd=Path(home), env=dict(clean) | values, check=False, timeout=300)
            if result.returncode:
                output = (result.stdout + result.stderr).decode("utf-8", "replace").strip().splitlines()[-20:]
                raise errors.CheckFailed(name=package.name, command=package.check, returncode=result.returncode,
                                         output="\n".join(output))

        with process.pool(jobs) as pool:
            list(pool.map(run, (package for package in packages if package.check)))
