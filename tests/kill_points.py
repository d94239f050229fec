# SPDX-License-Identifier: LGPL-3.0-or-later
"""Kill -9 at chosen points of a program: after its Nth system call of some kinds, by strace, or after some time.

The program writes what it is at to the file `stage`, so that a test can say which stage a kill has hit.
"""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import TOP
from tests.programs import require

CALLS = ("openat,rename,renameat2,link,linkat,unlink,unlinkat,mkdir,rmdir,symlink,symlinkat,chmod,fchmod,fchmodat,chown,fchown,"
         "ftruncate,pwrite64,fsync,flock,vfork,clone,clone3,getdents64,wait4,close")

PREAMBLE = """
import os, sys
from pathlib import Path
STAGE = Path(sys.argv[1]).open("a", buffering=1)
def stage(what, done=0, total=0):
    STAGE.write(what + "\\n")
stage("started")
"""


@dataclass(frozen=True)
class Program:
    """Python code that can be killed; `folder` is for its notes, `words` are its arguments from `sys.argv[2]` on."""

    code: str
    folder: Path
    words: Sequence[object] = ()
    environment: Mapping[str, str] | None = None

    @property
    def command(self) -> list[str]:
        """The program as words."""
        return [sys.executable, "-c", PREAMBLE + self.code, str(self.folder / "stage"), *map(str, self.words)]

    def start(self) -> subprocess.Popen[bytes]:
        """Start it."""
        return self._start(self.command)

    def _start(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        (self.folder / "stage").unlink(missing_ok=True)
        environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        with open(self.folder / "output", "wb") as output:
            return subprocess.Popen(words, env=environment | dict(self.environment or {}), cwd=self.folder,
                                    stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                    start_new_session=True)

    @property
    def stage(self) -> str:
        """What the program said last that it was at."""
        path = self.folder / "stage"
        return path.read_text().splitlines()[-1] if path.is_file() and path.read_text() else "start"

    @property
    def output(self) -> str:
        """What the program said."""
        return (self.folder / "output").read_text(errors="replace")

    def run(self) -> float:
        """Run it to its end, which must be a good one; the seconds that it took."""
        started = time.monotonic()
        child = self.start()
        assert child.wait(120) == 0, self.output
        return time.monotonic() - started

    def calls(self) -> list[str]:
        """The system calls of its main thread, from the first one that opens a lock on (run it to its end)."""
        log = self.folder / "calls"
        child = self._start([require("strace"), "-qq", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log), *self.command])
        assert child.wait(120) == 0, self.output
        return log.read_text(errors="replace").splitlines()

    def kill_at(self, calls: Sequence[str], number: int) -> bool:
        """Kill it at the system call that had that number in an earlier run; whether it was killed (else it had ended)."""
        return self.stop_at(calls, number, signal.SIGKILL) == -signal.SIGKILL

    def stop_at(self, calls: Sequence[str], number: int, what: signal.Signals) -> int:
        """Send it a signal at the system call that had that number in an earlier run; its exit code."""
        names = [call.partition("(")[0] for call in calls]
        name = names[number - 1]
        # strace counts the calls of each kind by itself
        point = f"inject={name}:signal={what.name.removeprefix('SIG')}:when={names[:number].count(name)}"
        words = [require("strace"), "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e", "signal=none", "-e", point]
        return self._start([*words, *self.command]).wait(120)

    def kill_after(self, seconds: float) -> bool:
        """Kill it after some time; whether it was killed (else it had ended before)."""
        child = self.start()
        try:
            child.wait(seconds)
            return False
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return True


def spread(calls: Sequence[str], first: str, count: int) -> list[int]:
    """Numbers of `count` system calls, evenly spread from the first that names `first` to the last; every rename is among them."""
    start = next(number for number, call in enumerate(calls, 1) if first in call)
    step = (len(calls) - start) / count
    return sorted({start + int(step * index) for index in range(count)})


def renames(calls: Sequence[str], marks: Sequence[str]) -> list[int]:
    """Numbers of the system calls that rename something with one of the marks in its name, and of those right after them."""
    found = [number for number, call in enumerate(calls, 1) if call.startswith("rename") and any(mark in call for mark in marks)]
    return sorted({one for number in found for one in (number, number + 1)} & set(range(1, len(calls) + 1)))
