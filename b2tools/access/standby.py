# SPDX-License-Identifier: LGPL-3.0-or-later
"""Loads the engine while git receives a push, and decides when the hook asks, so that nobody waits for Python to start.

The hook finds two pipes, REQUEST and ANSWER, and in VARIABLE a word that it ends its request with. Nobody but the server's own
processes knows the word: what a client writes cannot end a request early, and half a request is never decided. In PYTHON it finds
this interpreter: a hook that was given another one asks that one.
The answer is `allowed`, or `refused` and what to tell the pusher; anything else is an incident.
"""
from __future__ import annotations

import fcntl
import io
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from b2tools.access import limits
from b2tools.variables import QUARANTINE

# seconds for a client to send everything, and for git to end after the decision, which must not be kept for later
RECEIVING, ENDING = 3600, 30
REQUEST, ANSWER, VARIABLE, PYTHON = 8, 9, "B2_STANDBY", "B2_STANDBY_PYTHON"


def serve(repository: Path, command: Sequence[str], environment: Mapping[str, str], seconds: int = 60) -> int:
    """Run git with at most `seconds` of the processor for each process, decide about what it receives, return its exit code."""
    word = os.urandom(16).hex()
    # above the two numbers that the hook knows
    questions, asks, answers, tells = (_high(end) for pipe in (os.pipe(), os.pipe()) for end in pipe)
    child = os.fork()
    if child == 0:
        try:
            # a group that can be ended as a whole
            os.setpgid(0, 0)
            limits.processor(seconds)
            os.dup2(asks, REQUEST)
            os.dup2(answers, ANSWER)
            os.execvpe(command[0], list(command), {**environment, VARIABLE: word, PYTHON: sys.executable})
        finally:
            os._exit(1)
    for end in (asks, answers):
        os.close(end)
    # the connection belongs to git alone
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    _end_after(RECEIVING, child)
    with open(tells, "wb") as reply:
        answer = _answer(questions, word, repository, environment)
        try:
            reply.write(answer.encode("utf-8", "backslashreplace"))
            reply.flush()
        except BrokenPipeError:
            # the hook is gone, and with it the push
            reply.raw.close()
    _end_after(ENDING, child)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.setitimer(signal.ITIMER_REAL, 0)
    if code == 0:
        _tidy(repository, environment)
    return code if code >= 0 else 128 - code


def _end_after(seconds: int, child: int) -> None:
    """End git and what it started if it takes longer, first so that it removes its locks."""
    how = iter((signal.SIGTERM,))

    def end(number, frame):
        try:
            os.killpg(child, next(how, signal.SIGKILL))
        except ProcessLookupError:
            return

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds, 5)


def _tidy(repository: Path, environment: Mapping[str, str]) -> None:
    """Let git pack the repository if it is time, without the limits of a push and without anybody waiting."""
    if os.fork() == 0:
        try:
            os.setsid()
            limits.no_memory_limit()
            os.execvpe("git", ["git", "--git-dir", str(repository), "gc", "--auto", "--quiet"], dict(environment))
        finally:
            os._exit(1)


def _high(end: int) -> int:
    moved = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(end)
    return moved


def _answer(questions: int, word: str, repository: Path, environment: Mapping[str, str]) -> str:
    """What the hook is told about its request; empty if it never asks."""
    from b2tools.access import push  # while git receives: this is what takes time
    request, end = bytearray(), f"{word}\n".encode()
    with open(questions, "rb", buffering=0) as file:
        while not request.endswith(end):
            if not (more := file.read(1 << 16)):
                return ""
            request += more
    *quarantine, lines = bytes(request.removesuffix(end)).split(b"\0", len(QUARANTINE))
    if not lines:
        return "the hook asked about nothing"
    places = {name: os.fsdecode(value) for name, value in zip(QUARANTINE, quarantine, strict=True) if value}
    said: list[str] = []
    code = push.pre_receive(repository, {**environment, **places}, io.BytesIO(lines), said.append)
    return "".join(["refused\n", *said]) if code else "allowed"
