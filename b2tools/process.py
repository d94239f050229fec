# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door to other programs."""
from __future__ import annotations

import logging
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors

log = logging.getLogger("b2tools")


@dataclass(frozen=True)
class Result:
    """What a program left: exit code, standard output and standard error as bytes."""

    returncode: int
    stdout: bytes
    stderr: bytes

    @property
    def text(self) -> str:
        """Standard output as text; undecodable bytes survive as surrogates."""
        return self.stdout.decode("utf-8", "surrogateescape")


def which(program: str, purpose: str, advice: str = "", path: str | None = None) -> str:
    """Absolute path of a program; raises `ProgramMissing` with purpose and advice."""
    found = shutil.which(program, path=path)
    if found is None:
        raise errors.ProgramMissing(program=program, purpose=purpose, advice=advice)
    return found


def run(command: Sequence[str | os.PathLike[str]], *, cwd: Path | None = None, env: Mapping[str, str] | None = None,
        stdin: bytes | None = None, timeout: float | None = None, check: bool = True, purpose: str = "this",
        on_line: Callable[[str], None] | None = None) -> Result:
    """Run a program to its end in a process group of its own.

    `env` replaces the whole environment. With `on_line`, standard output and error are merged and each line is passed on
    while it comes.
    Raises `ProgramMissing`, `TimedOut`, and with `check` `ProgramFailed` (the last 40 lines of its output are in the sentence).
    """
    words = [os.fspath(word) for word in command]
    log.debug("run %s", shlex.join(words))
    try:
        child = subprocess.Popen(words, cwd=cwd, env=None if env is None else dict(env), start_new_session=True,
                                 stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT if on_line else subprocess.PIPE)
    except FileNotFoundError:
        if cwd is not None and not Path(cwd).is_dir():
            raise
        raise errors.ProgramMissing(program=words[0], purpose=purpose, advice="Install it and try again.") from None
    try:
        result = _follow(child, on_line) if on_line else _collect(child, stdin, timeout)
    except subprocess.TimeoutExpired:
        _stop(child)
        raise errors.TimedOut(command=shlex.join(words), seconds=timeout) from None
    except BaseException:
        _stop(child)
        raise
    if check and result.returncode:
        raise failure(words, result, cwd)
    return result


def start(command: Sequence[str | os.PathLike[str]], *, cwd: Path | None = None, env: Mapping[str, str] | None = None,
          stdin: int = subprocess.DEVNULL, purpose: str = "this") -> subprocess.Popen[bytes]:
    """Start a program whose standard output is read while it runs (its standard error is dropped); whoever starts it ends it."""
    words = [os.fspath(word) for word in command]
    log.debug("start %s", shlex.join(words))
    try:
        return subprocess.Popen(words, cwd=cwd, env=None if env is None else dict(env), stdin=stdin,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        raise errors.ProgramMissing(program=words[0], purpose=purpose, advice="Install it and try again.") from None


def failure(words: Sequence[str], result: Result, cwd: Path | None = None) -> errors.ProgramFailed:
    """The error for a program that failed, with the end of what it said."""
    output = (result.stdout + result.stderr).decode("utf-8", "replace").strip().splitlines()[-40:]
    return errors.ProgramFailed(command=shlex.join(words), returncode=result.returncode,
                                where=f" in {cwd}" if cwd else "", output="\n".join(output))


def _collect(child: subprocess.Popen[bytes], stdin: bytes | None, timeout: float | None) -> Result:
    stdout, stderr = child.communicate(stdin, timeout)
    return Result(child.returncode, stdout, stderr or b"")


def _follow(child: subprocess.Popen[bytes], on_line: Callable[[str], None]) -> Result:
    lines = []
    with child.stdout:
        for line in child.stdout:
            lines.append(line)
            on_line(line.decode("utf-8", "replace").rstrip("\n"))
    return Result(child.wait(), b"".join(lines), b"")


def _stop(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe:
            pipe.close()
