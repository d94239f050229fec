# SPDX-License-Identifier: LGPL-3.0-or-later
"""What an install starts does not outlive it: programs hold its lock as well, and a small shell kills them when it is gone.

The shell reads from a pipe which programs run; the pipe ends when this process does, however it ends.
"""
from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

SCRIPT = r"""
watched=' '
while read -r sign what; do
    case $sign$watched in
        +*) watched="$watched$what " ;;
        -*" $what "*) watched="${watched%% $what *} ${watched#* $what }" ;;
    esac
done
[ "$watched" = ' ' ] || kill -s KILL -- $watched
"""

_handles: list[int] = []
_guardian: subprocess.Popen[bytes] | None = None


@contextmanager
def guarding(handle: int) -> Iterator[None]:
    """While the body runs, every program that is started inherits the open file of a lock and dies with this process."""
    global _guardian
    if _guardian is None:
        _guardian = subprocess.Popen(["sh", "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL, cwd="/", start_new_session=True, bufsize=0)
    _handles.append(handle)
    try:
        yield
    finally:
        _handles.remove(handle)
        if not _handles:
            ended, _guardian = _guardian, None
            ended.stdin.close()
            ended.wait()


def inherited() -> tuple[int, ...]:
    """Open files that a program which is started now has to inherit."""
    return tuple(_handles)


def begun(child: int, whole_group: bool) -> None:
    """Tell that a program, or a process group of that number, runs."""
    _tell("+", child, whole_group)


def ended(child: int, whole_group: bool) -> None:
    """Tell that it has ended."""
    _tell("-", child, whole_group)


def _tell(sign: str, child: int, whole_group: bool) -> None:
    guardian = _guardian
    if guardian is not None:
        try:
            guardian.stdin.write(f"{sign} {'-' if whole_group else ''}{child}\n".encode())
        except (BrokenPipeError, ValueError):
            # somebody killed the guardian: the lock, which programs inherit, still keeps the next install waiting for them
            pass
