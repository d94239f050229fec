# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the rules look at: the files that git would take, by kind."""
import ast
import functools
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


@functools.cache
def tracked() -> tuple[str, ...]:
    """Names of all files that are or would be committed, relative to the top."""
    out = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         cwd=TOP, capture_output=True, check=True)
    names = out.stdout.decode().split("\0")
    return tuple(name for name in names if name and (TOP / name).is_file() and not (TOP / name).is_symlink())


def named(*endings: str, below: str = "") -> list[str]:
    """Tracked files with one of the endings below a folder."""
    return [name for name in tracked() if name.endswith(endings) and name.startswith(below)]


@functools.cache
def parsed(name: str) -> ast.Module:
    """Syntax tree of a Python file."""
    return ast.parse((TOP / name).read_text(), name)


def library() -> list[str]:
    """Python files of the library: everything in b2tools below the command line."""
    faces = ("b2tools/cli.py", "b2tools/console.py", "b2tools/options.py", "b2tools/quickstart_report.py", "b2tools/__main__.py")
    return [name for name in named(".py", below="b2tools/") if name not in faces and not name.startswith("b2tools/commands/")]
