# SPDX-License-Identifier: LGPL-3.0-or-later
"""A print() that flushes, so that lines of Python and of C++ come in the order in which they were written."""

import builtins
import functools
import sys

_print = builtins.print


@functools.wraps(_print)
def _flushing_print(*args, file=None, flush=None, **kwargs):
    """Print and flush at once where the text goes to the standard output."""
    if flush is None:
        flush = file is None or file is sys.stdout
    _print(*args, file=file, flush=flush, **kwargs)


def install():
    """Replace print() for everybody."""
    builtins.print = _flushing_print
