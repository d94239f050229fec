# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the tools for files of events have in common."""

import argparse
import os
import sys


def make_parser(description, **options):
    """Return a parser for a tool whose description keeps its lines."""
    return argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter, **options)


def complain(text):
    """Print lines to the standard error, with the name of the tool."""
    for line in str(text).splitlines():
        print(f"{os.path.basename(sys.argv[0])}: {line}", file=sys.stderr)


def run(main):
    """Leave the program with the exit code of a function (None is 0), or with a sentence and 1 if a file cannot be used."""
    try:
        code = main() or 0
        sys.stdout.flush()
    except BrokenPipeError:
        # who reads the output has enough of it; the interpreter shall not say so once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 1
    except (RuntimeError, OSError) as error:
        complain(error)
        code = 1
    sys.exit(code)


def run_renamed(name):
    """Become the tool that this one is an old name of."""
    complain(f"this name is deprecated, use {name}.")
    tool = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), name)
    os.execv(tool, [tool, *sys.argv[1:]])
