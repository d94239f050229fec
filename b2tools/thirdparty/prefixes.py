# SPDX-License-Identifier: LGPL-3.0-or-later
"""The prefix of one version of the externals: products merged into bin, lib, include and share, with an interpreter, checked."""
from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from b2tools import errors, files, process
from b2tools.thirdparty.manifests import Manifest, Variant

FOLDERS = ("bin", "lib", "include", "share")
OPTIONS = ("common", "opt", "debug")


def assemble(manifest: Manifest, products: Mapping[Variant, Path], folder: Path) -> None:
    """Merge products into `folder`/{common,opt,debug} by hard links, from nothing, and link the interpreter."""
    files.remove(folder)
    with files.explained(folder):
        for option in OPTIONS:
            for name in FOLDERS:
                (folder / option / name).mkdir(parents=True)
        owners: dict[str, dict[Path, str]] = {option: {} for option in OPTIONS}
        position = {package.name: number for number, package in enumerate(manifest.packages)}
        for variant in sorted(products, key=lambda one: (position[one.package.name], one.option)):
            merge(products[variant], folder / variant.option, variant.label, owners[variant.option], manifest.path)
        link_interpreter(folder / "common", manifest.python, interpreter())


def interpreter() -> Path:
    """The interpreter that externals are made with and for: the one below all virtual environments."""
    return Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def link_interpreter(common: Path, series: str, target: Path) -> None:
    """Let a common folder have its Python."""
    (common / "bin").mkdir(parents=True, exist_ok=True)
    for name in ("python", "python3", f"python{series}"):
        (common / "bin" / name).symlink_to(target)


def merge(product: Path, target: Path, name: str, owners: dict[Path, str], manifest: Path) -> None:
    """Add a product's files to `target` by hard links; `owners` remembers whose they are. Raises `Clash`."""
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


def check(manifest: Manifest, variants: Iterable[Variant], prefix: Path, arch: str, clean: Mapping[str, str],
          jobs: int) -> None:
    """Run each package's own check command, which finds in $PREFIX the folder that it became part of; raises `CheckFailed`.

    HOME is an empty folder, so that nobody's settings and caches decide."""
    with tempfile.TemporaryDirectory(dir=prefix, prefix=".check-") as home:
        def run(variant: Variant) -> None:
            option = "opt" if variant.option == "common" else variant.option
            values = environment(manifest.environment, prefix, arch, option)
            values |= {"PREFIX": str(prefix / arch / variant.option), "HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1",
                       "PYTHONWARNINGS": "ignore"}
            values["PATH"] = ":".join(part for part in (values.get("PATH"), clean.get("PATH", os.defpath)) if part)
            place = Path(tempfile.mkdtemp(dir=home))
            command = variant.package.check
            result = process.run(["sh", "-c", command], cwd=place, env=dict(clean) | values, check=False, timeout=300)
            if result.returncode:
                output = (result.stdout + result.stderr).decode("utf-8", "replace").strip().splitlines()[-20:]
                raise errors.CheckFailed(name=variant.label, command=command, returncode=result.returncode,
                                         output="\n".join(output))

        with process.pool(jobs) as pool:
            list(pool.map(run, (one for one in variants if one.package.check)))
