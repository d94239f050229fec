# SPDX-License-Identifier: LGPL-3.0-or-later
"""Mistakes that a user of the build can mend, each with its sentence and exit code."""

import sys


class BuildError(Exception):
    """The build cannot start; the text says why and what to do."""
    code = 2


class NoEnvironment(BuildError):
    """The variables of a set-up are missing."""
    code = 4


class WrongExternals(BuildError):
    """The release wants another version of the externals."""
    code = 5


class MissingProgram(BuildError):
    """A compiler or another program is not installed."""
    code = 6


class MissingPythonHeaders(BuildError):
    """Python.h or the Python library is not installed."""
    code = 7


class MissingRoot(BuildError):
    """ROOT is not where the externals should have put it."""
    code = 8


class WrongPackage(BuildError):
    """A package or its SConscript is not in order."""
    code = 9


def complain(error):
    """Print the sentence of an error; return its exit code."""
    print(f"scons: {error}", file=sys.stderr)
    return error.code
