# SPDX-License-Identifier: LGPL-3.0-or-later
"""The one door to other programs."""
from __future__ import annotations

import errno
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TYPE_CHECKING

from b2tools import errors, guardians

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

_running: set[subprocess.Popen[bytes]] = set()


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
    import shutil  # the server's hook, which starts for every push, never asks
    found = shutil.which(program, path=path)
    if found is None:
        raise errors.ProgramMissing(program=program, purpose=purpose, advice=advice)
    return found


def become(program: str, words: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """Go on as another program, with the signals that Python ignores; a script that names no interpreter is one of sh."""
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored, signal.SIG_DFL)
    try:
        os.execve(program, list(words), env)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
        os.execve("/bin/sh", ["sh", program, *words[1:]], env)


def run(command: Sequence[str | os.PathLike[str]], *, cwd: Path | None = None, env: Mapping[str, str] | None = None,
        stdin: bytes | None = None, timeout: float | None = None, check: bool = True, purpose: str = "this",
        on_line: Callable[[str], None] | None = None, mark: str = "") -> Result:
    """Run a program to its end in a process group of its own.

    `env` replaces the whole environment. With `on_line`, standard output and error are merged and each line is passed on
    while it comes. With `mark` (NAME=VALUE, unique) nothing that it started outlives it, wherever it went.
    Raises `ProgramMissing`, `TimedOut`, and with `check` `ProgramFailed` (the last 40 lines of its output are in the sentence).
    """
    words = [os.fspath(word) for word in command]
    _log("run", words)
    if mark and env is not None:
        env = {**env, mark.partition("=")[0]: mark.partition("=")[2]}
    try:
        child = subprocess.Popen(words, executable=_elsewhere(words[0], env), cwd=cwd,
                                 env=None if env is None else dict(env), start_new_session=True,
                                 stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE, stdout=subprocess.PIPE,
                                 pass_fds=guardians.inherited(), stderr=subprocess.STDOUT if on_line else subprocess.PIPE)
    except FileNotFoundError:
        if cwd is not None and not Path(cwd).is_dir():
            raise
        raise errors.ProgramMissing(program=words[0], purpose=purpose, advice="Install it and try again.") from None
    _running.add(child)
    guardians.begun(child.pid, True)
    try:
        result = _follow(child, on_line, timeout, mark) if on_line else _collect(child, stdin, timeout)
    except subprocess.TimeoutExpired:
        _stop(child)
        raise errors.TimedOut(command=shlex.join(words), seconds=timeout) from None
    except BaseException:
        _stop(child)
        raise
    finally:
        guardians.ended(child.pid, True)
        _running.discard(child)
        kill_marked(mark)
    if check and result.returncode:
        raise failure(words, result, cwd)
    return result


def stop_all() -> None:
    """Kill what other threads run, with everything that it started, so that they come to their end."""
    for child in tuple(_running):
        _kill(child)


def kill_marked(mark: str) -> None:
    """Kill all processes that carry NAME=VALUE in their environment, also those that left their group, until none is left."""
    entry = b"\0" + mark.encode() + b"\0"
    while mark:
        found = [int(name) for name in os.listdir("/proc") if name.isdigit() and entry in _environment(name)]
        for number in found:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if not found:
            break


def _environment(process: str) -> bytes:
    try:
        with open(f"/proc/{process}/environ", "rb") as file:
            return b"\0" + file.read()
    except OSError:
        return b""


@contextmanager
def pool(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that run programs: an interruption drops what waits and kills what runs, instead of waiting for all of it."""
    import threading
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as threads:
        try:
            yield threads
        except KeyboardInterrupt:
            closing = threading.Thread(target=threads.shutdown, kwargs={"cancel_futures": True})
            closing.start()
            while closing.is_alive():
                stop_all()
                closing.join(0.1)
            raise


def start(command: Sequence[str | os.PathLike[str]], *, cwd: Path | None = None, env: Mapping[str, str] | None = None,
          stdin: int = subprocess.DEVNULL, purpose: str = "this") -> subprocess.Popen[bytes]:
    """Start a program whose standard output is read while it runs (its standard error is dropped); whoever starts it ends it."""
    words = [os.fspath(word) for word in command]
    _log("start", words)
    try:
        return subprocess.Popen(words, executable=_elsewhere(words[0], env), cwd=cwd,
                                env=None if env is None else dict(env), stdin=stdin,
                                pass_fds=guardians.inherited(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        raise errors.ProgramMissing(program=words[0], purpose=purpose, advice="Install it and try again.") from None


def _elsewhere(program: str, env: Mapping[str, str] | None) -> str | None:
    """Absolute path of a program where PATH has relative folders: none comes from where somebody happens to be."""
    path = os.get_exec_path(env)
    if "/" in program or all(folder.startswith("/") for folder in path):
        return None
    found = (f"{folder}/{program}" for folder in path if folder.startswith("/"))
    return next((place for place in found if os.path.isfile(place) and os.access(place, os.X_OK)), f"/{program}")


def _log(what: str, words: Sequence[str]) -> None:
    # whoever listens has loaded the module already; the server's hook starts faster without it
    if "logging" in sys.modules:
        sys.modules["logging"].getLogger("b2tools").debug("%s %s", what, shlex.join(words))


def failure(words: Sequence[str], result: Result, cwd: Path | None = None) -> errors.ProgramFailed:
    """The error for a program that failed, with the end of what it said."""
    output = (result.stdout + result.stderr).decode("utf-8", "replace").strip().splitlines()[-40:]
    return errors.ProgramFailed(command=shlex.join(words), returncode=result.returncode,
                                where=f" in {cwd}" if cwd else "", output="\n".join(output))


def _collect(child: subprocess.Popen[bytes], stdin: bytes | None, timeout: float | None) -> Result:
    stdout, stderr = child.communicate(stdin, timeout)
    return Result(child.returncode, stdout, stderr or b"")


def _follow(child: subprocess.Popen[bytes], on_line: Callable[[str], None], timeout: float | None, mark: str) -> Result:
    import threading
    late = threading.Event()
    ended = threading.Event()

    def watch() -> None:
        # whoever inherited the pipe keeps it open: reading ends only when all of them are gone
        end = None if timeout is None else time.monotonic() + timeout
        while not ended.wait(0.1 if mark else timeout):
            over = end is not None and time.monotonic() >= end
            if over:
                late.set()
                _kill(child)
            if mark and child.poll() is not None:
                kill_marked(mark)
            if over and not mark:
                break

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    lines = []
    try:
        with child.stdout:
            for line in child.stdout:
                lines.append(line)
                on_line(line.decode("utf-8", "replace").rstrip("\n"))
        child.wait()
    finally:
        ended.set()
    watcher.join()
    if late.is_set():
        raise subprocess.TimeoutExpired(child.args, timeout)
    return Result(child.returncode, b"".join(lines), b"")


def _kill(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _stop(child: subprocess.Popen[bytes]) -> None:
    _kill(child)
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe:
            pipe.close()
