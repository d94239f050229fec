# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the client's hook says about the message of a commit."""
from __future__ import annotations

from collections.abc import Callable

SUBJECT = 72
SCISSORS = "------------------------ >8 ------------------------"


def commit_msg(file: str, tell: Callable[[str], object]) -> int:
    """Exit code of the hook: 1 if the first line of the message is empty; advice about its length and the line after it."""
    lines = _own_lines(file)
    if not any(line.strip() for line in lines):
        return 0
    if not lines[0].strip():
        tell("refused: the first line of the message is empty. Start with one line that says what changes for whom.\n")
        return 1
    if len(lines[0]) > SUBJECT:
        tell(f"advice: the first line of the message has {len(lines[0])} characters; with at most {SUBJECT} it is shown whole.\n")
    if len(lines) > 1 and lines[1].strip():
        tell("advice: leave the second line of the message empty, so that the first one stands alone.\n")
    return 0


def _own_lines(file: str) -> list[str]:
    with open(file, encoding="utf-8", errors="replace") as message:
        text = message.read().split(SCISSORS)[0]
    return [line for line in text.split("\n") if not line.startswith("#")]
