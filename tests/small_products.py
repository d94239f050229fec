# SPDX-License-Identifier: LGPL-3.0-or-later
"""Real programs, libraries and CMake packages made for tests of relocation by the system's compiler."""
from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path


def write(top: Path, texts: Mapping[str, str], mode: int = 0o644) -> None:
    """Write files below a folder."""
    for name, text in texts.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)


def gcc(*words: str | Path, language: str = "c") -> None:
    """Run the C compiler, which must succeed."""
    done = subprocess.run(["gcc", "-x", language, *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr


def library(prefix: Path, name: str, text: str, *flags: str, folder: str = "lib") -> Path:
    """A shared library from C source."""
    (prefix / folder).mkdir(parents=True, exist_ok=True)
    source = prefix / f"{name}.c"
    source.write_text(text)
    target = prefix / folder / f"lib{name}.so"
    gcc(source, "-shared", "-fPIC", "-o", target, "-x", "none", *flags)
    source.unlink()
    return target


def program(prefix: Path, name: str, text: str, *flags: str) -> Path:
    """A program from C source in bin."""
    (prefix / "bin").mkdir(parents=True, exist_ok=True)
    source = prefix / f"{name}.c"
    source.write_text(text)
    target = prefix / "bin" / name
    gcc(source, "-o", target, "-x", "none", *flags)
    source.unlink()
    return target


def output(*words: str | Path, **more: object) -> str:
    """What a program says; it must succeed."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, stdin=subprocess.DEVNULL, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
