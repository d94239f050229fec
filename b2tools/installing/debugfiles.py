# SPDX-License-Identifier: LGPL-3.0-or-later
"""Debug information in files of its own: `.debug/NAME.debug` beside each library and program, where gdb looks for it."""
from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from b2tools import files, process
from b2tools.relocating import elf

FOLDER = ".debug"


def separate(tree: Path, folders: Iterable[str], jobs: int) -> int:
    """Move the debug information of all programs and libraries below some folders of a tree into files of its own; returns
    their number. Object files, which somebody may link again, only lose theirs."""
    objcopy = process.which("objcopy", "separating debug files", "Install binutils and try again.")
    found = [Path(path) / name for folder in folders for path, _, names in os.walk(tree / folder) for name in names
             if not path.endswith(f"/{FOLDER}")]
    found = sorted(path for path in found if not path.is_symlink() and _is_elf(path))

    def one(path: Path) -> bool:
        if elf.read(path) is None:
            process.run([objcopy, "--strip-debug", path], purpose="removing debug information")
            return False
        target = path.parent / FOLDER / f"{path.name}.debug"
        files.remove(target)
        target.parent.mkdir(exist_ok=True)
        process.run([objcopy, "--only-keep-debug", path.name, f"{FOLDER}/{target.name}"], cwd=path.parent)
        target.chmod(0o644)
        process.run([objcopy, "--strip-debug", f"--add-gnu-debuglink={FOLDER}/{target.name}", path.name], cwd=path.parent)
        return True

    with files.explained(tree), process.pool(jobs) as pool:
        return sum(pool.map(one, found))


def remove(tree: Path) -> None:
    """Remove the separated debug files of a tree."""
    with files.explained(tree):
        for path, folders, _ in os.walk(tree):
            if FOLDER in folders:
                folders.remove(FOLDER)
                files.remove(Path(path) / FOLDER)


def present(tree: Path) -> bool:
    """Whether a tree has separated debug files."""
    return any(FOLDER in folders for _, folders, _ in os.walk(tree))


def _is_elf(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(4) == elf.MAGIC
