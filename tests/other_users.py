# SPDX-License-Identifier: LGPL-3.0-or-later
"""Python run as other users, by number, and as members of a real group: only root can, as in the container of the tests."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import TOP

GROUP = "users"
COMMAND = "import sys; from b2tools import cli; sys.exit(cli.main(sys.argv[2:], sys.argv[1]))"
ANNA, BERT, CARL = 54001, 54002, 54003


def open_to_all(path: Path) -> bool:
    """Whether other users can enter a folder, links followed."""
    real = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (real, *real.parents))


def interpreter() -> tuple[str, str]:
    """A Python that other users can start, and its PYTHONPATH with everything that the tests have."""
    if open_to_all(Path(sys.executable)):
        return sys.executable, str(TOP)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for place in (f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        if os.access(place, os.X_OK):
            return place, f"{TOP}:{sysconfig.get_path('purelib')}"
    (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)(
        f"other users cannot start {sys.executable}, and there is no other Python {version}")


@dataclass(frozen=True)
class Place:
    """A folder that every user can reach, which pytest's own are not."""

    folder: Path

    def start(self, user: int, code: str, *arguments: object, groups: tuple[int, ...] = (), umask: int = 0o022, **more: str):
        """Start Python code as a user with further groups; standard output and errors are one text."""
        home = self.folder / f"home {user}"
        if not home.exists():
            home.mkdir()
            os.chown(home, user, user)
        python, path = interpreter()
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONPATH": path,
                       "PYTHONDONTWRITEBYTECODE": "1"} | more
        return subprocess.Popen([python, "-c", code, *map(str, arguments)], env=environment, cwd="/", text=True,
                                user=user, group=user, extra_groups=groups, umask=umask, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, user: int, code: str, *arguments: object, **more: object) -> str:
        """What Python code run as a user says."""
        return self.start(user, code, *arguments, **more).communicate(timeout=120)[0]

    def command(self, user: int, program: str, *words: object, **more: object) -> tuple[int, str]:
        """Exit code and output of one of the project's commands run as a user."""
        child = self.start(user, COMMAND, program, *words, **more)
        said = child.communicate(timeout=120)[0]
        return child.returncode, said


@pytest.fixture
def everywhere() -> Iterator[Place]:
    """A folder of root below /tmp that every user can read."""
    if os.getuid() != 0:
        (pytest.fail if os.environ.get("B2_REQUIRE_ALL") == "1" else pytest.skip)("only root can be other users")
    folder = Path(tempfile.mkdtemp(prefix="b2 users ", dir="/tmp"))
    folder.chmod(0o755)
    yield Place(folder)
    shutil.rmtree(folder)
