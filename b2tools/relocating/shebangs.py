# SPDX-License-Identifier: LGPL-3.0-or-later
"""First lines of scripts that find their interpreter beside the script, however long or odd the path to both is.

The kernel reads 127 bytes of a first line (255 since 5.1), splits no quotes and knows no relative path. So the line asks env(1) to
split it (-S, coreutils 8.30), and a shell to find the folder of the script. It stays one line, so it is a comment for
every interpreter, and line numbers, docstrings and encoding marks of the script stay what they were.
"""
from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

LONGEST = 255
LINE = """#!/usr/bin/env -S sh -c 'd=$(readlink -f -- "$0");exec "${{d%/*}}"/{way}{arguments} "$0" "$@"'"""
# what installers of Python packages write if the path is long or holds a blank
LONG_FORM = re.compile(rb"#!/bin/sh\n'''exec' (\"[^\"\n]*\"|\S+)((?: -\S+)*) \"\$0\" \"\$@\"\n' '''\n")
PLAIN = re.compile(rb"[\w./+-]+")
SHELLS = {b"sh", b"bash", b"dash", b"ksh", b"zsh"}


def relocated(name: str, content: bytes, roots: Mapping[str, str]) -> bytes:
    """The script `name`, relative to the top of its tree, with a first line that can be moved; unchanged if it calls nothing
    below one of the prefixes (`roots` as for run paths)."""
    long_form = LONG_FORM.match(content)
    if long_form:
        return _replaced(name, content[long_form.end():], long_form[1].strip(b'"'), long_form[2].strip(), roots) or content
    if not content.startswith(b"#!"):
        return content
    first, _, rest = content.partition(b"\n")
    command = first[2:].strip()
    for prefix in roots:
        if command.startswith(os.fsencode(prefix) + b"/"):
            length = len(os.fsencode(prefix))
            program, _, arguments = command[length:].partition(b" ")
            return _replaced(name, rest, command[:length] + program, arguments.strip(), roots) or content
    return content


def plain_head(content: bytes, python: Path) -> bytes:
    """A script with a plain first line for what pip writes where the path is long or odd, and gets wrong where it holds a quote."""
    head, found, rest = content.partition(b"\n' '''\n")
    if found and head.startswith(b"#!/bin/sh\n'''exec' ") and os.fsencode(python.parent) in head:
        return b"#!" + os.fsencode(python) + b"\n" + rest
    return content


def _replaced(name: str, rest: bytes, program: bytes, arguments: bytes, roots: Mapping[str, str]) -> bytes | None:
    for prefix, root in roots.items():
        start = os.fsencode(prefix) + b"/"
        if program.startswith(start):
            target = os.path.normpath(os.path.join(root, os.fsdecode(program[len(start):])))
            way = os.path.relpath(target, os.path.dirname(name) or ".")
            # quotes cannot be nested in the line; a tree whose own names need them keeps its script, which is reported
            if not PLAIN.fullmatch(os.fsencode(way)) or not re.fullmatch(rb"[\w./=+, -]*", arguments):
                return None
            words = " " + shlex.quote(os.fsdecode(arguments)).replace("'", '"') if arguments else ""
            line = os.fsencode(LINE.format(way=way, arguments=words))
            return line + b"\n" + rest if len(line) <= LONGEST else None
    return None


def interpreter(content: bytes) -> bytes:
    """Name of the program that a script's first line calls, b"" if it is none."""
    if not content.startswith(b"#!"):
        return b""
    line = content.partition(b"\n")[0]
    ours = re.search(rb'exec "\$\{d%/\*\}"/([\w./+-]+)', line)
    if ours:
        return ours[1].rpartition(b"/")[2]
    words = line[2:].split()
    if words and words[0].endswith(b"/env"):
        words = [word for word in words[1:] if not word.startswith(b"-") and b"=" not in word]
    return words[0].rpartition(b"/")[2] if words else b""
